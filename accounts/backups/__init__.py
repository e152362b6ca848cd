"""One file that holds a whole platform: the database and the files of MEDIA_ROOT and PRIVATE_ROOT."""

from accounts.backups.archive import BackupError, backup, restore

__all__ = ["BackupError", "backup", "restore"]

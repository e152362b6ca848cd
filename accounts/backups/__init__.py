"""One file that holds a whole platform: the database and the files of MEDIA_ROOT and PRIVATE_ROOT."""

from accounts.backups.archive import backup, restore
from accounts.backups.programs import BackupError

__all__ = ["BackupError", "backup", "restore"]

import pytest

from cafe24clone.runner import preparation as preparation_module
from cafe24clone.runner.preparation import Preparation, migrations_fingerprint
from cafe24clone.runner.processes import RunnerError


@pytest.fixture
def project(tmp_path):
    migration = tmp_path / "project" / "orders" / "migrations" / "0001_orders.py"
    migration.parent.mkdir(parents=True)
    migration.write_text("first")
    return tmp_path / "project"


class Commands:
    """Stands in for manage.py; the commands it was asked to run."""

    def __init__(self, status=0):
        self.status = status
        self.names = []

    def __call__(self, command, environment):
        self.names.append(command[2])
        return self.status


def test_migrations_run_once_and_again_when_one_changes(tmp_path, project, monkeypatch):
    monkeypatch.setattr(preparation_module, "migrations_fingerprint", lambda: migrations_fingerprint(project))
    commands = Commands()
    preparation = Preparation(tmp_path / "notes", {}, commands)
    preparation.migrate()
    preparation.migrate()
    assert commands.names == ["migrate"]
    (project / "orders" / "migrations" / "0002_more.py").write_text("second")
    preparation.migrate()
    assert commands.names == ["migrate", "migrate"]


def test_a_failed_migration_stops_the_start_and_is_tried_again(tmp_path):
    preparation = Preparation(tmp_path / "notes", {}, Commands(status=1))
    for _ in range(2):
        with pytest.raises(RunnerError, match="migrations failed"):
            preparation.migrate()


@pytest.mark.parametrize(("status", "runs"), [(0, 1), (1, 2)])
def test_the_demo_is_loaded_until_it_succeeds(tmp_path, status, runs):
    commands = Commands(status)
    for _ in range(2):
        Preparation(tmp_path / "notes", {}, commands).load_demo()
    assert commands.names == ["load_demo"] * runs

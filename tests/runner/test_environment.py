import os
import stat

import pytest

from cafe24clone.runner.environment import data_folder, load_environment, read_values, write_values
from cafe24clone.runner.keys import ensure_keys, remember


def test_values_come_back_as_they_were_written(tmp_path):
    values = {"SECRET_KEY": "a=b:c#d /+", "EMPTY": "", "URL": "postgresql://app:p%20w@127.0.0.1:1/x"}
    write_values(tmp_path / "env", values)
    assert read_values(tmp_path / "env") == values


def test_nobody_else_can_read_the_file(tmp_path):
    write_values(tmp_path / "env", {"SECRET_KEY": "s"})
    assert stat.S_IMODE((tmp_path / "env").stat().st_mode) == 0o600


def test_a_value_of_two_lines_is_refused_and_the_old_file_stays(tmp_path):
    write_values(tmp_path / "env", {"A": "1"})
    with pytest.raises(ValueError, match="does not fit"):
        write_values(tmp_path / "env", {"A": "2\nB=3"})
    assert read_values(tmp_path / "env") == {"A": "1"}


def test_a_missing_file_holds_nothing(tmp_path):
    assert read_values(tmp_path / "env") == {}


@pytest.mark.parametrize(
    ("given", "expected"),
    [({}, "from the file"), ({"REDIS_URL": "mine"}, "mine"), ({"DATABASE_URL": "mine"}, None)],
)
def test_a_command_by_hand_takes_what_is_not_set(tmp_path, monkeypatch, given, expected):
    for name in ("DATABASE_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"VAR": str(tmp_path), **given}.items():
        monkeypatch.setenv(name, value)
    write_values(tmp_path / "env", {"REDIS_URL": "from the file"})
    load_environment(tmp_path)
    assert os.environ.get("REDIS_URL") == expected


def test_a_relative_data_folder_lies_in_the_project(tmp_path, monkeypatch):
    monkeypatch.setenv("VAR", "var2")
    assert data_folder(tmp_path) == tmp_path / "var2"


def test_keys_are_made_once(tmp_path):
    keys = ensure_keys(tmp_path)
    remember(tmp_path, "REDIS_PORT", "20001")
    assert ensure_keys(tmp_path) == {**keys, "REDIS_PORT": "20001"}
    assert len(set(keys.values())) == len(keys)

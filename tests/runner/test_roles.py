import psycopg2
import pytest
from psycopg2 import errors

from cafe24clone.runner.processes import RunnerError
from cafe24clone.runner.roles import ensure_roles, role_urls
from cafe24clone.runner.testing import copy_template, let_migrator_make_databases, temporary_postgres

PASSWORDS = {"app": "a'p\"p", "batch": "b", "migrator": "m", "support": "s"}


@pytest.fixture(scope="module")
def postgres():
    with temporary_postgres() as server:
        ensure_roles(server.dsn(), "mall_db", PASSWORDS)
        urls = role_urls(server.port, "mall_db", PASSWORDS)
        run(urls["DATABASE_MIGRATOR_URL"], "CREATE TABLE thing (id serial PRIMARY KEY)")
        yield server


@pytest.fixture(scope="module")
def urls(postgres):
    return role_urls(postgres.port, "mall_db", PASSWORDS)


def run(dsn, statement):
    connection = psycopg2.connect(dsn)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("role", "bypasses_row_security"),
    [("migrator", True), ("app", False), ("batch", False), ("support", True)],
)
def test_no_role_is_more_than_it_must_be(postgres, role, bypasses_row_security):
    rows = run(
        postgres.dsn(),
        "SELECT rolname, rolcanlogin, rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls FROM pg_roles",
    )
    assert (role, True, False, False, False, False, bypasses_row_security) in rows


@pytest.mark.parametrize(
    ("variable", "statement", "allowed"),
    [
        ("DATABASE_URL", "INSERT INTO thing DEFAULT VALUES", True),
        ("DATABASE_URL", "SELECT * FROM thing", True),
        ("DATABASE_URL", "CREATE TABLE mine (id int)", False),
        ("DATABASE_URL", "CREATE TEMP TABLE mine (id int)", False),
        ("DATABASE_URL", "ALTER TABLE thing ADD COLUMN more int", False),
        ("DATABASE_URL", "TRUNCATE thing", False),
        ("DATABASE_URL", "SET ROLE migrator", False),
        ("DATABASE_BATCH_URL", "SELECT * FROM thing", False),
        ("DATABASE_BATCH_URL", "INSERT INTO thing DEFAULT VALUES", False),
        ("DATABASE_SUPPORT_URL", "SELECT * FROM thing", True),
        ("DATABASE_SUPPORT_URL", "SET default_transaction_read_only = off; DELETE FROM thing", False),
        ("DATABASE_SUPPORT_URL", "CREATE TABLE mine (id int)", False),
        ("DATABASE_MIGRATOR_URL", "CREATE SCHEMA extra; DROP SCHEMA extra", True),
        ("DATABASE_MIGRATOR_URL", "CREATE DATABASE extra", False),
    ],
)
def test_a_role_does_its_work_and_no_other(urls, variable, statement, allowed):
    if allowed:
        run(urls[variable], statement)
    else:
        with pytest.raises((errors.InsufficientPrivilege, errors.ReadOnlySqlTransaction)):
            run(urls[variable], statement)


def test_a_second_call_takes_no_right_away_and_sets_new_passwords(postgres, urls):
    ensure_roles(postgres.dsn(), "mall_db", PASSWORDS | {"app": "new"})
    with pytest.raises(psycopg2.OperationalError, match="password"):
        run(urls["DATABASE_URL"], "SELECT 1")
    new = role_urls(postgres.port, "mall_db", PASSWORDS | {"app": "new"})
    assert run(new["DATABASE_URL"], "SELECT count(*) >= 0 FROM thing") == [(True,)]
    ensure_roles(postgres.dsn(), "mall_db", PASSWORDS)


def test_what_the_server_refuses_is_told(postgres):
    with pytest.raises(RunnerError, match="password authentication failed"):
        ensure_roles(postgres.dsn().replace(postgres.password, "wrong"), "mall_db", PASSWORDS)


def test_a_copy_of_the_template_keeps_its_rights(postgres, urls):
    let_migrator_make_databases(postgres)
    try:
        copy_template(urls["DATABASE_MIGRATOR_URL"], "copy")
        copy_template(urls["DATABASE_MIGRATOR_URL"], "copy")  # a second one replaces it
        app = role_urls(postgres.port, "copy", PASSWORDS)["DATABASE_URL"]
        run(app, "INSERT INTO thing DEFAULT VALUES")
        with pytest.raises(errors.InsufficientPrivilege):
            run(app, "CREATE TABLE mine (id int)")
    finally:
        run(postgres.dsn(), "ALTER ROLE migrator NOCREATEDB")

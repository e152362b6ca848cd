import os

import psycopg2
import pytest
import redis

from cafe24clone.runner.postgres_server import TEST_SETTINGS, PostgresServer
from cafe24clone.runner.processes import RunnerError, free_port, is_free
from cafe24clone.runner.testing import temporary_postgres, temporary_redis


@pytest.fixture(scope="module")
def postgres():
    with temporary_postgres() as server:
        yield server


def execute(dsn, statement):
    connection = psycopg2.connect(dsn)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def test_data_survives_kill_9_and_a_stale_pid_file_of_a_living_process(postgres):
    execute(postgres.dsn(), "CREATE TABLE kept AS SELECT 7 AS number")
    execute(postgres.dsn(), "CHECKPOINT")
    port = postgres.port
    postgres.kill()
    pid_file = postgres.data / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    pid_file.write_text("\n".join([str(os.getppid()), *lines[1:]]))
    postgres.start()
    assert execute(postgres.dsn(), "SELECT number FROM kept") == [(7,)]
    assert postgres.port == port


def test_a_server_left_behind_by_a_killed_run_gives_way(postgres):
    before = postgres.pid
    second = PostgresServer(postgres.folder, postgres.password, TEST_SETTINGS, port=postgres.port)
    second.start()
    postgres.process.wait(10)
    assert second.pid != before
    assert second.port == postgres.port
    second.stop()
    postgres.process = None
    postgres.start()


def test_the_port_moves_where_another_took_it(postgres):
    taken = postgres.port
    postgres.stop()
    with temporary_redis(port=taken) as other:
        assert other.port == taken
        postgres.start()
        assert postgres.port != taken
    assert execute(postgres.dsn(), "SELECT 1") == [(1,)]


@pytest.mark.parametrize("password", ["", "wrong"])
def test_postgres_lets_nobody_in_without_the_password(postgres, password, monkeypatch):
    monkeypatch.setenv("PGPASSFILE", "/nonexistent")
    dsn = postgres.dsn().replace(postgres.password, password)
    with pytest.raises(psycopg2.OperationalError, match="password"):
        psycopg2.connect(dsn)


def test_a_cluster_of_another_major_version_is_named_and_left_alone(postgres):
    version = postgres.data / "PG_VERSION"
    postgres.stop()
    version.write_text("17\n")
    with pytest.raises(RunnerError, match="made by PostgreSQL 17"):
        postgres.start()
    version.write_text("18\n")
    postgres.start()


def test_a_server_that_cannot_start_shows_its_log():
    with temporary_postgres() as server:
        server.stop()
        server.settings["shared_buffers"] = "nonsense"
        with pytest.raises(RunnerError, match="invalid value for parameter"):
            server.start()
        assert server.process is None


def test_redis_keeps_what_it_was_told_through_kill_9():
    with temporary_redis(durable=True) as server:
        client = redis.Redis.from_url(server.url)
        client.set("queued", "1")
        server.kill()
        server.start()
        assert client.get("queued") == b"1"
        client.close()


def test_redis_lets_nobody_in_without_the_password():
    with temporary_redis() as server:
        stranger = redis.Redis(host="127.0.0.1", port=server.port)
        with pytest.raises(redis.AuthenticationError):
            stranger.ping()
        stranger.close()
        assert server.password not in " ".join(server.command())


def test_a_free_port_is_below_the_ephemeral_range():
    port = free_port()
    assert 1024 < port < 32768
    assert is_free(port)

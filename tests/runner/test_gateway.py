import asyncio
import json
import socket
import ssl
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.test import RequestFactory

from cafe24clone.runner.gateway.program import Gateway
from cafe24clone.runner.gateway.sockets import bounded
from cafe24clone.runner.processes import free_port
from cafe24clone.runner.testing import temporary_folder
from tests.runner.gateways import DOMAIN, KEY, echo_server, run_unmodified, running_gateway

REQUESTS = "import requests; print(requests.{call}.text)"
ADDRESS = f"https://demomall.{DOMAIN}/api/v2/admin/products?limit=3"


@pytest.fixture(scope="module")
def var():
    with temporary_folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def gateway(var):
    with echo_server() as port, running_gateway(var, port) as running:
        yield running


def tls(gateway, request):
    """Send bytes to the TLS port, read until it closes."""
    context = ssl.create_default_context(cafile=gateway.app_environment()["NODE_EXTRA_CA_CERTS"])
    with (
        socket.create_connection(("127.0.0.1", gateway.tls_port), timeout=10) as plain,
        context.wrap_socket(plain, server_hostname=f"demomall.{DOMAIN}") as stream,
    ):
        stream.sendall(request)
        return read_all(stream)


def read_all(stream):
    parts = []
    while data := stream.recv(65536):
        parts.append(data)
    return b"".join(parts)


def proxied(gateway, head):
    """What the CONNECT proxy answers to these bytes, as text."""
    with socket.create_connection(("127.0.0.1", gateway.proxy_port), timeout=10) as stream:
        stream.sendall(head)
        return stream.recv(65536).decode()


def told(text):
    """What the web server was asked, headers by their lower-case names."""
    found = json.loads(text)
    return found | {"headers": {name.lower(): value for name, value in found["headers"]}}


@pytest.mark.parametrize(
    "source",
    [
        f"import requests; print(requests.get('{ADDRESS}').text)",
        f"import httpx; print(httpx.get('{ADDRESS}').text)",
        f"import urllib.request as u; print(u.urlopen('{ADDRESS}').read().decode())",
    ],
    ids=["requests", "httpx", "urllib"],
)
def test_an_unmodified_python_client_reaches_the_web_server(gateway, source):
    result = run_unmodified(gateway, source)
    assert result.returncode == 0, result.stderr
    asked = told(result.stdout)
    assert asked["path"] == "/api/v2/admin/products?limit=3"
    assert asked["headers"]["host"] == f"demomall.{DOMAIN}"
    assert asked["headers"]["x-tls-gateway"] == KEY


def test_an_unmodified_node_client_reaches_the_web_server(gateway):
    source = f"""
        import https from "node:https";
        const got = await fetch("{ADDRESS}", {{method: "POST", body: "a=1"}});
        console.log(await got.text());
    """
    result = run_unmodified(gateway, source, node=True)
    assert result.returncode == 0, result.stderr
    asked = told(result.stdout)
    assert (asked["method"], asked["body"], asked["headers"]["host"]) == ("POST", "a=1", f"demomall.{DOMAIN}")


def test_who_does_not_trust_the_authority_is_not_fooled(gateway):
    source = f"import requests; requests.get('{ADDRESS}', verify=__import__('certifi').where())"
    result = run_unmodified(gateway, source)
    assert "CERTIFICATE_VERIFY_FAILED" in result.stderr


def test_other_names_get_no_further_than_the_proxy(gateway):
    result = run_unmodified(gateway, "import requests; requests.get('https://www.example.com/')")
    assert "Tunnel connection failed: 403 Forbidden" in result.stderr


@pytest.mark.parametrize(
    "line",
    [
        "CONNECT www.example.com:443",
        f"CONNECT {DOMAIN}:443",
        f"CONNECT demomall.{DOMAIN}:80",
        f"CONNECT demomall.{DOMAIN}:22",
        f"CONNECT demomall.{DOMAIN}.example.com:443",
        f"CONNECT demomall.evil{DOMAIN}:443",
        f"CONNECT a.b.{DOMAIN}:443",
        "CONNECT 127.0.0.1:443",
        "CONNECT localhost:443",
        f"GET http://demomall.{DOMAIN}/api/v2/",
        "GET /",
        f"POST demomall.{DOMAIN}:443",
    ],
)
def test_the_proxy_refuses_everything_but_the_api(gateway, line):
    assert proxied(gateway, f"{line} HTTP/1.1\r\nHost: x\r\n\r\n".encode()).startswith("HTTP/1.1 403 ")


def test_the_proxy_takes_names_in_any_letter_case(gateway):
    answer = proxied(gateway, f"CONNECT DemoMall.{DOMAIN.upper()}:443 HTTP/1.1\r\n\r\n".encode())
    assert answer.startswith("HTTP/1.1 200 ")


@pytest.mark.parametrize(("head", "status"), [(b"nonsense\r\n\r\n", 400), (b"CONNECT " + b"a" * 20000, 431)])
def test_the_proxy_says_so_where_it_is_not_spoken_to_in_http(gateway, head, status):
    assert proxied(gateway, head).startswith(f"HTTP/1.1 {status} ")


def test_both_ports_listen_on_this_machine_only(gateway):
    for port in (gateway.tls_port, gateway.proxy_port):
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.2", port), timeout=5)


def test_what_a_client_says_about_itself_is_not_passed_on(gateway):
    lies = "X-TLS-Gateway: guess\r\nX-Forwarded-Proto: http\r\nX-Forwarded-For: 9.9.9.9\r\nForwarded: for=9.9.9.9\r\n"
    answer = tls(gateway, f"GET /a HTTP/1.1\r\nHost: h\r\n{lies}Connection: close\r\n\r\n".encode())
    headers = json.loads(answer.partition(b"\r\n\r\n")[2])["headers"]
    assert sorted((name.lower(), value) for name, value in headers) == [
        ("connection", "close"),
        ("host", "h"),
        ("x-forwarded-proto", "https"),
        ("x-tls-gateway", KEY),
    ]


def test_one_connection_serves_request_after_request(gateway):
    one = b"POST /one HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
    two = b"HEAD /two HTTP/1.1\r\nHost: h\r\n\r\n"
    three = b"GET /chunks HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
    answer = tls(gateway, one + two + three)
    assert answer.count(b"HTTP/1.1 200 ") == 3
    assert b'"body": "abc"' in answer
    assert answer.endswith(b"\r\n0\r\n\r\n")


def test_a_client_that_waits_for_100_continue_is_told_to_go_on(gateway):
    answer = tls(
        gateway,
        b"POST /a HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok",
    )
    assert b'"body": "ok"' in answer


def test_a_large_body_arrives_whole(gateway):
    body = b"x" * 3_000_000
    head = f"POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode()
    assert b'"body": "' + body + b'"' in tls(gateway, head + body)


@pytest.mark.parametrize(
    "smuggled",
    [
        b"Content-Length: 3\r\nContent-Length: 4",
        b"Transfer-Encoding: chunked, identity",
        b"Transfer-Encoding: x",
        b"Bad Name: 1",
    ],
)
def test_a_request_with_two_readings_is_refused(gateway, smuggled):
    answer = tls(gateway, b"POST / HTTP/1.1\r\nHost: h\r\n" + smuggled + b"\r\n\r\nabcd")
    assert answer.startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 501 "))


def test_an_answer_that_is_cut_off_is_not_made_whole(gateway):
    answer = tls(gateway, b"GET /cut HTTP/1.1\r\nHost: h\r\n\r\n")
    head, _, body = answer.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].split()[0])
    assert len(body) < length


def test_a_web_server_that_is_away_is_said_and_does_not_end_the_gateway(tmp_path):
    with running_gateway(tmp_path, free_port()) as gateway:
        for _ in range(2):
            assert tls(gateway, b"GET / HTTP/1.1\r\nHost: h\r\n\r\n").startswith(b"HTTP/1.1 503 ")


def test_one_connection_more_than_allowed_is_closed():
    async def scene():
        entered, leave = asyncio.Event(), asyncio.Event()

        async def handler(reader, writer):
            entered.set()
            await leave.wait()
            writer.write(b"served")

        server = await asyncio.start_server(bounded(handler, most=1), "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        first_reader, first_writer = await asyncio.open_connection("127.0.0.1", port)
        await entered.wait()
        second_reader, second_writer = await asyncio.open_connection("127.0.0.1", port)
        assert await second_reader.read() == b""
        leave.set()
        assert await first_reader.read() == b"served"
        for writer in (first_writer, second_writer):
            writer.close()
        server.close()

    # A thread of its own: Playwright leaves its event loop running in the thread of the browser tests before this one.
    with ThreadPoolExecutor(1) as apart:
        apart.submit(lambda: asyncio.run(scene())).result()


def test_only_the_key_of_this_copy_makes_a_request_secure(settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_TLS_GATEWAY", KEY)
    requests = RequestFactory()
    assert requests.get("/", HTTP_X_TLS_GATEWAY=KEY).scheme == "https"
    for lie in ("", "https", KEY.upper(), f"x,{KEY}"):
        assert requests.get("/", HTTP_X_TLS_GATEWAY=lie, HTTP_X_FORWARDED_PROTO="https").scheme == "http"


@pytest.mark.parametrize(
    ("port", "given", "expected"),
    [
        (8000, {}, (8443, 8480)),
        (65300, {}, (64857, 64820)),
        (8000, {"TLS_PORT": "9443", "PROXY_PORT": "9080"}, (9443, 9080)),
    ],
)
def test_ports_follow_the_web_port_unless_they_are_given(tmp_path, port, given, expected):
    gateway = Gateway.beside(port, tmp_path, given)
    assert (gateway.tls_port, gateway.proxy_port) == expected


def test_the_variables_for_apps_lie_in_a_file_too(tmp_path):
    gateway = Gateway.beside(8000, tmp_path, {})
    lines = gateway.write_app_environment().read_text().splitlines()
    assert lines == [f"{name}={value}" for name, value in gateway.app_environment().items()]
    assert f"HTTPS_PROXY=http://127.0.0.1:{gateway.proxy_port}" in lines

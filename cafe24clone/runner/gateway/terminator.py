"""The TLS port: takes TLS off and hands each request to the web port, with a key that says that it came by TLS."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Final

import h11

from cafe24clone.runner.gateway.sockets import CHUNK_BYTES, HEAD_SECONDS, LOOPBACK, SILENCE_SECONDS, close, drain

MOST_HEAD_BYTES: Final = 64 * 1024
KEY_HEADER: Final = b"x-tls-gateway"  # settings.SECURE_PROXY_SSL_HEADER believes it with the key of this copy only
# What concerns one connection only (RFC 9110 7.6.1), and what is ours to say.
NOT_PASSED_ON: Final = frozenset(
    {b"connection", b"keep-alive", b"proxy-connection", b"te", b"trailer", b"upgrade", b"expect", b"forwarded"}
)
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
WebAway = (OSError, TimeoutError, h11.RemoteProtocolError)


class Link:
    """One HTTP/1.1 connection as events: h11's rules over a pair of streams."""

    def __init__(self, role: type[h11.CLIENT | h11.SERVER], streams: Streams) -> None:
        self.http = h11.Connection(role, max_incomplete_event_size=MOST_HEAD_BYTES)
        self.reader, self.writer = streams

    async def receive(self, seconds: float = SILENCE_SECONDS) -> object:
        """The next event of h11. Raises TimeoutError after that much silence, h11.RemoteProtocolError for nonsense."""
        while (event := self.http.next_event()) is h11.NEED_DATA:
            async with asyncio.timeout(seconds):
                self.http.receive_data(await self.reader.read(CHUNK_BYTES))
        return event

    async def send(self, event: h11.Event) -> None:
        data = self.http.send(event)
        if data:
            self.writer.write(data)
            await drain(self.writer)


class Terminator:
    """Serves one decrypted client connection per call, request after request."""

    def __init__(self, web_port: int, key: str) -> None:
        self._web_port = web_port
        self._key = key.encode()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        client = Link(h11.SERVER, (reader, writer))
        try:
            while await self._serve_one(client):
                client.http.start_next_cycle()
        except h11.RemoteProtocolError as error:
            await _refuse(client, error.error_status_hint, b"This is not HTTP/1.1.\n")

    async def _serve_one(self, client: Link) -> bool:
        """Answer one request; True where the client may send another on this connection."""
        request = await client.receive(HEAD_SECONDS)
        if not isinstance(request, h11.Request):
            return False
        try:
            streams = await asyncio.open_connection(LOOPBACK, self._web_port)
        except OSError:
            await _refuse(client, 503, b"The web server does not answer; it may be starting.\n")
            return False
        web = Link(h11.CLIENT, streams)
        try:
            await web.send(self._passed_on(request))
            await _pass_request_body(client, web)
            return await _pass_answer(web, client)
        finally:
            await close(web.writer)

    def _passed_on(self, request: h11.Request) -> h11.Request:
        headers = [(name, value) for name, value in request.headers if _is_passed_on(name)]
        ours = [(KEY_HEADER, self._key), (b"x-forwarded-proto", b"https"), (b"connection", b"close")]
        return h11.Request(method=request.method, target=request.target, headers=[*headers, *ours])


def _is_passed_on(name: bytes) -> bool:
    return name not in NOT_PASSED_ON and name != KEY_HEADER and not name.startswith((b"proxy-", b"x-forwarded-"))


async def _pass_request_body(client: Link, web: Link) -> None:
    """Until the body ends, or the web server has stopped listening: then its answer says why."""
    if client.http.they_are_waiting_for_100_continue:
        await client.send(h11.InformationalResponse(status_code=100, headers=[]))
    while True:
        event = await client.receive()
        if not isinstance(event, h11.Data | h11.EndOfMessage):
            raise ConnectionAbortedError
        with contextlib.suppress(ConnectionError):
            await web.send(event)
        if isinstance(event, h11.EndOfMessage):
            return


async def _pass_answer(web: Link, client: Link) -> bool:
    """Pass the answer on as it comes; True where the client's connection can be used again."""
    try:
        head = await _answer_head(web)
    except WebAway:
        await _refuse(client, 502, b"The web server broke off.\n")
        return False
    headers = [(name, value) for name, value in head.headers if name not in NOT_PASSED_ON]
    await client.send(h11.Response(status_code=head.status_code, headers=headers, reason=head.reason))
    while True:
        event = await _answer_part(web)
        await client.send(event)
        if isinstance(event, h11.EndOfMessage):
            return client.http.our_state is h11.DONE and client.http.their_state is h11.DONE


async def _answer_head(web: Link) -> h11.Response:
    while not isinstance(event := await web.receive(), h11.Response):
        if not isinstance(event, h11.InformationalResponse):
            raise ConnectionAbortedError
    return event


async def _answer_part(web: Link) -> h11.Data | h11.EndOfMessage:
    """Raises ConnectionAbortedError for an answer that is cut off, so that the client sees it cut off, too."""
    try:
        event = await web.receive()
    except h11.RemoteProtocolError as error:
        raise ConnectionAbortedError from error
    if not isinstance(event, h11.Data | h11.EndOfMessage):
        raise ConnectionAbortedError
    return event


async def _refuse(client: Link, status: int, text: bytes) -> None:
    """Say what is wrong where nothing was said yet; the connection ends with it."""
    if client.http.our_state not in {h11.IDLE, h11.SEND_RESPONSE}:
        return
    headers = [("content-type", "text/plain"), ("content-length", str(len(text))), ("connection", "close")]
    await client.send(h11.Response(status_code=status, headers=headers))
    await client.send(h11.Data(data=text))
    await client.send(h11.EndOfMessage())

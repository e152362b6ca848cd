"""A CONNECT proxy that knows one destination: names under the API's domain, port 443, are the TLS port here."""

from __future__ import annotations

import asyncio
import re
from http import HTTPStatus
from typing import Final

from cafe24clone.runner.gateway.sockets import CHUNK_BYTES, HEAD_SECONDS, LOOPBACK, SILENCE_SECONDS, close, drain

REQUEST_LINE: Final = re.compile(rb"([A-Z]{1,20}) (\S{1,300}) HTTP/1\.[01]\r\n")
HEAD_ENDS: Final = b"\r\n\r\n"
TLS_PORT_OF_THE_WORLD: Final = 443


class ConnectProxy:
    """Serves one client connection per call; everything but the one destination is refused with 403."""

    def __init__(self, domain: str, tls_port: int) -> None:
        self._destination = re.compile(
            rf"[a-z0-9](?:[a-z0-9-]{{0,61}}[a-z0-9])?\.{re.escape(domain.lower())}\.?:{TLS_PORT_OF_THE_WORLD}"
        )
        self._tls_port = tls_port

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        status = await self._judge(reader)
        if status is not HTTPStatus.OK:
            await _answer(writer, status)
            return
        try:
            async with asyncio.timeout(HEAD_SECONDS):
                their_reader, their_writer = await asyncio.open_connection(LOOPBACK, self._tls_port)
        except OSError:  # TimeoutError is one of them
            await _answer(writer, HTTPStatus.BAD_GATEWAY)
            return
        try:
            await _answer(writer, HTTPStatus.OK)
            await _join((reader, writer), (their_reader, their_writer))
        finally:
            await close(their_writer)

    async def _judge(self, reader: asyncio.StreamReader) -> HTTPStatus:
        """200 for our destination. What a client says beyond the first line makes no difference."""
        try:
            async with asyncio.timeout(HEAD_SECONDS):
                head = await reader.readuntil(HEAD_ENDS)
        except asyncio.LimitOverrunError:
            return HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
        found = REQUEST_LINE.match(head)
        if found is None:
            return HTTPStatus.BAD_REQUEST
        is_ours = self._destination.fullmatch(found[2].decode("latin-1").lower())
        return HTTPStatus.OK if found[1] == b"CONNECT" and is_ours else HTTPStatus.FORBIDDEN


async def _answer(writer: asyncio.StreamWriter, status: HTTPStatus) -> None:
    phrase = "Connection established" if status is HTTPStatus.OK else status.phrase
    length = "" if status is HTTPStatus.OK else "Content-Length: 0\r\nConnection: close\r\n"
    writer.write(f"HTTP/1.1 {status.value} {phrase}\r\n{length}\r\n".encode())
    await drain(writer)


async def _join(
    one: tuple[asyncio.StreamReader, asyncio.StreamWriter], other: tuple[asyncio.StreamReader, asyncio.StreamWriter]
) -> None:
    """Carry bytes both ways until both sides are through or one fails."""
    ways = [asyncio.create_task(_carry(one[0], other[1])), asyncio.create_task(_carry(other[0], one[1]))]
    try:
        await asyncio.wait(ways, return_when=asyncio.FIRST_EXCEPTION)
    finally:
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while True:
        async with asyncio.timeout(SILENCE_SECONDS):
            data = await reader.read(CHUNK_BYTES)
        if not data:
            break
        writer.write(data)
        await drain(writer)
    if writer.can_write_eof():
        writer.write_eof()

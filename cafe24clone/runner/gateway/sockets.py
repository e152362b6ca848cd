"""What both ports share: a bound on connections, and time-outs on every wait."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import Awaitable, Callable
from typing import Final

import h11

LOOPBACK: Final = "127.0.0.1"
CHUNK_BYTES: Final = 64 * 1024
MOST_CONNECTIONS: Final = 200
HANDSHAKE_SECONDS: Final = 10.0
HEAD_SECONDS: Final = 15.0
SILENCE_SECONDS: Final = 120.0

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def bounded(handler: Handler, most: int = MOST_CONNECTIONS) -> Handler:
    """The handler for at most `most` connections at once; one more is closed as it comes.

    A peer that goes away, breaks the protocol or stays silent ends its own connection and nothing else.
    """
    served = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal served
        try:
            if served < most:
                served += 1
                try:
                    with contextlib.suppress(OSError, TimeoutError, EOFError, h11.ProtocolError):
                        await handler(reader, writer)
                finally:
                    served -= 1
        finally:
            await close(writer)

    return serve


async def close(writer: asyncio.StreamWriter) -> None:
    """Close and wait for it, but not for long: a peer need not answer a TLS farewell."""
    writer.close()
    with contextlib.suppress(OSError, TimeoutError, ssl.SSLError):
        async with asyncio.timeout(2):
            await writer.wait_closed()


async def drain(writer: asyncio.StreamWriter) -> None:
    """Wait until the peer took what was written. Raises TimeoutError once it stays silent."""
    async with asyncio.timeout(SILENCE_SECONDS):
        await writer.drain()

"""A mail server of raw sockets that answers as a test wants: well, later, never, or not at all."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

GREETINGS = {"busy": b"421 4.3.2 Service not available\r\n"}
ANSWERS = {
    "later": {b"RCPT": b"451 4.7.1 Greylisted, try again later\r\n"},
    "unknown": {b"RCPT": b"550 5.1.1 No such user\r\n"},
    "refuses_body": {b"BODY": b"554 5.7.1 Refused\r\n"},
}


@dataclass
class MailServer:
    """`mode`: well · busy (421) · later (451) · unknown (550) · refuses_body (554) · hangs. `received` holds bodies."""

    port: int
    mode: str = "well"
    received: list[bytes] = field(default_factory=list)
    connections: int = 0


@contextlib.contextmanager
def mail_server(mode: str = "well") -> Iterator[MailServer]:
    """Listen on a loopback port until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = MailServer(listener.getsockname()[1], mode)
        stop = threading.Event()
        thread = threading.Thread(target=_serve, args=(listener, server, stop), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            stop.set()
            thread.join(5)


def _serve(listener: socket.socket, server: MailServer, stop: threading.Event) -> None:
    listener.settimeout(0.1)
    while not stop.is_set():
        with contextlib.suppress(TimeoutError):
            connection, _address = listener.accept()
            server.connections += 1
            threading.Thread(target=_talk, args=(connection, server, stop), daemon=True).start()


def _talk(connection: socket.socket, server: MailServer, stop: threading.Event) -> None:
    with connection, contextlib.suppress(OSError):
        if server.mode == "hangs":
            stop.wait(30)
            return
        connection.sendall(GREETINGS.get(server.mode, b"220 test ESMTP\r\n"))
        if server.mode == "busy":
            return
        _converse(connection, server)


def _converse(connection: socket.socket, server: MailServer) -> None:
    answers = ANSWERS.get(server.mode, {})
    reader = connection.makefile("rb")
    for line in reader:
        word = line[:4].upper()
        if word == b"DATA":
            connection.sendall(b"354 go on\r\n")
            body = b"".join(iter(reader.readline, b".\r\n"))
            if b"BODY" not in answers:
                server.received.append(body)
            connection.sendall(answers.get(b"BODY", b"250 2.0.0 taken\r\n"))
        elif word == b"QUIT":
            connection.sendall(b"221 bye\r\n")
            return
        else:
            connection.sendall(answers.get(word, b"250 ok\r\n"))

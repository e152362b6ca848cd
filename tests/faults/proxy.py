"""A wire between a program and PostgreSQL that can be cut on the program's side."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress


class Proxy:
    """Forwards a loopback port to another one. `cut()` breaks what is open; the server's side stays."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listener.getsockname()[1]
        self.clients: list[socket.socket] = []
        self.servers: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """The program hears nothing more; PostgreSQL goes on with what it was told."""
        for client in self.clients:
            with suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self.cut()
        self.listener.close()
        for server in self.servers:
            server.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _address = self.listener.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self.target))
            self.clients.append(client)
            self.servers.append(server)
            threading.Thread(target=self._pump, args=[client, server], daemon=True).start()
            threading.Thread(target=self._pump, args=[server, client], daemon=True).start()

    @staticmethod
    def _pump(source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while piece := source.recv(65536):
                sink.sendall(piece)

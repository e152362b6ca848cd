"""`python -m cafe24clone.runner.gateway`: serve TLS and the CONNECT proxy until told to end."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import ssl
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final

from cafe24clone.runner.gateway.browser import write_browser_files
from cafe24clone.runner.gateway.certificates import ensure_certificates
from cafe24clone.runner.gateway.connect_proxy import ConnectProxy
from cafe24clone.runner.gateway.files import CertificateFiles
from cafe24clone.runner.gateway.sockets import HANDSHAKE_SECONDS, LOOPBACK, bounded
from cafe24clone.runner.gateway.terminator import Terminator

LOOK_AGAIN_SECONDS: Final = 12 * 3600.0
HEAD_LIMIT: Final = 16 * 1024


async def serve(options: argparse.Namespace, key: str) -> None:
    """Both ports on 127.0.0.1, until SIGINT or SIGTERM."""
    files = prepare(options)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    _use(context, files)
    terminator, proxy = Terminator(options.web_port, key), ConnectProxy(options.domain, options.tls_port)
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    async with AsyncExitStack() as servers:
        tls = await asyncio.start_server(
            bounded(terminator.serve), LOOPBACK, options.tls_port, ssl=context, ssl_handshake_timeout=HANDSHAKE_SECONDS
        )
        connect = await asyncio.start_server(bounded(proxy.serve), LOOPBACK, options.proxy_port, limit=HEAD_LIMIT)
        for server in (tls, connect):
            servers.callback(server.close)
        await _keep_fresh(context, options, ended)


async def _keep_fresh(context: ssl.SSLContext, options: argparse.Namespace, ended: asyncio.Event) -> None:
    """Renew the certificate in time while this runs for months; connections that come later get the new one."""
    while not ended.is_set():
        try:
            async with asyncio.timeout(LOOK_AGAIN_SECONDS):
                await ended.wait()
        except TimeoutError:
            _use(context, prepare(options))


def prepare(options: argparse.Namespace) -> CertificateFiles:
    """Certificates that are valid for a while, and what tells a browser to accept them."""
    files = ensure_certificates(options.folder, options.domain)
    write_browser_files(files, options.domain, options.proxy_port)
    return files


def _use(context: ssl.SSLContext, files: CertificateFiles) -> None:
    context.load_cert_chain(files.leaf, files.leaf_key)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m cafe24clone.runner.gateway")
    for name in ("--web-port", "--tls-port", "--proxy-port"):
        parser.add_argument(name, type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--domain", required=True)
    asyncio.run(serve(parser.parse_args(), os.environ["TLS_GATEWAY_KEY"]))


if __name__ == "__main__":
    main()

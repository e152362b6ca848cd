"""How a browser finds the API's names here: a merchant consents at an address that the app has built in."""

from __future__ import annotations

import base64

from cafe24clone.runner.gateway.certificates import key_digest
from cafe24clone.runner.gateway.files import CertificateFiles
from cafe24clone.runner.gateway.sockets import LOOPBACK


def write_browser_files(files: CertificateFiles, domain: str, proxy_port: int) -> None:
    """`proxy.pac` for any browser, and `browser.args`: what Chromium is started with, in words without spaces.

    Chromium gets a profile of its own, so that nobody's everyday browser accepts our certificate.
    """
    script = (
        f'function FindProxyForURL(url, host) {{ return dnsDomainIs(host, ".{domain}") ? '
        f'"PROXY {LOOPBACK}:{proxy_port}" : "DIRECT"; }}\n'
    )
    files.proxy_script.write_text(script)
    inline = base64.b64encode(script.encode()).decode()
    arguments = [
        f"--proxy-pac-url=data:application/x-ns-proxy-autoconfig;base64,{inline}",
        f"--ignore-certificate-errors-spki-list={key_digest(files.leaf)}",
        f"--user-data-dir={files.folder / 'browser'}",
        "--no-first-run",
    ]
    files.browser_arguments.write_text("\n".join(arguments) + "\n")

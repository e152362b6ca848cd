"""Where the gateway keeps its certificates; no more than paths, so that a start need not load cryptography."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class CertificateFiles:
    """Where things lie in the folder; keys can be read by their owner only."""

    folder: Path

    @property
    def ca(self) -> Path:
        """The authority alone: for who adds it to what they trust already (NODE_EXTRA_CA_CERTS)."""
        return self.folder / "ca.pem"

    @property
    def bundle(self) -> Path:
        """The authority and the public ones: for who trusts one file and nothing else (SSL_CERT_FILE)."""
        return self.folder / "bundle.pem"

    @property
    def proxy_script(self) -> Path:
        """A PAC file: what a browser asks whether an address goes through the proxy."""
        return self.folder / "proxy.pac"

    @property
    def browser_arguments(self) -> Path:
        """What Chromium is started with to find the API's names here, as words of a command line."""
        return self.folder / "browser.args"

    @property
    def ca_key(self) -> Path:
        return self.folder / "ca.key"

    @property
    def leaf(self) -> Path:
        return self.folder / "server.pem"

    @property
    def leaf_key(self) -> Path:
        return self.folder / "server.key"

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
    def ca_key(self) -> Path:
        return self.folder / "ca.key"

    @property
    def leaf(self) -> Path:
        return self.folder / "server.pem"

    @property
    def leaf_key(self) -> Path:
        return self.folder / "server.key"

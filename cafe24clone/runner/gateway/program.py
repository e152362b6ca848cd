"""The gateway as one of the programs of `make run`, and what an app has to be told to go through it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cafe24clone.env import API_DOMAIN_OF_CAFE24
from cafe24clone.runner.environment import write_values
from cafe24clone.runner.gateway.files import CertificateFiles
from cafe24clone.runner.programs import Program, python

TLS_OFFSET: Final = 443
PROXY_OFFSET: Final = 480
HIGHEST_PORT: Final = 65_535
FOLDER: Final = "tls"
APP_ENVIRONMENT_FILE: Final = "app.env"


@dataclass(frozen=True)
class Gateway:
    """Ports on 127.0.0.1, the folder of the certificates, and the domain whose names lead here."""

    web_port: int
    tls_port: int
    proxy_port: int
    folder: Path
    domain: str

    @classmethod
    def beside(cls, port: int, var: Path, given: Mapping[str, str]) -> Gateway:
        """PORT + 443 and PORT + 480 unless TLS_PORT and PROXY_PORT say otherwise."""
        return cls(
            port,
            int(given.get("TLS_PORT") or _port(port, TLS_OFFSET)),
            int(given.get("PROXY_PORT") or _port(port, PROXY_OFFSET)),
            var / FOLDER,
            given.get("API_DOMAIN") or API_DOMAIN_OF_CAFE24,
        )

    def program(self) -> Program:
        ports = ["--web-port", self.web_port, "--tls-port", self.tls_port, "--proxy-port", self.proxy_port]
        place = ["--folder", self.folder, "--domain", self.domain]
        return Program("gateway", python("cafe24clone.runner.gateway", *map(str, [*ports, *place])), waits=True)

    def app_environment(self) -> dict[str, str]:
        """Variables with which an unmodified app, in whatever language, calls this machine for Cafe24's API.

        HTTPS_PROXY leads it here; the others have it trust our authority, beside those it trusts already. Node's own
        fetch looks at the proxy only when told to.
        """
        files = CertificateFiles(self.folder)
        return {
            "HTTPS_PROXY": f"http://127.0.0.1:{self.proxy_port}",
            "SSL_CERT_FILE": str(files.bundle),
            "REQUESTS_CA_BUNDLE": str(files.bundle),
            "CURL_CA_BUNDLE": str(files.bundle),  # where a machine sets one, curl heeds no other
            "NODE_EXTRA_CA_CERTS": str(files.ca),
            "NODE_USE_ENV_PROXY": "1",
        }

    def write_app_environment(self) -> Path:
        """The same as a file, for `set -a; . var/tls/app.env` and Docker's --env-file."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / APP_ENVIRONMENT_FILE
        write_values(path, self.app_environment())
        return path


def _port(port: int, offset: int) -> int:
    return port + offset if port + offset <= HIGHEST_PORT else port - offset

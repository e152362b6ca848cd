"""What django-oauth-toolkit and oauthlib ask of a client, answered by an app (it is no AbstractApplication).

The toolkit's own model keeps the secret hashed in a column; ours must be shown to its developer and signs launch links
(security.md 0.3), so it is sealed, and compared here. It is never an attribute `client_secret`.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, Final

from oauthlib.oauth2.rfc6749.errors import MissingRedirectURIError

from developer_center.redirects import is_registered

if TYPE_CHECKING:
    from oauthlib.common import Request

CONFIDENTIAL: Final = "confidential"
PUBLIC: Final = "public"
AUTHORIZATION_CODE: Final = "authorization-code"


class OAuthClient:
    """The client side of an App. Native apps cannot keep a secret: they are public and must send PKCE."""

    kind: str
    redirect_urls: list[str]
    authorization_grant_type = AUTHORIZATION_CODE
    skip_authorization = False

    if TYPE_CHECKING:

        def reveal(self, field: str) -> str: ...

    @property
    def is_public(self) -> bool:
        """Whether the app runs where anybody can read its secret."""
        return self.kind == "native"

    @property
    def client_type(self) -> str:
        return PUBLIC if self.is_public else CONFIDENTIAL

    def has_secret(self, given: str) -> bool:
        """Whether `given` is the Client Secret; takes as long for any guess of its length."""
        secret = self.reveal("secret")
        return bool(secret) and hmac.compare_digest(secret.encode(), given.encode(errors="replace"))

    def allows_grant_type(self, *grant_types: str) -> bool:
        return self.authorization_grant_type in grant_types

    def redirect_uri_allowed(self, uri: str) -> bool:
        """R2.30, R9.9."""
        return is_registered(uri, self.redirect_urls)

    @property
    def default_redirect_uri(self) -> str:
        """For a request that names none: the only one that is registered. Raises MissingRedirectURIError."""
        if len(self.redirect_urls) == 1:
            return self.redirect_urls[0]
        raise MissingRedirectURIError

    def get_allowed_schemes(self) -> list[str]:
        """Schemes of what is registered; `checked` let in no others than https, and http on loopback."""
        return ["https", "http"]

    def is_usable(self, _request: Request) -> bool:
        """Every app that exists; whether it may work in a mall is asked of the installation."""
        return True

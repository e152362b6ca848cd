"""A small app for Cafe24's API: launch link, consent, tokens, products, webhooks. Python 3.11, standard library only.

It knows Cafe24's addresses and nothing of this project; see README.md beside it for how to run it here, unchanged.
"""  # noqa: INP001 - a program, not a package

from __future__ import annotations

import base64
import hashlib
import hmac
import html
import json
import logging
import os
import secrets
import threading
import time
import urllib.error
import urllib.request
from collections import deque
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

log = logging.getLogger("sample_app")
LAUNCH_SECONDS = 300
SESSION_SECONDS = 3600
MOST_BODY_BYTES = 1024 * 1024
SCREENS = {"screens": [{"id": "products", "name": {"ko": "상품", "en": "Products"}, "actions": []}]}


@dataclass(frozen=True)
class Config:
    """What the Developer Center issued, and where this app runs."""

    client_id: str
    client_secret: str = field(repr=False)
    webhook_key: str = field(repr=False)
    port: int
    public_url: str
    scopes: str
    tokens: Path

    @classmethod
    def from_environment(cls) -> Config:
        port = int(os.environ.get("APP_PORT", "9000"))
        return cls(
            client_id=os.environ["CLIENT_ID"],
            client_secret=os.environ["CLIENT_SECRET"],
            webhook_key=os.environ.get("WEBHOOK_KEY", ""),
            port=port,
            public_url=os.environ.get("PUBLIC_URL", f"http://localhost:{port}"),
            scopes=os.environ.get("SCOPES", "mall.read_product"),
            tokens=Path(os.environ.get("TOKENS", "tokens.json")),
        )

    @property
    def redirect_uri(self) -> str:
        return f"{self.public_url}/callback"


# --- What is signed -------------------------------------------------------------------------------------------------


def signature(message: str, secret: str) -> str:
    """base64 of HMAC-SHA256."""
    return base64.b64encode(hmac.digest(secret.encode(), message.encode(), hashlib.sha256)).decode()


def launched_by(query: str, secret: str) -> dict[str, str] | None:
    """Who opened the app, from a launch link that is genuine and fresh; None for any other.

    The signature is over the query as it was sent, so it is checked before anything is decoded.
    """
    message, mark, given = query.rpartition("&hmac=")
    if not mark or not hmac.compare_digest(signature(message, secret).encode(), unquote(given).encode()):
        return None
    values = {name: found[0] for name, found in parse_qs(message).items()}
    timestamp = values.get("timestamp", "")
    if not timestamp.isdigit() or abs(time.time() - int(timestamp)) > LAUNCH_SECONDS:
        return None
    return values


def session_for(mall_id: str, secret: str) -> str:
    """A cookie's value that says which mall this browser works in, for an hour."""
    value = f"{mall_id}.{int(time.time()) + SESSION_SECONDS}"
    return f"{value}.{hmac.digest(secret.encode(), value.encode(), hashlib.sha256).hex()}"


def mall_of_session(cookie: str, secret: str) -> str | None:
    value, _, given = cookie.rpartition(".")
    if not hmac.compare_digest(hmac.digest(secret.encode(), value.encode(), hashlib.sha256).hex(), given):
        return None
    mall_id, _, ends = value.partition(".")
    return mall_id if int(ends) > time.time() else None


def is_webhook_genuine(given_key: str, webhook_key: str) -> bool:
    """Without a key of our own we believe nobody."""
    return bool(webhook_key) and hmac.compare_digest(given_key.encode(), webhook_key.encode())


# --- The API --------------------------------------------------------------------------------------------------------


class NeedsConsent(Exception):
    """There is no token for the mall that still works: ask the merchant."""


class Api:
    """Tokens per mall, kept in a file, and calls with them. One thread refreshes: a refresh token works once."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.lock = threading.Lock()

    def authorize_url(self, mall_id: str, state: str) -> str:
        query = {
            "response_type": "code",
            "client_id": self.config.client_id,
            "redirect_uri": self.config.redirect_uri,
            "scope": self.config.scopes,
            "state": state,
        }
        return f"{base_url(mall_id)}/oauth/authorize?{urlencode(query)}"

    def exchange(self, mall_id: str, code: str) -> str:
        """Turn a code into tokens; returns the mall they are for."""
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": self.config.redirect_uri}
        with self.lock:
            return self._keep(self._token(mall_id, form))

    def get(self, mall_id: str, path: str) -> Any:
        """An answer of the Admin API. Raises NeedsConsent, urllib.error.HTTPError."""
        token = self._access_token(mall_id)
        try:
            return self._call(mall_id, path, token)
        except urllib.error.HTTPError as error:
            if error.code != 401:
                raise
        return self._call(mall_id, path, self._access_token(mall_id, refused=token))

    def _call(self, mall_id: str, path: str, token: str) -> Any:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        return send(urllib.request.Request(f"{base_url(mall_id)}/admin/{path}", headers=headers))  # noqa: S310 - https

    def _access_token(self, mall_id: str, refused: str = "") -> str:
        with self.lock:
            kept = self._all().get(mall_id)
            if kept is None:
                raise NeedsConsent
            if kept["good_until"] > time.time() and kept["access_token"] != refused:
                return str(kept["access_token"])
            form = {"grant_type": "refresh_token", "refresh_token": kept["refresh_token"]}
            try:
                self._keep(self._token(mall_id, form))
            except urllib.error.HTTPError as error:
                if error.code not in {400, 401}:
                    raise
                raise NeedsConsent from error
            return str(self._all()[mall_id]["access_token"])

    def _token(self, mall_id: str, form: dict[str, str]) -> Any:
        keys = base64.b64encode(f"{self.config.client_id}:{self.config.client_secret}".encode()).decode()
        headers = {"Authorization": f"Basic {keys}", "Content-Type": "application/x-www-form-urlencoded"}
        url = f"{base_url(mall_id)}/oauth/token"
        return send(urllib.request.Request(url, urlencode(form).encode(), headers))  # noqa: S310 - https

    def _all(self) -> dict[str, Any]:
        return json.loads(self.config.tokens.read_text()) if self.config.tokens.exists() else {}

    def _keep(self, answer: dict[str, Any]) -> str:
        """Written before it is used, and whole: half a file would cost the merchant another consent."""
        kept = {name: answer[name] for name in ("access_token", "refresh_token", "scopes")}
        kept["good_until"] = time.time() + answer.get("expires_in", 7200) - 60
        new = self.config.tokens.with_suffix(".new")
        new.touch(mode=0o600)
        new.write_text(json.dumps({**self._all(), answer["mall_id"]: kept}))
        new.replace(self.config.tokens)
        return str(answer["mall_id"])


def base_url(mall_id: str) -> str:
    """Cafe24's address of a mall, built in as in any app written for it."""
    if not mall_id.isalnum() or not mall_id.isascii():
        raise NeedsConsent
    return f"https://{mall_id.lower()}.cafe24api.com/api/v2"


def send(request: urllib.request.Request) -> Any:
    with urllib.request.urlopen(request, timeout=10) as response:  # noqa: S310 - https, by base_url
        return json.load(response)


# --- Pages ----------------------------------------------------------------------------------------------------------


class Inbox:
    """The last webhooks, each once however often it is delivered."""

    def __init__(self) -> None:
        self.events: deque[dict[str, Any]] = deque(maxlen=20)
        self.seen: deque[str] = deque(maxlen=1000)

    def take(self, trace_id: str, event: dict[str, Any]) -> None:
        if trace_id not in self.seen:
            self.seen.append(trace_id)
            self.events.appendleft(event)

    def of(self, mall_id: str) -> list[dict[str, Any]]:
        return [event for event in self.events if event.get("resource", {}).get("mall_id") == mall_id]


class Pages(BaseHTTPRequestHandler):
    """What browsers and the platform ask this app for."""

    config: Config
    api: Api
    inbox: Inbox

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        page = {"/": self.launch, "/callback": self.callback, "/products": self.products, "/screens.json": self.screens}
        try:
            page.get(path, self.nothing)()
        except NeedsConsent:
            self.answer(401, page_of("Please open this app from your store's admin.", []))
        except urllib.error.HTTPError as error:
            self.answer(
                502, page_of(f"The store answered {error.code}: {error.read(500).decode(errors='replace')}", [])
            )

    def do_POST(self) -> None:
        if urlsplit(self.path).path != "/webhook":
            return self.nothing()
        if not is_webhook_genuine(self.headers.get("X-API-Key", ""), self.config.webhook_key):
            return self.answer(403, "")
        length = int(self.headers.get("Content-Length") or 0)
        if length > MOST_BODY_BYTES:
            return self.answer(413, "")
        event = json.loads(self.rfile.read(length))
        self.inbox.take(self.headers.get("X-Trace-Id") or secrets.token_hex(8), event)
        return self.answer(200, "")

    def launch(self) -> None:
        """The App URL: somebody installs the app, or opens it again."""
        who = launched_by(urlsplit(self.path).query, self.config.client_secret)
        if who is None:
            return self.answer(403, page_of("This link is not genuine, or too old.", []))
        try:
            self.api.get(who["mall_id"], "products/count")
        except NeedsConsent:
            state = f"{secrets.token_urlsafe(16)}.{who['mall_id']}"
            return self.redirect(self.api.authorize_url(who["mall_id"], state), f"state={state}")
        return self.redirect("/products", f"session={session_for(who['mall_id'], self.config.client_secret)}")

    def callback(self) -> None:
        """The Redirect URL: with a code that this browser asked for, or with why there is none."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        state = self.cookie("state")
        if not state or not hmac.compare_digest(state.encode(), query.get("state", "").encode()):
            return self.answer(403, page_of("This answer belongs to another browser.", []))
        if "code" not in query:
            return self.answer(403, page_of(f"No consent: {query.get('error_description') or query.get('error')}", []))
        mall_id = self.api.exchange(state.partition(".")[2], query["code"])
        return self.redirect("/products", f"session={session_for(mall_id, self.config.client_secret)}")

    def products(self) -> None:
        """The app itself: products of the store, and what the store told us of."""
        mall_id = mall_of_session(self.cookie("session"), self.config.client_secret)
        if mall_id is None:
            raise NeedsConsent
        found = self.api.get(mall_id, "products?limit=20&fields=product_no,product_name,price")["products"]
        lines = [f"{one['product_no']} · {one['product_name']} · {one['price']}" for one in found]
        told = [f"event {event['event_no']}: {json.dumps(event['resource'])}" for event in self.inbox.of(mall_id)]
        self.answer(200, page_of(f"Products of {mall_id}", lines, told))

    def screens(self) -> None:
        """The operator-rights URL."""
        self.answer(200, json.dumps(SCREENS), "application/json")

    def nothing(self) -> None:
        self.answer(404, page_of("There is nothing here.", []))

    def cookie(self, name: str) -> str:
        found = SimpleCookie(self.headers.get("Cookie", "")).get(name)
        return found.value if found else ""

    def redirect(self, url: str, cookie: str) -> None:
        secure = "; Secure" if self.config.public_url.startswith("https") else ""
        self.send_response(302)
        self.send_header("Location", url)
        self.send_header("Set-Cookie", f"{cookie}; Path=/; HttpOnly; SameSite=Lax; Max-Age={SESSION_SECONDS}{secure}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def answer(self, status: int, text: str, kind: str = "text/html") -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, form: str, *values: Any) -> None:
        """Without the query: it carries codes and signatures."""
        log.info("%s %s %s", self.command, urlsplit(self.path).path, values[1] if len(values) > 1 else "")


def page_of(heading: str, lines: list[str], told: list[str] | None = None) -> str:
    parts = [f"<!doctype html><title>Sample app</title><h1>{html.escape(heading)}</h1>"]
    for title, rows in (("Products", lines), ("Webhooks", told or [])):
        if rows:
            parts.append(f"<h2>{title}</h2><ul>" + "".join(f"<li>{html.escape(row)}</li>" for row in rows) + "</ul>")
    return "".join(parts)


def server(config: Config) -> ThreadingHTTPServer:
    """The app, ready to serve on 127.0.0.1."""
    members = {"config": config, "api": Api(config), "inbox": Inbox()}
    return ThreadingHTTPServer(("127.0.0.1", config.port), type("ConfiguredPages", (Pages,), members))


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    config = Config.from_environment()
    log.info("The app runs at %s", config.public_url)
    server(config).serve_forever()


if __name__ == "__main__":
    main()

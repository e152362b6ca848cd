"""Webhooks lead out of this machine and its network: refused at save and again at connect (security.md F17, API 7)."""

from __future__ import annotations

import socket

import pytest
from django.core.exceptions import ValidationError

from developer_center.domain.webhooks.call import Letter, call
from developer_center.forms.webhooks import EndpointForm
from developer_center.models import WebhookLog
from developer_center.webhook_addresses import checked_receiver
from tests.developer_center.webhooks.sending import new_product, send

INSIDE = [
    "127.0.0.1",
    "127.1.2.3",
    "169.254.169.254",
    "10.0.0.1",
    "192.168.1.1",
    "172.16.5.4",
    "0.0.0.0",  # noqa: S104
    "100.64.0.1",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:169.254.169.254]",
    "[fd00::1]",
    "[64:ff9b::7f00:1]",
    "2130706433",
    "0x7f000001",
    "0x7f.0.0.1",
    "017700000001",
    "0177.0.0.1",
    "127.1",
    "localhost",
    "LOCALHOST",
    "localhost.",
    "a.localhost",
    "printer.local",
    "metadata.google.internal",
    "intranet",
]
LETTER = {"key": "k", "trace_id": "4e7b9a52-7d41-4a9d-a3a5-b0f3d3f0f0aa", "body": "{}"}


def resolves(monkeypatch, *addresses: str) -> None:
    """Every name leads to these addresses."""

    def found(host, port, *_args, **_options):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port or 0)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", found)


@pytest.mark.parametrize("host", INSIDE)
def test_an_address_inside_is_not_saved(settings, host):
    settings.ALLOWS_LOOPBACK_APPS = False
    form = EndpointForm({"url": f"https://{host}/hooks"}, scopes=[])
    assert not form.is_valid()
    assert "url" in form.errors


@pytest.mark.parametrize("host", [one for one in INSIDE if one.lower() not in {"127.0.0.1", "localhost", "[::1]"}])
def test_in_development_only_this_machine_itself_is_allowed(host):
    assert not EndpointForm({"url": f"https://{host}/hooks"}, scopes=[]).is_valid()


@pytest.mark.parametrize("url", ["http://127.0.0.1:3000/hooks", "http://localhost:3000/"])
def test_in_development_an_app_may_run_on_this_machine_and_in_production_not(settings, url):
    """R9.9."""
    assert EndpointForm({"url": url}, scopes=[]).is_valid()
    settings.ALLOWS_LOOPBACK_APPS = False
    assert not EndpointForm({"url": url}, scopes=[]).is_valid()


def test_a_name_that_leads_inside_is_not_saved(monkeypatch):
    resolves(monkeypatch, "93.184.216.34", "10.0.0.1")
    with pytest.raises(ValidationError):
        checked_receiver("https://hooks.example.com/")
    resolves(monkeypatch, "93.184.216.34")
    assert checked_receiver("https://hooks.example.com/") == "https://hooks.example.com/"


def test_a_name_that_is_not_found_yet_is_saved(monkeypatch):
    def unknown(*_args, **_options):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert checked_receiver("https://soon.example.com/")


@pytest.mark.parametrize("address", ["127.0.0.1", "169.254.169.254", "::1", "::ffff:10.0.0.1"])
def test_a_name_that_leads_inside_at_the_call_is_not_called(monkeypatch, address):
    """DNS rebinding: it was public when it was saved."""
    resolves(monkeypatch, address)
    reply = call(Letter("https://hooks.example.com/", **LETTER))
    assert (reply.status, reply.why) == (None, "not_public")


def test_in_production_this_machine_is_not_called_either(settings, receiver):
    settings.ALLOWS_LOOPBACK_APPS = False
    reply = call(Letter(receiver.url, **LETTER))
    assert (reply.status, reply.why) == (None, "not_public")
    assert receiver.got == []


def test_the_refusal_stands_in_the_log_of_the_delivery(hooked, mall, settings, receiver):
    settings.ALLOWS_LOOPBACK_APPS = False
    new_product(mall)
    send()
    assert WebhookLog.objects.get().why == "not_public"
    assert receiver.got == []

"""The demo of a first start."""

from __future__ import annotations

import io
import json

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.test import Client

from accounts import tenancy
from accounts.models import Mall, User
from catalog.models import Product, ProductImage
from orders.models import Article

pytestmark = pytest.mark.usefixtures("committed")


def test_the_demo_is_loaded_once_and_its_sign_ins_work(settings, tmp_path):
    settings.VAR = tmp_path
    call_command("load_demo", stdout=io.StringIO())
    first = json.loads((tmp_path / "demo.json").read_text())
    call_command("load_demo", stdout=io.StringIO())
    assert json.loads((tmp_path / "demo.json").read_text()) == first
    assert (tmp_path / "demo.json").stat().st_mode & 0o077 == 0
    assert Mall.objects.count() == 2
    for entry in first:
        assert set(entry) == {"label", "url", "login", "password"}
        if entry["login"]:
            assert authenticate(None, username=entry["login"], password=entry["password"]) is not None
    assert User.objects.filter(is_staff=True).count() == 1
    counts = {}
    for mall in Mall.objects.all():
        with tenancy.mall(mall.pk):
            counts[mall.host] = (Product.objects.count(), ProductImage.objects.count(), Article.objects.count())
    assert counts == {"demomall": (25, 25, 10), "hoshimall": (4, 4, 0)}
    page = Client(HTTP_HOST="hoshimall.localhost").get("/").content.decode()
    assert '<html lang="ja">' in page
    assert "朝のマグカップ" in page


def test_a_demo_needs_force_in_production_and_makes_no_staff_there(settings, tmp_path):
    settings.VAR, settings.IS_PRODUCTION = tmp_path, True
    with pytest.raises(CommandError):
        call_command("load_demo")
    assert not Mall.objects.exists()
    call_command("load_demo", "--force", stdout=io.StringIO())
    assert Mall.objects.count() == 2
    assert not User.objects.filter(is_staff=True).exists()

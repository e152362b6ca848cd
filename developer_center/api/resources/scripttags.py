"""Scripts on the storefront's pages: an app's own ones (scope group application; wire contract 2.7)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from django.db.models import Q, QuerySet
from rest_framework import serializers

from accounts.page_scripts import EVERYWHERE
from developer_center.addresses import AddressRefused, checked
from developer_center.api.call import Call
from developer_center.api.errors import found, refusing
from developer_center.api.operation import operation
from developer_center.api.params import Int, Ints, Moment, Period, Texts
from developer_center.domain.script_tags import (
    MOST_TAGS,
    TooManyTags,
    add_script_tag,
    change_script_tag,
    delete_script_tag,
)
from developer_center.models import ScriptTag
from developer_center.wire import moment

LOCATION: Final = re.compile(r"[A-Z][A-Z0-9_]{1,39}")
INTEGRITY: Final = re.compile(r"sha384-[A-Za-z0-9+/]{64}|sha512-[A-Za-z0-9+/]{86}==")
MOST_ENTRIES: Final = 100
LARGEST_SKIN: Final = 2**31 - 1
NAMES: Final = {
    "src": "src",
    "display_location": "display_locations",
    "exclude_path": "exclude_paths",
    "skin_no": "skin_numbers",
    "integrity": "integrity",
}


class OneOrMore(serializers.ListField):
    """A list; one value may stand for itself, and nothing (null) for none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=MOST_ENTRIES, **kwargs)

    def to_internal_value(self, data: Any) -> list[Any]:
        values: list[Any] = super().to_internal_value(data if isinstance(data, list) else [data])
        return list(dict.fromkeys(values))


class ScriptFilters(Period):
    """Filters of the list and of the count."""

    script_no = Ints(required=False)
    src = serializers.CharField(required=False)
    display_location = Texts(required=False)
    exclude_path = Texts(required=False)
    skin_no = Ints(required=False)
    integrity = serializers.CharField(required=False)
    created_start_date = Moment(required=False)
    created_end_date = Moment(ends=True, required=False)
    updated_start_date = Moment(required=False)
    updated_end_date = Moment(ends=True, required=False)

    def validate_skin_no(self, numbers: list[int]) -> list[int]:
        """No theme has a number that is too large to be kept."""
        return [number for number in numbers if number <= LARGEST_SKIN]


class ScriptFields(serializers.Serializer[Any]):
    """What an app says of a script."""

    src = serializers.CharField()
    display_location = OneOrMore(child=serializers.CharField(max_length=40), allow_empty=False)
    exclude_path = OneOrMore(child=serializers.CharField(max_length=200), required=False, allow_null=True)
    skin_no = OneOrMore(child=Int(max_value=LARGEST_SKIN), required=False, allow_null=True)
    integrity = serializers.CharField(required=False, allow_blank=True, allow_null=True)

    def validate_src(self, src: str) -> str:
        """https, and http on this machine in development."""
        try:
            return checked(src)
        except AddressRefused as error:
            raise serializers.ValidationError(str(error)) from error

    def validate_display_location(self, locations: list[str]) -> list[str]:
        """Codes of pages, or `all`. One that our storefront has no page for is kept and loads nowhere."""
        for location in locations:
            if location != EVERYWHERE and not LOCATION.fullmatch(location):
                raise serializers.ValidationError(f"{location} is neither the code of a page nor `all`.")
        return locations

    def validate_exclude_path(self, paths: list[str] | None) -> list[str]:
        """Paths of pages from their `/` on."""
        for path in paths or []:
            if not path.startswith("/"):
                raise serializers.ValidationError("A path begins with /.")
        return paths or []

    def validate_skin_no(self, numbers: list[int] | None) -> list[int]:
        """Numbers of themes."""
        return numbers or []

    def validate_integrity(self, integrity: str | None) -> str:
        """A checksum that browsers compare (SHA-384 or SHA-512)."""
        if integrity and not INTEGRITY.fullmatch(integrity):
            raise serializers.ValidationError("A checksum is written sha384-… or sha512-… in Base64.")
        return integrity or ""


@operation("GET", "scripttags", params=ScriptFilters)
def scripts(call: Call) -> list[dict[str, Any]]:
    """The app's own scripts in a shop."""
    return [_row(tag, call) for tag in _matching(call).order_by("pk")]


@operation("GET", "scripttags/count", params=ScriptFilters)
def count_scripts(call: Call) -> int:
    """How many scripts the filters leave."""
    return _matching(call).count()


@operation("GET", "scripttags/{script_no}")
def one_script(call: Call, script_no: int) -> dict[str, Any]:
    """One of the app's own scripts."""
    return _row(_own(call, script_no), call)


@operation("POST", "scripttags", body=ScriptFields)
def create_script(call: Call) -> dict[str, Any]:
    """Load a script on pages of a shop, from now on."""
    with refusing("src", {TooManyTags: f"An app has at most {MOST_TAGS} scripts in a mall."}):
        tag = add_script_tag(call.caller.app_id, call.shop_no, _values(call.body), actor=call.actor)
    return _row(tag, call)


@operation("PUT", "scripttags/{script_no}", body=ScriptFields)
def update_script(call: Call, script_no: int) -> dict[str, Any]:
    """Change what is given of a script."""
    _own(call, script_no)
    return _row(change_script_tag(call.caller.app_id, script_no, _values(call.body), actor=call.actor), call)


@operation("DELETE", "scripttags/{script_no}")
def remove_script(call: Call, script_no: int) -> dict[str, Any]:
    """Take a script off the pages."""
    _own(call, script_no)
    delete_script_tag(call.caller.app_id, script_no, actor=call.actor)
    return {"script_no": str(script_no)}


def _own(call: Call, script_no: int) -> ScriptTag:
    tag: ScriptTag = found(_in_use(call), f"Script {script_no}", pk=script_no)
    return tag


def _in_use(call: Call) -> QuerySet[ScriptTag]:
    return ScriptTag.objects.of_app(call.caller.app_id).in_use()


def _matching(call: Call) -> QuerySet[ScriptTag]:
    given = call.params
    wanted = Q(shop_no=call.shop_no)
    for name, lookup in (
        ("script_no", "pk__in"),
        ("src", "src"),
        ("integrity", "integrity"),
        ("display_location", "display_locations__overlap"),
        ("exclude_path", "exclude_paths__overlap"),
        ("skin_no", "skin_numbers__overlap"),
        ("created_start_date", "created_at__gte"),
        ("created_end_date", "created_at__lte"),
        ("updated_start_date", "updated_at__gte"),
        ("updated_end_date", "updated_at__lte"),
    ):
        if name in given:
            wanted &= Q((lookup, given[name]))
    return _in_use(call).filter(wanted)


def _values(body: Mapping[str, Any]) -> dict[str, Any]:
    return {NAMES[name]: value for name, value in body.items()}


def _row(tag: ScriptTag, call: Call) -> dict[str, Any]:
    return {
        "shop_no": tag.shop_no,
        "script_no": str(tag.pk),
        "client_id": call.caller.client_id,
        "src": tag.src,
        "display_location": tag.display_locations,
        "exclude_path": tag.exclude_paths,
        "skin_no": tag.skin_numbers,
        "integrity": tag.integrity,
        "created_date": moment(tag.created_at),
        "updated_date": moment(tag.updated_at),
    }

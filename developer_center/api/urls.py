"""Addresses below /api/v2/admin/, made from the operations that are registered."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections import defaultdict
from typing import Any, Final

from django.urls import URLPattern, path, re_path, register_converter
from django.urls.converters import IntConverter

from accounts.audience import api_view
from developer_center.api import resources
from developer_center.api.contract.index import PARAMETER
from developer_center.api.description import described
from developer_center.api.endpoint import Endpoint
from developer_center.api.operation import Registered, registered
from developer_center.api.unserved import unserved, unserved_below

NUMBERS: Final = re.compile(r"\w+_no|display_group")


class KeyConverter(IntConverter):
    """A number that a bigint holds."""

    regex = r"[0-9]{1,18}"


register_converter(KeyConverter, "api_key")


def load_resources() -> None:
    """Import every module of `resources`, which registers its operations."""
    for module in pkgutil.iter_modules(resources.__path__):
        importlib.import_module(f"{resources.__name__}.{module.name}")


def endpoints() -> list[URLPattern]:
    """One address a path; those without parameters first, as `products/count` is no product's number."""
    load_resources()
    by_path: dict[str, dict[str, Registered]] = defaultdict(dict)
    for entry in registered():
        by_path[entry.operation.path][entry.operation.method] = entry
    ordered = sorted(by_path, key=lambda one: (one.count("{"), one))
    served = [path(_route(one), _view(by_path[one]), name=_name(one)) for one in ordered]
    return [path(one, unserved) for one in unserved_below(by_path)] + served


def _route(api_path: str) -> str:
    return PARAMETER.sub(lambda found: _converter(found[0][1:-1]), api_path)


def _converter(name: str) -> str:
    return f"<api_key:{name}>" if NUMBERS.fullmatch(name) else f"<str:{name}>"


def _name(api_path: str) -> str:
    return PARAMETER.sub(lambda found: found[0][1:-1], api_path).replace("/", "-")


def _view(entries: dict[str, Registered]) -> Any:
    methods: dict[str, Any] = {"entries": entries, "http_method_names": ["get", "post", "put", "delete"]}
    for method, entry in entries.items():
        methods[method.lower()] = described(entry)(_serving(entry))
    first = next(iter(entries.values()))
    name = _name(first.operation.path).title().replace("-", "")
    view: Any = type(f"{name}Endpoint", (Endpoint,), methods)
    return api_view(view.as_view())


def _serving(entry: Registered) -> Any:
    def serve(self: Endpoint, request: Any, **path_values: Any) -> Any:
        return self.serve(request, **path_values)

    serve.__doc__ = entry.handler.__doc__
    return serve


app_name = "api"
urlpatterns = [*endpoints(), re_path(r"^(?P<rest>.*)$", unserved, name="unserved")]

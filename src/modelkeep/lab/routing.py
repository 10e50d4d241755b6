"""Which operation an HTTP request is, by botocore's definition of the service, and with which parameters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs, unquote

from moto.core.model import OperationModel, ServiceModel
from moto.core.parse import PROTOCOL_PARSERS
from werkzeug.datastructures import Headers, MultiDict
from werkzeug.wrappers import Request as HttpRequest


@dataclass(frozen=True, slots=True)
class Route:
    """How an operation is recognised in an HTTP request, by its protocol."""

    operation: OperationModel
    protocol: str
    path: re.Pattern[str] | None
    literal_query: Mapping[str, str]

    def matches(self, http: HttpRequest, body: bytes) -> dict[str, str] | None:
        """The parameters in the path when the request is this operation, None otherwise."""
        name = self.operation.name
        if self.protocol == "json":
            return {} if http.headers.get("X-Amz-Target", "").endswith(f".{name}") else None
        if self.protocol in ("query", "ec2"):
            return {} if (http.args.get("Action") or _action(body)) == name else None
        assert self.path is not None
        found = self.path.fullmatch(_undecoded_path(http))
        if found is None or http.method != self.operation.http["method"]:
            return None
        if any(http.args.get(key) != value for key, value in self.literal_query.items()):
            return None
        return {_unsafe(key): unquote(value) for key, value in found.groupdict().items()}


def route_to(model: ServiceModel, name: str) -> Route:
    """How an operation of a service is recognised."""
    operation: OperationModel = model.operation_model(name)
    protocol = str(model.resolved_protocol)
    uri, _, query = operation.http.get("requestUri", "/").partition("?")
    pattern = re.sub(r"\\\{([^}]+?)(\\\+)?\\\}", _group, re.escape(uri)) if protocol.startswith("rest") else None
    literal = {key: values[0] for key, values in parse_qs(query, keep_blank_values=True).items()}
    return Route(operation, protocol, re.compile(pattern + "/?") if pattern else None, literal)


def _group(found: re.Match[str]) -> str:
    name = found[1].replace("\\", "").replace("-", "__dash__")
    return f"(?P<{name}>.+)" if found[2] else f"(?P<{name}>[^/]+)"


@lru_cache(maxsize=8)
def _action(body: bytes) -> str:
    """The action that a form names: a request is held against every operation, its body is parsed once."""
    return parse_qs(body.decode("latin-1")).get("Action", [""])[0]


def _undecoded_path(http: HttpRequest) -> str:
    """The path as it was sent: an ARN in one of its segments has its slashes encoded."""
    sent = str(http.environ.get("REQUEST_URI", ""))
    return sent.partition("?")[0] if sent.startswith("/") else http.path


def _unsafe(name: str) -> str:
    return name.replace("__dash__", "-")


def most_specific(route: Route) -> tuple[int, int]:
    """A sort key: routes that demand more of a request come first, as `?policy` does before none."""
    return -len(route.literal_query), -len(route.operation.http.get("requestUri", ""))


def parse(route: Route, http: HttpRequest, body: bytes, path_parameters: dict[str, str]) -> Mapping[str, Any]:
    """The request's parameters under the names of the operation's input shape."""
    parser = PROTOCOL_PARSERS[route.protocol](route.operation)
    values = MultiDict(http.args)
    if route.protocol in ("query", "ec2"):
        values = MultiDict((key, each) for key, found in parse_qs(body.decode()).items() for each in found)
    parsed: Mapping[str, Any] = parser.parse({
        "body": body, "headers": Headers(http.headers), "method": http.method, "url_params": path_parameters,
        "url_path": http.path, "values": values,
    })  # fmt: skip
    return {key: value for key, value in parsed.items() if value is not None}

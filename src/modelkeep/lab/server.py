"""The lab's server: our handlers first, moto behind them, on one loopback port."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote

from moto.core.base_backend import BackendDict
from moto.core.exceptions import ServiceException
from moto.core.model import OperationModel, ServiceModel
from moto.core.parse import PROTOCOL_PARSERS
from moto.core.serialize import get_serializer_class
from moto.core.utils import get_service_model
from moto.iam.models import get_account_id_from
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from moto.organizations.models import organizations_backends
from werkzeug.datastructures import Headers, MultiDict
from werkzeug.serving import BaseWSGIServer, make_server
from werkzeug.wrappers import Request as HttpRequest

from modelkeep.lab.handlers import AwsError, Handler, Lab, Request, handlers

StartResponse = Callable[[str, list[tuple[str, str]]], Any]
_CREDENTIAL = re.compile(r"Credential=(?P<key>[^/]+)/\d+/(?P<region>[^/]+)/(?P<service>[^/]+)/aws4_request")


@dataclass(frozen=True, slots=True)
class _Route:
    """How a handled operation is recognised in an HTTP request, by its protocol."""

    handler: Handler
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
            action = http.args.get("Action") or parse_qs(body.decode("latin-1")).get("Action", [""])[0]
            return {} if action == name else None
        assert self.path is not None
        found = self.path.fullmatch(_undecoded_path(http))
        if found is None or http.method != self.operation.http["method"]:
            return None
        if any(http.args.get(key) != value for key, value in self.literal_query.items()):
            return None
        return {_unsafe(key): unquote(value) for key, value in found.groupdict().items()}


class _ErrorReply(ServiceException):  # type: ignore[misc]  # moto ships no types for it
    """An error of the route's own service; of its own exceptions moto looks for the service in their package's name."""


class LabApplication:
    """A WSGI application."""

    def __init__(self) -> None:
        _forget()
        self.lab = Lab()
        self.requests = 0
        self.first_request = 0.0
        self._moto = DomainDispatcherApplication(create_backend_app)
        self._lock = threading.Lock()
        self._routes: dict[str, list[_Route]] = {}
        for handler in handlers().values():
            model: ServiceModel = get_service_model(handler.service)
            self._routes.setdefault(model.signing_name, []).append(_route(handler, model))
        for routes in self._routes.values():
            routes.sort(key=lambda route: (-len(route.literal_query), -len(route.operation.http.get("requestUri", ""))))

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("PATH_INFO", "").startswith("/modelkeep-lab"):
            return self._about(environ["PATH_INFO"], start_response)
        with self._lock:
            self.requests += 1
            self.first_request = self.first_request or time.time()
        signed = _CREDENTIAL.search(environ.get("HTTP_AUTHORIZATION", ""))
        if signed and signed["service"] in self._routes:
            http = HttpRequest(environ)
            body = http.get_data(cache=True)
            answer = self._answer(http, body, signed)
            environ["wsgi.input"] = _rewound(body)
            if answer is not None:
                start_response(*answer[:2])
                return [answer[2]]
        result: Iterable[bytes] = self._moto(environ, start_response)
        return result

    def _about(self, path: str, start_response: StartResponse) -> list[bytes]:
        """The lab about itself: that it is one, how many requests it served and when the first came; counting anew."""
        body = b"modelkeep-lab"
        if path.endswith("/requests"):
            with self._lock:
                body = f"{self.requests} {self.first_request}".encode()
                self.requests, self.first_request = 0, 0.0
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
        return [body]

    def _answer(
        self, http: HttpRequest, body: bytes, signed: re.Match[str]
    ) -> tuple[str, list[tuple[str, str]], bytes] | None:
        for route in self._routes[signed["service"]]:
            path_parameters = route.matches(http, body)
            if path_parameters is None:
                continue
            request = Request(
                service=route.handler.service,
                operation=route.handler.operation,
                account=account_of_key(signed["key"]),
                region=signed["region"],
                parameters=_parse(route, http, body, path_parameters),
                principal=principal_of_key(signed["key"]),
            )
            result: Any
            try:
                with self._lock:
                    result = route.handler.handle(self.lab, request)
            except AwsError as error:
                result = _ErrorReply(error.code, error.message)
                return _serialize(route, result, error.status)
            if result is None:
                return None
            return _serialize(route, result, None)
        return None


class LabServer:
    """The lab on a loopback port: `with LabServer() as lab: lab.url`. Port 0 takes a free one."""

    def __init__(self, port: int = 0) -> None:
        self.application = LabApplication()
        self._server: BaseWSGIServer = make_server(
            "127.0.0.1", port, self.application, threaded=True, request_handler=_QuietRequestHandler
        )
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def url(self) -> str:
        """The endpoint URL."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def start(self) -> LabServer:
        """Serve in the background."""
        self._thread.start()
        return self

    def serve(self) -> None:
        """Serve until interrupted."""
        self._server.serve_forever()

    def stop(self) -> None:
        """Stop serving and release the port."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def __enter__(self) -> LabServer:
        return self.start()

    def __exit__(self, *error: object) -> None:
        self.stop()


class _QuietRequestHandler(MotoRequestHandler):  # type: ignore[misc]  # moto ships no types for it
    protocol_version = "HTTP/1.1"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Keep requests out of the terminal."""


def _forget() -> None:
    """Empty moto, which keeps one state per process, so that a new lab starts with nothing."""
    BackendDict.reset()
    organizations_backends.master_accounts.clear()


def account_of_key(access_key: str) -> str:
    """The account that moto gives to an access key."""
    return str(get_account_id_from(access_key))


def principal_of_key(access_key: str) -> str:
    """The ARN of the role session that an access key was given to, '' for a key that STS did not give out."""
    from moto.sts.models import sts_backends

    for backends in sts_backends.values():
        for backend in backends.values():
            role = backend.get_assumed_role_from_access_key(access_key)
            if role is not None:
                return str(role.arn)
    return ""


def _route(handler: Handler, model: ServiceModel) -> _Route:
    operation: OperationModel = model.operation_model(handler.operation)
    protocol = str(model.resolved_protocol)
    uri, _, query = operation.http.get("requestUri", "/").partition("?")
    pattern = re.sub(r"\\\{([^}]+?)(\\\+)?\\\}", _group, re.escape(uri)) if protocol.startswith("rest") else None
    literal = {key: values[0] for key, values in parse_qs(query, keep_blank_values=True).items()}
    return _Route(handler, operation, protocol, re.compile(pattern + "/?") if pattern else None, literal)


def _group(found: re.Match[str]) -> str:
    name = found[1].replace("\\", "").replace("-", "__dash__")
    return f"(?P<{name}>.+)" if found[2] else f"(?P<{name}>[^/]+)"


def _undecoded_path(http: HttpRequest) -> str:
    """The path as it was sent: an ARN in one of its segments has its slashes encoded."""
    sent = str(http.environ.get("REQUEST_URI", ""))
    return sent.partition("?")[0] if sent.startswith("/") else http.path


def _unsafe(name: str) -> str:
    return name.replace("__dash__", "-")


def _parse(route: _Route, http: HttpRequest, body: bytes, path_parameters: dict[str, str]) -> Mapping[str, Any]:
    parser = PROTOCOL_PARSERS[route.protocol](route.operation)
    values = MultiDict(http.args)
    if route.protocol in ("query", "ec2"):
        values = MultiDict((key, each) for key, found in parse_qs(body.decode()).items() for each in found)
    parsed: Mapping[str, Any] = parser.parse({
        "body": body, "headers": Headers(http.headers), "method": http.method, "url_params": path_parameters,
        "url_path": http.path, "values": values,
    })  # fmt: skip
    return {key: value for key, value in parsed.items() if value is not None}


def _serialize(route: _Route, result: object, status: int | None) -> tuple[str, list[tuple[str, str]], bytes]:
    serializer = get_serializer_class(route.handler.service, route.protocol)(route.operation)
    reply = serializer.serialize(result)
    body = reply["body"]
    raw = body.encode() if isinstance(body, str) else bytes(body)
    headers = [(str(key), str(value)) for key, value in reply["headers"].items() if key.lower() != "content-length"]
    return f"{status or reply['status_code']} OK", [*headers, ("Content-Length", str(len(raw)))], raw


def _rewound(body: bytes) -> Any:
    import io

    return io.BytesIO(body)

"""The lab's server: our handlers first, moto behind them, on one loopback port."""

from __future__ import annotations

import functools
import os
import re
import threading
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import moto.core.utils
from moto.core.base_backend import BackendDict
from moto.core.exceptions import ServiceException
from moto.core.loaders import create_loader
from moto.core.model import ServiceModel
from moto.core.serialize import get_serializer_class
from moto.core.utils import get_service_model
from moto.iam.access_control import PermissionResult
from moto.iam.models import get_account_id_from
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from moto.organizations.models import organizations_backends
from moto.s3.models import FakeBucket
from werkzeug.serving import BaseWSGIServer, make_server
from werkzeug.wrappers import Request as HttpRequest

from modelkeep.lab import downloads
from modelkeep.lab.events import elapse, history, write_event
from modelkeep.lab.handlers import AwsError, Handler, Lab, Reply, Request, handlers
from modelkeep.lab.routing import Route, most_specific, parse, route_to

StartResponse = Callable[[str, list[tuple[str, str]]], Any]
STOPS_WITHIN = 0.05
"""Seconds after which the server looks whether to stop."""
_CREDENTIAL = re.compile(r"Credential=(?P<key>[^/]+)/\d+/(?P<region>[^/]+)/(?P<service>[^/]+)/aws4_request")


_loader = functools.cache(create_loader)


class _ErrorReply(ServiceException):  # type: ignore[misc]  # moto ships no types for it
    """An error of the route's own service; of its own exceptions moto looks for the service in their package's name."""


class _Dispatcher(DomainDispatcherApplication):  # type: ignore[misc]  # moto ships no types for it
    """Moto's, which lists its own folder for each request to find whose host is asked."""

    def __init__(self) -> None:
        super().__init__(create_backend_app)
        self.get_backend_for_host = functools.cache(super().get_backend_for_host)


class LabApplication:
    """A WSGI application."""

    def __init__(self) -> None:
        _forget()
        # Else a service fails in regions that botocore's list of it lacks.
        os.environ["MOTO_ALLOW_NONEXISTENT_REGION"] = "true"
        # Moto makes a loader for each service, which lists all of botocore's folders each time.
        moto.core.utils.create_loader = _loader
        FakeBucket.get_permission = _no_opinion
        self.lab = Lab()
        self.requests = 0
        self.first_request = 0.0
        self.refused: set[str] = set()
        self._moto = _Dispatcher()
        self._lock = threading.Lock()
        self._routes: dict[str, list[tuple[Handler, Route]]] = {}
        for handler in handlers().values():
            model: ServiceModel = get_service_model(handler.service)
            handled = handler, route_to(model, handler.operation)
            self._routes.setdefault(model.signing_name, []).append(handled)
        for routes in self._routes.values():
            routes.sort(key=lambda handled: most_specific(handled[1]))

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("PATH_INFO", "").startswith(downloads.PREFIX):
            return downloads.serve(self.lab, environ, start_response)
        if environ.get("PATH_INFO", "").startswith("/modelkeep-lab"):
            return self._about(environ["PATH_INFO"], start_response)
        with self._lock:
            self.requests += 1
            self.first_request = self.first_request or time.time()
        signed = _CREDENTIAL.search(environ.get("HTTP_AUTHORIZATION", ""))
        if not signed:
            plain: Iterable[bytes] = self._moto(environ, start_response)
            return plain
        http = HttpRequest(environ)
        body = http.get_data(cache=True)
        account = account_of_key(signed["key"])
        event = write_event(http, body, signed.groupdict(), account)

        def respond(status: str, *rest: Any) -> Any:
            if event is not None and status.startswith("2"):
                with self._lock:
                    history(self.lab, account, signed["region"]).append(event)
            return start_response(status, *rest)

        answer = self._answer(http, body, signed) if signed["service"] in self._routes else None
        environ["wsgi.input"] = _rewound(body)
        if answer is not None:
            respond(*answer[:2])
            return [answer[2]]
        result: Iterable[bytes] = self._moto(environ, respond)
        return result

    def _about(self, path: str, start_response: StartResponse) -> list[bytes]:
        """The lab about itself: that it is one, how many requests it served and when the first came; counting anew.

        `elapse/MINUTES` makes the event history so much older; `refuse/CLIENT:OPERATION` denies a handled call from now on.
        """
        body = b"modelkeep-lab"
        if "/refuse/" in path:
            self.refused.add(path.rpartition("/")[2])
        minutes = path.rpartition("/elapse/")[2]
        if minutes.isdecimal():
            with self._lock:
                elapse(self.lab, timedelta(minutes=int(minutes)))
        if path.endswith("/requests"):
            with self._lock:
                body = f"{self.requests} {self.first_request}".encode()
                self.requests, self.first_request = 0, 0.0
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
        return [body]

    def _answer(
        self, http: HttpRequest, body: bytes, signed: re.Match[str]
    ) -> tuple[str, list[tuple[str, str]], bytes] | None:
        for handler, route in self._routes[signed["service"]]:
            path_parameters = route.matches(http, body)
            if path_parameters is None:
                continue
            request = Request(
                service=handler.service,
                operation=handler.operation,
                account=account_of_key(signed["key"]),
                region=signed["region"],
                parameters=parse(route, http, body, path_parameters),
                principal=principal_of_key(signed["key"]),
                url=f"{http.scheme}://{http.host}",
            )
            handle = _refuse if f"{handler.service}:{handler.operation}" in self.refused else handler.handle
            result: Any
            try:
                with self._lock:
                    result = handle(self.lab, request)
            except AwsError as error:
                result = _ErrorReply(error.code, error.message)
                return _serialize(handler, route, result, error.status)
            if result is None:
                return None
            return _serialize(handler, route, result, None)
        return None


class LabServer:
    """The lab on a loopback port: `with LabServer() as lab: lab.url`. Port 0 takes a free one."""

    def __init__(self, port: int = 0) -> None:
        self.application = LabApplication()
        self._server: BaseWSGIServer = make_server(
            "127.0.0.1", port, self.application, threaded=True, request_handler=_QuietRequestHandler
        )
        self._thread = threading.Thread(target=self._server.serve_forever, args=(STOPS_WITHIN,), daemon=True)

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


def _no_opinion(bucket: FakeBucket, action: str, resource: str) -> Any:
    """What a bucket's policy says of a request for an object: moto reads neither principals nor conditions, so that it would refuse
    everybody where a policy demands TLS. The lab's policies are there to be read; it enforces none of them."""
    return PermissionResult.NEUTRAL


def _refuse(lab: Lab, request: Request) -> Reply:
    raise AwsError("AccessDeniedException", f"not authorized to perform {request.operation}", 403)


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


def _serialize(
    handler: Handler, route: Route, result: object, status: int | None
) -> tuple[str, list[tuple[str, str]], bytes]:
    serializer = get_serializer_class(handler.service, route.protocol)(route.operation)
    reply = serializer.serialize(result)
    body = reply["body"]
    raw = body.encode() if isinstance(body, str) else bytes(body)
    headers = [(str(key), str(value)) for key, value in reply["headers"].items() if key.lower() != "content-length"]
    return f"{status or reply['status_code']} OK", [*headers, ("Content-Length", str(len(raw)))], raw


def _rewound(body: bytes) -> Any:
    import io

    return io.BytesIO(body)

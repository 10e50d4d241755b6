"""An HTTP endpoint that answers JSON-protocol calls from a script, so that real botocore clients can be tested."""

from __future__ import annotations

import json
import threading
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from modelkeep.adapters.aws.clients import Clients, Endpoint


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP reply."""

    body: Mapping[str, Any]
    status: int = 200


def ok(**body: Any) -> Answer:
    """A successful reply."""
    return Answer(body)


def error(code: str, message: str = "", status: int = 400) -> Answer:
    """An error reply as the JSON protocols write it."""
    return Answer({"__type": code, "message": message}, status)


IDENTITY = (
    "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/tester</Arn>"
    "<UserId>AIDA</UserId><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"
)
REFUSED = "<ErrorResponse><Error><Code>ExpiredToken</Code><Message>expired</Message></Error></ErrorResponse>"


@dataclass(slots=True)
class ScriptedAws:
    """Answers by operation, or by path where the protocol is REST: the scripted answers in turn, the last one for ever.

    `requests` holds what was asked per operation; STS answers unless `expired` is set.
    """

    script: dict[str, list[Answer]] = field(default_factory=lambda: defaultdict(list))
    requests: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    expired: bool = False
    _server: ThreadingHTTPServer | None = None
    _clients: Clients | None = None

    def on(self, operation: str, *answers: Answer) -> ScriptedAws:
        """Script the answers of an operation."""
        self.script[operation] = list(answers)
        return self

    @property
    def counts(self) -> Counter[str]:
        """How often each operation was asked."""
        return Counter({operation: len(asked) for operation, asked in self.requests.items()})

    def __enter__(self) -> ScriptedAws:
        aws = self

        class Handle(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                target = self.headers.get("X-Amz-Target", "")
                if not target and self.path == "/":
                    self._send(403 if aws.expired else 200, (REFUSED if aws.expired else IDENTITY).encode(), "text/xml")
                    return
                operation = target.rsplit(".", 1)[-1] or self.path
                aws.requests[operation].append(json.loads(body or "{}"))
                answers = aws.script[operation]
                answer = answers.pop(0) if len(answers) > 1 else answers[0]
                self._send(answer.status, json.dumps(answer.body).encode(), "application/x-amz-json-1.1")

            do_GET = do_POST  # noqa: N815  # the base class names it

            def _send(self, status: int, body: bytes, kind: str) -> None:
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the base class names it
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handle)
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *raised: object) -> None:
        assert self._server is not None
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        """The endpoint URL."""
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.server_port}"

    def reset(self) -> None:
        """Forget the script and what was asked."""
        self.script.clear()
        self.requests.clear()
        self.expired = False

    def clients(self) -> Clients:
        """Real clients that talk to this endpoint, made once: loading a service's definition takes most of a test's time."""
        if self._clients is None:
            endpoint = Endpoint(region="us-east-1", endpoint_url=self.url, credentials=("testing", "testing"))
            self._clients = Clients.of_profile(endpoint)
        return self._clients

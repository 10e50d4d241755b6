"""A server on this machine that serves files as object stores do: ETags, conditions, ranges, and answers that break off."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Archives:
    """What is served by path, what was asked for (path, and the headers that make a request conditional), and what goes wrong."""

    url: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    breaks_after: int | None = None
    """Bytes of the body after which the next answer breaks off."""
    redirects: dict[str, str] = field(default_factory=dict)


@contextmanager
def serving() -> Iterator[Archives]:
    """Serve until the end of the block."""
    archives = Archives()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            _answer(self, archives)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # as the base class has it
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    archives.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield archives
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _answer(handler: BaseHTTPRequestHandler, archives: Archives) -> None:
    conditions = {
        name: handler.headers[name] for name in ("If-None-Match", "Range", "If-Range") if name in handler.headers
    }
    archives.asked.append((handler.path, conditions))
    if handler.path in archives.redirects:
        _head(handler, 302, {"Location": archives.redirects[handler.path], "Content-Length": "0"})
        return
    content = archives.files.get(handler.path)
    if content is None:
        _head(handler, 404, {"Content-Length": "0"})
        return
    etag = f'"{hashlib.md5(content, usedforsecurity=False).hexdigest()}"'
    if conditions.get("If-None-Match") == etag:
        _head(handler, 304, {"ETag": etag})
        return
    start = 0
    if conditions.get("If-Range") == etag:
        start = int(conditions["Range"].removeprefix("bytes=").removesuffix("-"))
        if start >= len(content):
            _head(handler, 416, {"Content-Range": f"bytes */{len(content)}", "Content-Length": "0"})
            return
    headers = {"ETag": etag, "Content-Length": str(len(content) - start)}
    if start:
        headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
    _head(handler, 206 if start else 200, headers)
    end = len(content) if archives.breaks_after is None else start + archives.breaks_after
    archives.breaks_after = None
    handler.wfile.write(content[start:end])
    if end < len(content):
        handler.close_connection = True


def _head(handler: BaseHTTPRequestHandler, status: int, headers: dict[str, str]) -> None:
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.end_headers()

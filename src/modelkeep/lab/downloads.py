"""What the lab gives away under addresses that need no signature, as S3's presigned ones: layers of images, code of functions."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from typing import Any

from modelkeep.lab.handlers import Lab, Request

PREFIX = "/modelkeep-lab/download/"
_RANGE = re.compile(r"bytes=(\d+)-(\d*)")


def offer(lab: Lab, request: Request, content: bytes) -> str:
    """The address of a content, as the caller reaches the lab."""
    token = hashlib.sha256(content).hexdigest()
    _offered(lab)[token] = content
    return f"{request.url}{PREFIX}{token}?X-Amz-Expires=3600"


def serve(lab: Lab, environ: Mapping[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    """The content behind an address, or the range of it that is asked for."""
    content = _offered(lab).get(environ["PATH_INFO"].removeprefix(PREFIX))
    if content is None:
        start_response("403 Forbidden", [("Content-Length", "0")])
        return [b""]
    status, headers, part = "200 OK", [("Content-Type", "application/octet-stream")], content
    asked = _RANGE.fullmatch(environ.get("HTTP_RANGE", ""))
    if asked:
        start, stop = int(asked[1]), min(int(asked[2] or len(content)) + 1, len(content))
        status, part = "206 Partial Content", content[start:stop]
        headers.append(("Content-Range", f"bytes {start}-{stop - 1}/{len(content)}"))
    start_response(status, [*headers, ("Content-Length", str(len(part)))])
    return [part]


def _offered(lab: Lab) -> dict[str, bytes]:
    found: dict[str, bytes] = lab.store("", "").setdefault("downloads", {})
    return found

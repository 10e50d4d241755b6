"""Downloads of large files: asked for only if they changed, and gone on with where they broke off."""

from __future__ import annotations

import json
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from modelkeep.core.errors import ConnectionFailedError, UsageError

LARGEST = 8 * 1024**3
"""Bytes of one file; the largest of OSV, Ubuntu's, has 0.7 GB."""
_CHUNK = 1 << 20
_REMEDY = "Check the network and the URL, or download the file elsewhere and name it with --from, --kev or --epss."
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_NOT_MODIFIED, _PARTIAL, _NOT_SATISFIABLE = 304, 206, 416

Told = Callable[[int, int | None], None]
"""Bytes that there are so far, and in all where that is known."""


@dataclass(frozen=True, slots=True)
class Downloaded:
    """What an answer gave: `path` None where the file is still the one of the ETag that was named."""

    path: Path | None
    etag: str


class _SameHost(urllib.request.HTTPRedirectHandler):
    """Redirections are followed within a host."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> urllib.request.Request | None:
        here, there = urlsplit(req.full_url), urlsplit(newurl)
        if (here.scheme, here.netloc) != (there.scheme, there.netloc):
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def require_url(url: str) -> None:
    """Raise UsageError for a URL that is not https; plain http is for this machine only."""
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise UsageError(f"{url!r} is no URL: {error}", remedy="Name an https:// URL.") from error
    secure = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    if not secure or not parts.hostname or parts.username or parts.password:
        raise UsageError(f"{url!r} is no https URL of a host", remedy="Name an https:// URL without a user.")


class Downloads:
    """Downloads into a folder; what broke off stays there and is gone on with, as long as the file is the same."""

    def __init__(
        self, folder: Path, *, timeout: float = 60.0, largest: int = LARGEST, context: ssl.SSLContext | None = None
    ) -> None:
        """`timeout` in seconds without a byte, `largest` in bytes."""
        self._folder = folder
        self._timeout = timeout
        self._largest = largest
        self._context = context

    def get(self, url: str, name: str, *, etag: str = "", told: Told | None = None) -> Downloaded:
        """The file of a URL as `name` in the folder, unless it is still that of the ETag.

        Raises UsageError for a URL that may not be asked, ConnectionFailedError where the answer does not come, or not whole.
        """
        require_url(url)
        self._folder.mkdir(parents=True, exist_ok=True)
        part = self._folder / f"part-{name}"
        note = _note(part)
        begun, of = _begun(part, note, url)
        try:
            return self._fetch(url, part, note, etag, begun, of, told)
        except urllib.error.HTTPError as error:
            error.close()
            if error.code == _NOT_MODIFIED:
                return Downloaded(None, etag)
            if error.code == _NOT_SATISFIABLE and begun:
                if error.headers.get("Content-Range") == f"bytes */{begun}":
                    return Downloaded(part, of)
                forget(part)
                return self.get(url, name, etag=etag, told=told)
            raise ConnectionFailedError(f"{url} was not answered: {error}", remedy=_REMEDY) from error
        except (urllib.error.URLError, HTTPException, OSError, ValueError) as error:
            raise ConnectionFailedError(f"{url} was not answered: {error}", remedy=_REMEDY) from error

    def _fetch(self, url: str, part: Path, note: Path, etag: str, begun: int, of: str, told: Told | None) -> Downloaded:
        headers = {"User-Agent": "modelkeep"}
        if begun:
            headers |= {"Range": f"bytes={begun}-", "If-Range": of}
        elif etag:
            headers["If-None-Match"] = etag
        with self._opener(url).open(urllib.request.Request(url, headers=headers), timeout=self._timeout) as reply:  # noqa: S310  # require_url
            resumed = reply.status == _PARTIAL and begun > 0
            if resumed and not reply.headers.get("Content-Range", "").startswith(f"bytes {begun}-"):
                raise ConnectionFailedError(f"{url} was answered with another part than was asked for", remedy=_REMEDY)
            size = begun if resumed else 0
            length = reply.headers.get("Content-Length")
            total = size + int(length) if length is not None else None
            fresh = reply.headers.get("ETag", "")
            note.write_text(json.dumps({"url": url, "etag": fresh}), encoding="utf-8")
            with part.open("ab" if resumed else "wb") as stream:
                while chunk := reply.read(_CHUNK):
                    size += len(chunk)
                    if size > self._largest:
                        raise ConnectionFailedError(f"{url} is larger than {self._largest} bytes", remedy=_REMEDY)
                    stream.write(chunk)
                    if told is not None:
                        told(size, total)
        if total is not None and size != total:
            raise ConnectionFailedError(
                f"{url} broke off after {size} of {total} bytes", remedy="Run it again: it goes on there."
            )
        return Downloaded(part, fresh)

    def _opener(self, url: str) -> urllib.request.OpenerDirector:
        """What opens a URL; the certificates of this machine are read only where they are needed, which takes its time."""
        if urlsplit(url).scheme != "https":
            return urllib.request.build_opener(_SameHost())
        self._context = self._context or ssl.create_default_context()
        return urllib.request.build_opener(urllib.request.HTTPSHandler(context=self._context), _SameHost())


def forget(part: Path) -> None:
    """Remove a download and its note."""
    for path in (part, _note(part)):
        with suppress(OSError):
            path.unlink()


def _note(part: Path) -> Path:
    """The file that says what a download is of."""
    return part.with_name(f"{part.name}.note")


def _begun(part: Path, note: Path, url: str) -> tuple[int, str]:
    """How many bytes there are of a download that can be gone on with, and its ETag: a strong one, of the same URL."""
    try:
        told: Any = json.loads(note.read_text(encoding="utf-8"))
        size = part.stat().st_size
    except (OSError, ValueError):
        return 0, ""
    etag = told.get("etag", "") if isinstance(told, dict) and told.get("url") == url else ""
    return (size, etag) if etag and not etag.startswith("W/") else (0, "")

"""Downloads over https: from one host, with limits on time and size, following no redirection."""

from __future__ import annotations

import ssl
import urllib.error
import urllib.request
from http.client import HTTPException, HTTPMessage
from typing import IO
from urllib.parse import urlsplit

from modelkeep.core.errors import ConnectionFailedError, UsageError

_REMEDY = "Check the network and the URL, or download the files elsewhere and name the folder with --from."


class _Staying(urllib.request.HTTPRedirectHandler):
    """Where a host sends one elsewhere, one does not go."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        return None


class Https:
    """What one host serves."""

    def __init__(self, url: str, *, timeout: float = 30.0, largest: int, context: ssl.SSLContext | None = None) -> None:
        """`timeout` in seconds per answer, `largest` in bytes. Raises UsageError for a URL that is not https."""
        parts = urlsplit(url)
        if parts.scheme != "https" or not parts.hostname or parts.username or parts.password:
            raise UsageError(f"{url!r} is no https URL of a host", remedy="Name an https:// URL without a user.")
        self._host = parts.netloc
        self._timeout = timeout
        self._largest = largest
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPSHandler(context=context or ssl.create_default_context()), _Staying()
        )

    def get(self, url: str) -> bytes:
        """The body of an answer. Raises ConnectionFailedError where there is none, or none that may be read."""
        parts = urlsplit(url)
        if parts.scheme != "https" or parts.netloc != self._host:
            raise ConnectionFailedError(f"{url!r} is not at https://{self._host}, and was not fetched", remedy=_REMEDY)
        try:
            with self._opener.open(url, timeout=self._timeout) as reply:
                body: bytes = reply.read(self._largest + 1)
        except urllib.error.HTTPError as error:
            error.close()
            raise ConnectionFailedError(f"{url} was not answered: {error}", remedy=_REMEDY) from error
        except (urllib.error.URLError, HTTPException, OSError, ValueError) as error:
            raise ConnectionFailedError(f"{url} was not answered: {error}", remedy=_REMEDY) from error
        if len(body) > self._largest:
            raise ConnectionFailedError(f"{url} is larger than {self._largest} bytes", remedy=_REMEDY)
        return body

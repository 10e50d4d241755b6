"""Webhooks that are signed, so that the receiver knows who sent them and when.

The body is JSON (`text.document`). The header `Modelkeep-Signature: t=SECONDS,v1=HEX` holds the time of sending (since 1970) and the
HMAC-SHA256, with the shared key, of `SECONDS.BODY`. The receiver makes the same over the bytes that it got, compares in constant time, and
refuses what is older than five minutes.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import Message as Headers
from http.client import HTTPException
from typing import IO, Any
from urllib.parse import urlsplit

import msgspec

from modelkeep import __version__
from modelkeep.adapters.notify.text import document
from modelkeep.core.errors import UsageError
from modelkeep.core.notification import Message, NotSentError, destination_id, masked

SCHEME = "webhook+"
HEADER = "Modelkeep-Signature"
SHORTEST = 16
"""Bytes of a key at least."""
TIMEOUT = 10.0
_AGAIN = frozenset({408, 425, 429})


def signature(key: bytes, seconds: int, body: bytes) -> str:
    """The value of the header."""
    made = hmac.new(key, b"%d." % seconds + body, hashlib.sha256).hexdigest()
    return f"t={seconds},v1={made}"


@dataclass(frozen=True, slots=True)
class Webhook:
    """A channel to a URL with the scheme webhook+https, or webhook+http on this machine."""

    url: str = field(repr=False)
    key: bytes = field(repr=False)
    clock: Callable[[], float]

    @classmethod
    def of(cls, url: str, key: bytes | None, clock: Callable[[], float]) -> Webhook:
        """Raises UsageError for what is no such URL, and where there is no key."""
        parts = urlsplit(url.removeprefix(SCHEME))
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise UsageError(f"{masked(url)} is no webhook", remedy="Write webhook+https://HOST/PATH.")
        if parts.scheme == "http" and not _is_here(parts.hostname):
            raise UsageError(f"{masked(url)} would send alerts in the clear", remedy="Write webhook+https://HOST/PATH.")
        if key is None or len(key) < SHORTEST:
            raise UsageError(
                f"webhooks are signed, and there is no key of at least {SHORTEST} bytes",
                remedy="Set MODELKEEP_WEBHOOK_KEY, or notify_key_file to a file with the key: openssl rand -hex 32 > FILE.",
            )
        return cls(url, key, clock)

    @property
    def id(self) -> str:
        """See `notify.Channel`."""
        return destination_id(self.url)

    @property
    def shown(self) -> str:
        """See `notify.Channel`."""
        return masked(self.url)

    def send(self, message: Message) -> None:
        """See `notify.Channel`. Redirections are not followed: they would take the alert to somewhere else."""
        body = msgspec.json.encode(document(message))
        headers = {
            "Content-Type": "application/json",
            "User-Agent": f"modelkeep/{__version__}",
            HEADER: signature(self.key, int(self.clock()), body),
        }
        request = urllib.request.Request(self.url.removeprefix(SCHEME), body, headers)  # noqa: S310  # schemes are checked above
        try:
            with urllib.request.build_opener(_Stays).open(request, timeout=TIMEOUT):
                return
        except urllib.error.HTTPError as error:
            again = error.code in _AGAIN or error.code >= 500
            told, after = f"{self.shown}: it answered {error.code}", error.headers.get("Retry-After", "")
            error.close()
            raise NotSentError(told, again=again, after=float(after) if after.isdecimal() else 0.0) from None
        except (OSError, HTTPException) as error:
            # Its text may hold the address.
            raise NotSentError(f"{self.shown}: it cannot be reached ({type(error).__name__})") from None


class _Stays(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Headers, newurl: str
    ) -> Any:
        return None


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

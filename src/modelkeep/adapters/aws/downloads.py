"""Bytes behind a presigned address, from where a broken connection left off.

ECR gives out such addresses for layers, Lambda for code; both name S3 and expire within an hour, and then another is asked for.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from modelkeep.adapters.aws.attempts import backoff
from modelkeep.core.errors import ModelkeepError
from modelkeep.engines.artifacts.sources import UnreadableError

CHUNK = 1 << 20
ATTEMPTS = 5
"""Times that it is tried without a byte to show for it."""
BREAKS = 100
"""Times that a connection may end too early in all."""
_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+)")
_EXPIRED, _BUSY = (400, 401, 403, 410), (429, 500, 502, 503, 504)


class BrokenError(Exception):
    """A connection that could not be made or ended too early; the message says how. It may be tried again."""


class ExpiredError(BrokenError):
    """The address is no longer valid: another one may be."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answers: the HTTP status, the offset of the first byte, the size of the whole, -1 where it is not told."""

    status: int
    start: int
    total: int
    pieces: Iterator[bytes]


Ask = Callable[[str, int], Answer]
"""Ask for what lies at an address, from an offset. Raises BrokenError, while the pieces are taken too."""


def fetched(address: Callable[[], str], ask: Ask, sleep: Callable[[float], None] = time.sleep) -> Iterator[bytes]:
    """All bytes behind an address. `address` gives a fresh one. Raises UnreadableError where they cannot be had."""
    offset, failed, why, url = 0, 0, "", ""
    for _ in range(BREAKS):
        if failed >= ATTEMPTS:
            break
        if failed:
            sleep(backoff(failed))
        try:
            url = url or address()
            for piece in _once(ask(url, offset), offset):
                offset, failed = offset + len(piece), 0
                yield piece
        except BrokenError as error:
            failed, why = failed + 1, str(error)
            url = "" if isinstance(error, ExpiredError) else url
        except ModelkeepError as error:
            raise UnreadableError(f"{error}. {error.remedy}") from error
        else:
            return
    raise UnreadableError(f"it cannot be downloaded: {why}")


def _once(answer: Answer, offset: int) -> Iterator[bytes]:
    """What one answer gives from an offset on. Raises BrokenError where that is not all, UnreadableError where it will not change."""
    status = answer.status
    if status in _EXPIRED:
        raise ExpiredError(f"HTTP status {status}")
    if status in _BUSY:
        raise BrokenError(f"HTTP status {status}")
    if status not in (200, 206):
        raise UnreadableError(f"it cannot be downloaded: HTTP status {status}")
    for piece in _from(answer, offset):
        offset += len(piece)
        yield piece
    if offset < answer.total:
        raise BrokenError(f"the connection ended at byte {offset:,} of {answer.total:,}")


def _from(answer: Answer, offset: int) -> Iterator[bytes]:
    """The pieces from an offset, also of a server that begins at the beginning."""
    if answer.start > offset:
        raise BrokenError(f"the server begins at byte {answer.start:,} instead of {offset:,}")
    skip = offset - answer.start
    for piece in answer.pieces:
        if skip < len(piece):
            yield piece[skip:]
        skip = max(0, skip - len(piece))


@dataclass(frozen=True, slots=True)
class Https:
    """Asks by HTTPS, through the proxy and with the certificates that botocore would use. Plain HTTP is for the host of an endpoint that
    replaces AWS alone. Redirects are not followed."""

    plain: str | None = None
    """The endpoint's URL."""
    connect_timeout: float = 5.0
    read_timeout: float = 60.0
    _sessions: dict[str, Any] = field(default_factory=dict)

    def __call__(self, url: str, offset: int) -> Answer:
        """See `Ask`."""
        from botocore.awsrequest import AWSRequest
        from botocore.exceptions import BotoCoreError, HTTPClientError

        self._check(url)
        headers = {"Range": f"bytes={offset}-"} if offset else {}
        request = AWSRequest("GET", url, headers=headers).prepare()
        request.stream_output = True
        try:
            response = self._session(url).send(request)
        except (BotoCoreError, HTTPClientError) as error:
            raise BrokenError(type(error).__name__) from error
        told = {key.lower(): value for key, value in response.headers.items()}
        ranged = _RANGE.fullmatch(told.get("content-range", ""))
        if response.status_code == 206:
            if not ranged:
                raise BrokenError("the server does not say which bytes it gives")
            return Answer(206, int(ranged[1]), int(ranged[2]), _pieces(response.raw))
        length = told.get("content-length", "")
        return Answer(response.status_code, 0, int(length) if length.isdigit() else -1, _pieces(response.raw))

    def _check(self, url: str) -> None:
        asked, endpoint = urlsplit(url), urlsplit(self.plain or "")
        if asked.scheme != "https" and (asked.scheme, asked.netloc) != (endpoint.scheme, endpoint.netloc):
            raise UnreadableError(f"AWS names an address that is not HTTPS, at {asked.hostname}")

    def _session(self, url: str) -> Any:
        if "session" not in self._sessions:
            import os

            from botocore.httpsession import URLLib3Session
            from botocore.utils import get_environ_proxies

            verify = os.environ.get("AWS_CA_BUNDLE") or os.environ.get("REQUESTS_CA_BUNDLE") or True
            self._sessions["session"] = URLLib3Session(
                verify=verify, proxies=get_environ_proxies(url), timeout=(self.connect_timeout, self.read_timeout)
            )
        return self._sessions["session"]


def _pieces(raw: Any) -> Iterator[bytes]:
    from urllib3.exceptions import HTTPError

    try:
        while piece := raw.read(CHUNK):
            yield piece
    except (HTTPError, OSError) as error:
        raise BrokenError(type(error).__name__) from error
    finally:
        raw.release_conn()

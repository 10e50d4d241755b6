"""What was asked of models and answered, where it is so large that Bedrock's records only tell where in S3 it lies.

https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from msgspec import Raw

from modelkeep.adapters.logs.content import UnreadableError, unpack
from modelkeep.core.errors import AccessError, ConnectionFailedError

LARGEST = 16 << 20
"""Bytes of the largest body, packed and unpacked, that is put into a record."""
FAILURES = 20
"""Bodies that cannot be had one after the other before no more are asked for in a batch."""
_ADDRESS = re.compile(r"s3://([^/]+)/(.+)\Z", re.DOTALL)
_PLACES = (("input", "inputBodyJson", "inputBodyS3Path"), ("output", "outputBodyJson", "outputBodyS3Path"))

Get = Callable[[str, str, int], bytes]
"""A bucket's object by its key, of so many bytes at most. Raises AccessError or ConnectionFailedError."""
Missing = tuple[str, str]
"""The address of a body, and why it is not there."""


@dataclass(frozen=True, slots=True)
class Bodies:
    """Puts bodies into records. Only buckets that somebody named are asked: a record may tell any address."""

    get: Get
    buckets: Collection[str]

    def batch(self) -> BodyBatch:
        """For the records of one batch."""
        return BodyBatch(self)


@dataclass(slots=True)
class BodyBatch:
    """Puts bodies into the records of one batch, and knows which could not be had."""

    of: Bodies
    missing: list[Missing] = field(default_factory=list)
    _failed: int = 0
    _unasked: int = 0

    def whole(self, record: bytes | memoryview, scratch: Path) -> bytes | memoryview:
        """The record with its bodies; as it is where it has them, or they cannot be had."""
        try:
            told = msgspec.json.decode(record, type=dict[str, Raw])
            sides = {
                side: msgspec.json.decode(told[side], type=dict[str, Raw]) for side, _, _ in _PLACES if side in told
            }
        except (msgspec.DecodeError, UnicodeDecodeError):
            return record
        changed = False
        for side, body, path in _PLACES:
            held = sides.get(side, {})
            if path in held and bytes(held.get(body, Raw(b"null"))) == b"null":
                content = self._content(held[path], scratch)
                if content is not None:
                    held[body], changed = Raw(content), True
        return msgspec.json.encode({**told, **sides}) if changed else record

    def told(self) -> Iterator[Missing]:
        """What could not be had."""
        yield from self.missing
        if self._unasked:
            yield (
                "bodies of invocations",
                f"{self._unasked:,} more were not asked for after {FAILURES} that could not be had",
            )

    def _content(self, address: Raw, scratch: Path) -> bytes | None:
        shown = bytes(address).decode(errors="replace").strip('"')
        try:
            place = msgspec.json.decode(address, type=str)
            found = self._asked(place, scratch)
        except (msgspec.DecodeError, UnicodeDecodeError, UnreadableError) as error:
            self.missing.append((shown, str(error)))
            return None
        except (AccessError, ConnectionFailedError) as error:
            self._failed += 1
            self.missing.append((shown, str(error).removeprefix(f"{shown}: ")))
            return None
        return found

    def _asked(self, place: str, scratch: Path) -> bytes | None:
        matched = _ADDRESS.match(place)
        if matched is None:
            raise UnreadableError("it is no address in S3")
        if matched[1] not in self.of.buckets:
            raise UnreadableError(f"it is in another bucket: --fetch-bodies {matched[1]} reads from there")
        if self._failed >= FAILURES:
            self._unasked += 1
            return None
        packed = self.of.get(matched[1], matched[2], LARGEST)
        self._failed = 0
        content = unpack(packed, scratch)
        try:
            if content.rest is not None or len(content.head) >= LARGEST:
                raise UnreadableError(f"it is larger than {LARGEST >> 20} MiB")
            msgspec.json.decode(content.head, type=Raw)
        finally:
            content.close()
        return content.head

"""Log files held against the digest files that lie among them."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from modelkeep.adapters.logs.content import UnreadableError, unpack
from modelkeep.adapters.logs.digests import FOLDER, Checked, GivenDigest, Standing, verify
from modelkeep.core.errors import UsageError
from modelkeep.core.logs.objects import LogObject

_TRAIL = "/CloudTrail/"


class _Key(msgspec.Struct):
    value: str = msgspec.field(name="Value")
    fingerprint: str = msgspec.field(name="Fingerprint")


class _Keys(msgspec.Struct):
    keys: list[_Key] = msgspec.field(name="PublicKeyList")


@dataclass(frozen=True, slots=True)
class Verification:
    """Holds objects against digest files. `fetch` gives an object's content, packed; `signature` what S3 keeps with a digest file, '' for
    none; `keys` the public keys by fingerprint.
    """

    fetch: Callable[[LogObject, Path], bytes | Path]
    signature: Callable[[LogObject], str]
    keys: Mapping[str, bytes]
    scratch: Path

    def checked(self, objects: Sequence[LogObject]) -> Iterator[Checked]:
        """The standing of every digest file, of every log file that one names, and of those of CloudTrail's that none names."""
        digests = {each.shown: each for each in objects if FOLDER in each.key}
        by_name = {each.key.rpartition("/")[2]: each for each in objects if FOLDER not in each.key}
        given = {}
        for shown, found in digests.items():
            content = self._content(found)
            given[shown] = GivenDigest(content if content is not None else b"", self.signature(found))
        named: set[str] = set()

        def read(bucket: str, key: str) -> bytes | None:
            name = key.rpartition("/")[2]
            found = by_name.get(name)
            if found is None or (found.container and found.container != f"s3://{bucket}"):
                return None
            named.add(name)
            return self._content(found)

        yield from verify(given, read, self.keys)
        for name, found in by_name.items():
            if _TRAIL in found.key and name not in named:
                yield Checked(found.shown, Standing.UNVERIFIED, "no digest file that is here names it")

    def _content(self, found: LogObject) -> bytes | None:
        try:
            content = unpack(self.fetch(found, self.scratch), self.scratch)
        except UnreadableError:
            return b""
        try:
            return content.whole()
        except UnreadableError:
            return b""
        finally:
            content.close()


def read_keys(path: Path) -> Mapping[str, bytes]:
    """The keys that `aws cloudtrail list-public-keys` printed into a file. Raises UsageError."""
    try:
        decoded = msgspec.json.decode(path.read_bytes(), type=_Keys)
        return {each.fingerprint: base64.b64decode(each.value, validate=True) for each in decoded.keys}
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, binascii.Error) as error:
        raise UsageError(
            f"{path}: no public keys of CloudTrail",
            remedy="Write it with `aws cloudtrail list-public-keys --start-time ... > FILE`, in the trail's region.",
        ) from error

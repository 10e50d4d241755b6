"""Model files in S3, read by ranges: what an inspection asks for and little more."""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from modelkeep.adapters.aws.clients import Clients, Endpoint
from modelkeep.adapters.aws.errors import explain
from modelkeep.adapters.aws.identity import ORGANISATION_ROLE, SESSION_NAME, role_arn, whoami
from modelkeep.adapters.aws.logs import answer, clients_of, pages, tag_of
from modelkeep.adapters.aws.places import bucket_and_key
from modelkeep.core.artifacts import Artifact
from modelkeep.core.errors import AccessError, ConnectionFailedError, EmptyPlaceError, ModelkeepError, UsageError
from modelkeep.engines.artifacts.sources import UnreadableError

LEAST = 16 << 10
"""Bytes of the smallest request that is not prefetched: what is read next often lies beside it."""
AHEAD = 8 << 20
"""Bytes of the largest request while an object is read from its beginning to its end."""
HELD = 4 * AHEAD
"""Bytes of answers that are kept."""
THREADS = 16
_BESIDE = 2 << 10
"""Ranges with no more between them are fetched by one request."""


@dataclass(frozen=True, slots=True)
class Way:
    """How objects are read: with the endpoint's credentials, or those of a role. `role` is an ARN or a name; with `organisation`, it is
    the name of a role in the account that the model belongs to."""

    endpoint: Endpoint
    role: str | None = None
    external_id: str | None = None
    organisation: bool = False


def listed(place: str, way: Way, account: str = "") -> Iterator[Artifact]:
    """The object `s3://bucket/key`, or those under the prefix `s3://bucket/prefix`, for the model of an account.

    Raises UsageError for what is no such address, EmptyPlaceError for one that holds nothing, AccessError or
    ConnectionFailedError where it cannot be listed.
    """
    bucket, prefix = bucket_and_key(place, "Write s3://BUCKET/KEY or s3://BUCKET/PREFIX/.")
    empty = True
    try:
        for page in pages(_s3(way, account), place, Bucket=bucket, Prefix=prefix):
            for each in page.get("Contents", ()):
                artifact = Artifact(
                    f"s3://{bucket}/{each['Key']}", each["Size"], tag_of(each), account, each.get("LastModified")
                )
                if each["Key"] == prefix and not prefix.endswith("/"):
                    yield artifact  # the object itself: what only begins like it is another
                    return
                if not each["Key"].endswith("/"):
                    empty = False
                    yield artifact
    except AccessError as error:
        if error.code != "NoSuchBucket":
            raise
        raise UsageError(
            f"{place}: there is no such bucket",
            remedy="Check the address: whoever takes the name can put a model there.",
        ) from error
    if empty:
        raise EmptyPlaceError(f"{place} holds no objects", remedy="Check bucket, key and prefix.")


class ObjectSource:
    """An object that is read by ranges, as long as it is the one that was listed. Raises UnreadableError where that fails."""

    def __init__(self, artifact: Artifact, way: Way) -> None:
        self._bucket, self._key = bucket_and_key(artifact.place)
        self._tag = {"IfMatch": f'"{artifact.tag}"'} if artifact.tag else {}
        try:
            self._s3 = _s3(way, artifact.account)
        except ModelkeepError as error:
            raise UnreadableError(f"{error}. {error.remedy}") from error
        self.size = artifact.size
        self.requests = 0
        self._listed = artifact
        self._was_overwritten = False
        self._near: OrderedDict[int, bytes] = OrderedDict()
        self._near_size = 0
        self._next = -1
        self._stride = LEAST

    def read(self, offset: int, length: int) -> bytes:
        """At most `length` bytes from `offset`: from what was fetched already, or by one request."""
        length = max(0, min(length, self.size - offset))
        if not length:
            return b""
        kept = self._kept(offset, length)
        if kept is None:
            # What is read one after the other is asked for in ever larger pieces.
            self._stride = min(self._stride * 2, AHEAD) if offset == self._next else LEAST
            wanted = min(max(length, self._stride), self.size - offset)
            piece = self._get(offset, wanted)
            self._keep(offset, piece)
            self._next = offset + len(piece)
            kept = piece[:length]
        return kept

    def prefetch(self, ranges: Sequence[tuple[int, int]]) -> None:
        """Fetch many small ranges side by side; those beyond what is kept at once are fetched when they are read."""
        wanted = [
            (offset, min(length, self.size - offset))
            for offset, length in sorted(ranges)
            if 0 <= offset < self.size and length > 0 and self._kept(offset, min(length, self.size - offset)) is None
        ]
        merged: list[tuple[int, int]] = []
        total = 0
        for offset, length in wanted:
            if merged and offset - sum(merged[-1]) <= _BESIDE and length < AHEAD:
                start, so_far = merged[-1]
                end = max(start + so_far, offset + length)
                total += end - start - so_far
                merged[-1] = (start, end - start)
            else:
                total += length
                merged.append((offset, length))
            if total > HELD // 2:
                break
        if len(merged) > 1:
            with ThreadPoolExecutor(min(THREADS, len(merged))) as threads:
                for (offset, _), piece in zip(merged, threads.map(lambda each: self._get(*each), merged), strict=True):
                    self._keep(offset, piece)

    @property
    def has_changed(self) -> bool:
        """False: every request names the ETag, and S3 refuses where it is another."""
        return False

    def anew(self) -> Artifact | None:
        """It as it is now, where S3 refused because its ETag is another than the one that was listed; None else, or where it is gone."""
        if not self._was_overwritten:
            return None
        try:
            found = answer(lambda: self._s3.head_object(Bucket=self._bucket, Key=self._key), "S3", "s3:GetObject")
        except (AccessError, ConnectionFailedError):
            return None
        return replace(self._listed, size=found["ContentLength"], tag=tag_of(found), modified=found.get("LastModified"))

    def close(self) -> None:
        """Forget what was fetched."""
        self._near.clear()

    def _kept(self, offset: int, length: int) -> bytes | None:
        """What was fetched of a range, None unless all of it was."""
        for start, piece in reversed(self._near.items()) if len(self._near) < 64 else self._beside(offset):
            if start <= offset and offset + length <= start + len(piece):
                return piece[offset - start : offset - start + length]
        return None

    def _beside(self, offset: int) -> Iterator[tuple[int, bytes]]:
        """The pieces that begin last before an offset."""
        starts = sorted(self._near)
        position = bisect_right(starts, offset)
        return ((start, self._near[start]) for start in reversed(starts[max(0, position - 4) : position]))

    def _keep(self, offset: int, piece: bytes) -> None:
        before = self._near.pop(offset, b"")
        if len(before) > len(piece):
            piece = before
        self._near[offset] = piece
        self._near_size += len(piece) - len(before)
        while self._near_size > HELD and len(self._near) > 1:
            _, dropped = self._near.popitem(last=False)
            self._near_size -= len(dropped)

    def _get(self, offset: int, length: int) -> bytes:
        self.requests += 1
        asked: dict[str, Any] = {
            "Bucket": self._bucket, "Key": self._key, "Range": f"bytes={offset}-{offset + length - 1}", **self._tag,
        }  # fmt: skip

        def get() -> bytes:
            body: bytes = self._s3.get_object(**asked)["Body"].read()
            return body

        try:
            piece = answer(get, "S3", f"s3:GetObject on {self._bucket}, and kms:Decrypt on its key")
        except (AccessError, ConnectionFailedError) as error:
            self._was_overwritten |= _overwritten(error)
            raise UnreadableError(_reason(error)) from error
        if len(piece) != length:
            raise UnreadableError(f"S3 gave {len(piece):,} bytes of {length:,}")
        return piece


def _reason(error: AccessError | ConnectionFailedError) -> str:
    """Why an object could not be read, and what helps."""
    if _overwritten(error):
        return "it was overwritten since it was listed: run it again"
    code = error.code if isinstance(error, AccessError) else ""
    if code == "NoSuchKey":
        return "it is gone since it was listed"
    if code == "InvalidObjectState":
        return "it is archived: restore it first (S3 Glacier)"
    return f"{error}. {error.remedy}"


def _overwritten(error: AccessError | ConnectionFailedError) -> bool:
    return isinstance(error, AccessError) and error.code in ("412", "PreconditionFailed")


def _s3(way: Way, account: str) -> Any:
    """The client for the objects of an account's models. Raises CredentialsError, AccessError or ConnectionFailedError."""
    return client_of(way, account, "s3")


def client_of(way: Way, account: str, service: str, region: str = "") -> Any:
    """The client of a service with the credentials that the way gives for an account; without `region`, in the default one.

    Raises CredentialsError, AccessError or ConnectionFailedError.
    """
    clients = _clients_for(way, account)
    return clients.client(service, region or clients.default_region or "us-east-1")


@cache
def _clients_for(way: Way, account: str) -> Clients:
    return _entered(clients_of(way.endpoint), way, account)


def _entered(clients: Clients, way: Way, account: str) -> Clients:
    """Clients with the credentials of the role, as a scan chooses them."""
    if way.role is None and not way.organisation:
        return clients
    home = clients.default_region or "us-east-1"
    caller = whoami(clients, home)
    if way.organisation:
        if account in ("", caller.account) and way.role is None:
            return clients
        role = f"arn:{caller.partition}:iam::{account or caller.account}:role/{way.role or ORGANISATION_ROLE}"
    else:
        role = role_arn(way.role or "", caller.account, caller.partition)
    try:
        return clients.assuming(role, SESSION_NAME, way.external_id, home)
    except (ClientError, BotoCoreError) as error:
        if way.organisation and account in ("", caller.account):
            return clients
        raise AccessError(
            f"cannot assume {role}: {explain(error).told}",
            remedy="Check the role's trust policy and --external-id.",
        ) from error

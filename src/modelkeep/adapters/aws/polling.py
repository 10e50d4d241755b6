"""New objects under a prefix of S3, without listing what was seen before.

Services deliver into folders of days: `.../yyyy/mm/dd/` (CloudTrail, GuardDuty, Bedrock, VPC flow logs), `.../eventDay=yyyymmdd/` (Security
Lake), `.../year=yyyy/month=mm/day=dd/` (Hive-style flow logs). What is in front of the day - account, service, region - is a stem. Each
stem is listed from the day on that its position tells, so a look costs the same however much the bucket holds; which stems there are is
looked for anew every hour. Objects outside of such folders are listed whole each time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from modelkeep.adapters.aws.clients import Endpoint
from modelkeep.adapters.aws.logs import SCHEME, clients_of, pages, tag_of
from modelkeep.adapters.aws.places import bucket_and_key
from modelkeep.core.logs.following import Sighted
from modelkeep.core.logs.objects import LogObject
from modelkeep.ports import Positions

OVERLAP = timedelta(days=1)
"""Files that are delivered later than that into the folder of their day are not seen any more."""
WALKED = timedelta(hours=1)
"""How often stems are looked for."""
DIGESTS = "/CloudTrail-Digest/"
"""Folders without events."""
_STYLES = (
    (re.compile(r"\d{4}/"), "%Y/%m/%d/"),
    (re.compile(r"eventDay=\d{8}/"), "eventDay=%Y%m%d/"),
    (re.compile(r"year=\d{4}/"), "year=%Y/month=%m/day=%d/"),
)
"""The first folder of a day's, and how a day is written."""
_DAY = re.compile(r"(?:(\d{4})/(\d\d)/(\d\d)|eventDay=(\d{4})(\d\d)(\d\d)|year=(\d{4})/month=(\d\d)/day=(\d\d))/")
_FLAT = "*"
"""The position of a folder without days."""


@dataclass(slots=True)
class PrefixPolling:
    """Looks at a prefix. `since` is the day from which stems are read that were not followed before."""

    endpoint: Endpoint
    place: str
    positions: Positions
    since: date
    now: Callable[[], datetime]
    _stems: dict[str, str] = field(default_factory=dict)
    """How days are written, by stem."""
    _walked: datetime | None = None

    def look(self) -> Iterator[Sighted]:
        """Objects that may be new, stem by stem, in the order of their keys.

        Raises UsageError for what is no prefix, AccessError, CredentialsError or ConnectionFailedError where it cannot be listed.
        """
        bucket, prefix = self._split()
        if self._walked is None or self.now() - self._walked >= WALKED:
            self._stems = self._found_stems(bucket, prefix)
            self._walked = self.now()
        known = self.positions.all(self.place)
        for stem, style in self._stems.items():
            yield from self._stem(bucket, stem, style, known.get(stem, "").strip(_FLAT))

    def _stem(self, bucket: str, stem: str, style: str, position: str) -> Iterator[Sighted]:
        if style == _FLAT:
            for found, _ in self._listed(bucket, stem, "", folders=True):
                if found is not None:
                    yield Sighted(part=stem, position=_FLAT, object=found)
            return
        first = date.fromisoformat(position) if position else self.since
        first = min(first, (self.now() - OVERLAP).date()) if position else first
        reached = first
        for found, _ in self._listed(bucket, stem, stem + f"{first:{style}}", folders=False):
            if found is not None:
                reached = max(reached, _day_of(found.key[len(stem) :]) or reached)
                yield Sighted(part=stem, position=reached.isoformat(), object=found)

    def _found_stems(self, bucket: str, prefix: str) -> dict[str, str]:
        """The stems under a prefix, which may itself reach into a day."""
        if matched := _DAY.search(prefix):
            prefix = prefix[: matched.start()]
        stems: dict[str, str] = {}
        waiting = [prefix]
        while waiting:
            top = waiting.pop()
            for found, folder in self._listed(bucket, top, "", folders=True):
                if found is not None:
                    stems[top] = _FLAT
                    continue
                name = folder[top.rfind("/") + 1 :] if not top.endswith("/") else folder[len(top) :]
                style = next((style for start, style in _STYLES if start.fullmatch(name)), "")
                if style:
                    stems[folder[: -len(name)]] = style
                elif DIGESTS not in f"/{folder}":
                    waiting.append(folder)
        return stems

    def _listed(self, bucket: str, prefix: str, after: str, *, folders: bool) -> Iterator[tuple[LogObject | None, str]]:
        """The objects, and with `folders` the folders instead of what is in them, of a prefix after a key."""
        options: dict[str, str] = {"StartAfter": after} if after else {}
        if folders:
            options["Delimiter"] = "/"
        for page in pages(self._s3(), self.place, Bucket=bucket, Prefix=prefix, **options):
            for each in page.get("CommonPrefixes", ()):
                yield None, each["Prefix"]
            for each in page.get("Contents", ()):
                if not each["Key"].endswith("/"):
                    entry = LogObject(
                        container=f"{SCHEME}{bucket}", key=each["Key"], tag=tag_of(each), size=each["Size"]
                    )
                    yield entry, ""

    def _split(self) -> tuple[str, str]:
        return bucket_and_key(self.place)

    def _s3(self) -> Any:
        clients = clients_of(self.endpoint)
        return clients.client("s3", clients.default_region or "us-east-1")


def _day_of(rest: str) -> date | None:
    matched = _DAY.match(rest)
    if matched is None:
        return None
    year, month, day = (int(each) for each in matched.groups() if each)
    try:
        return date(year, month, day)
    except ValueError:
        return None

"""Addresses in S3."""

from __future__ import annotations

import re

from modelkeep.core.errors import UsageError

_PLACE = re.compile(r"s3://(?P<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])/?(?P<key>.*)", re.DOTALL)


def bucket_and_key(place: str, remedy: str = "Write s3://BUCKET/PREFIX.") -> tuple[str, str]:
    """The bucket and the key, or its beginning, of `s3://bucket/key`. Raises UsageError for what is no such address."""
    matched = _PLACE.fullmatch(place)
    if matched is None:
        raise UsageError(f"{place!r} is no address in S3", remedy=remedy)
    return matched["bucket"], matched["key"]

"""Where the data of a person are, by earlier classification: for requests of access and erasure (GDPR, articles 15 and 17)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from modelkeep.core.kinds.analyses import DataUse
from modelkeep.core.subjects import Doubt, Holding, Indexed, Occurrence, SubjectAnswer, Used

BUCKETS = "arn:aws:s3:::"


class Index(Protocol):
    """Values by their hashes, as they were found."""

    def objects(self) -> Iterator[Indexed]:
        """What is indexed, by place."""

    def find(self, hashes: Sequence[bytes], key: str) -> Iterator[tuple[str, Occurrence]]:
        """Where values with these hashes are, by object. `key` is the one of the hashes, '' for any."""


def find_subject(
    index: Index, hashes: Sequence[bytes], key: str, uses: Sequence[DataUse] = (), snapshot: str = ""
) -> SubjectAnswer:
    """Where a value is, and where it cannot be ruled out. `key` tells which key made the hashes, '' where nobody says; `uses` are what the
    models of the snapshot use data for."""
    found: dict[str, list[Occurrence]] = {}
    for place, occurrence in index.find(hashes, key):
        found.setdefault(place, []).append(occurrence)
    every = list(index.objects())
    several = not key and len({each.key for each in every}) > 1
    holdings: list[Holding] = []
    doubts: list[Doubt] = []
    for each in every:
        reason = _doubt(each, key, several=several and each.place not in found)
        if reason:
            doubts.append(Doubt(place=each.place, reason=reason))
        if each.place in found:
            holdings.append(Holding(indexed=each, occurrences=tuple(found[each.place]), uses=_uses(each.place, uses)))
    whole = len(every) - len(doubts)
    doubts += _never(every, uses)
    times = [each.at for each in every]
    return SubjectAnswer(
        holdings=tuple(holdings),
        objects=len(every),
        whole=whole,
        doubts=tuple(doubts),
        first=min(times, default=None),
        last=max(times, default=None),
        snapshot=snapshot,
    )


def _doubt(each: Indexed, key: str, *, several: bool) -> str:
    if key and each.key != key:
        return f"indexed with another key ({each.key})"
    if several:
        return f"objects were indexed with several keys, this one with {each.key}; --key says which one the hash is of"
    if each.doubt:
        return each.doubt
    return f"only {', '.join(each.only)} looked for" if each.only else ""


def _address(arn: str) -> str:
    bucket, slash, key = arn.removeprefix(BUCKETS).partition("/")
    return f"s3://{bucket}/{key if slash else ''}"


def _uses(place: str, uses: Iterable[DataUse]) -> tuple[Used, ...]:
    mine = {(each.model or "", each.use or "") for each in uses if each.arn and place.startswith(_address(each.arn))}
    return tuple(Used(model=model, use=use) for model, use in sorted(mine))


def _never(every: Sequence[Indexed], uses: Iterable[DataUse]) -> list[Doubt]:
    """Data of models of which nothing is indexed."""
    told: dict[tuple[str, str], set[str]] = {}
    places = [each.place for each in every]
    for use in uses:
        address = _address(use.arn) if use.arn else ""
        if address and any(place.startswith(address) for place in places):
            continue
        name = (use.model or "").rpartition("/")[2]
        reason = "nothing of it is indexed" if address else f"it was not read where these data lie: {use.doubt}"
        told.setdefault((address or f"data of {name}", reason), set()).add(f"{use.use} of {name}")
    return [
        Doubt(place=place, reason=f"{reason} ({_few(sorted(names))})")
        for (place, reason), names in sorted(told.items())
    ]


def _few(names: Sequence[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")

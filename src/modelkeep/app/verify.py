"""Verifies the signatures of models, each at its place."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from modelkeep.core.errors import ModelkeepError
from modelkeep.core.exits import EXIT_CLEAN, EXIT_INCOMPLETE, EXIT_OPEN
from modelkeep.core.signatures import SINGLE, Checked, Digesting, Entry, FileDigest, Manifest, Verdict, Verification
from modelkeep.core.verdict import Severity
from modelkeep.core.words import plural
from modelkeep.engines.artifacts.sources import UnreadableError
from modelkeep.engines.signing.manifests import Differences, differences
from modelkeep.engines.signing.names import beside, is_ignored


class Place(Protocol):
    """Where a model lies: a file, a folder, an object or all objects under a prefix."""

    @property
    def subject(self) -> str:
        """As a person named it."""
        ...

    @property
    def is_single(self) -> bool:
        """Whether it is one file. Raises UsageError for what is no address."""
        ...

    @property
    def name(self) -> str:
        """The file's or folder's own name, for the manifest."""
        ...

    def entries(self) -> tuple[Entry, ...]:
        """All files, signatures included, before they are read. Raises UsageError where nothing is, AccessError, ConnectionFailedError."""
        ...

    def digested(self, entries: Sequence[Entry]) -> Iterator[tuple[Entry, FileDigest | UnreadableError]]:
        """Read and hash files, as they were listed; in order."""
        ...


class Bundles(Protocol):
    """Where signatures are kept: paths and S3 addresses."""

    def read(self, where: str, account: str = "") -> bytes | None:
        """A signature, None where there is none. Raises UnreadableError or a ModelkeepError."""
        ...

    def write(self, where: str, bundle: bytes, account: str = "") -> None:
        """Put a signature, in place of another. Raises a ModelkeepError."""
        ...


class Checking(Protocol):
    """Knows whom to trust."""

    def check(self, bundle: bytes) -> Checked:
        """Whether somebody who is trusted signed the bundle, and what. Raises nothing for what the bundle holds or AWS answers."""
        ...


class Verifying(Protocol):
    """Verifies one place after the other; whom it trusts was said when it was made."""

    def verify(self, place: str, account: str = "", bundle: str | None = None) -> Verification:
        """Say what is known of the signature of `place`: a file, a folder, `s3://bucket/key` or `s3://bucket/prefix/`.

        `account` owns the bucket ('' is the caller's). `bundle` is where the signature lies (a path or an S3 address); without it, beside
        what it signs. Raises nothing for what the place or AWS answers: that is a verdict with its reason.
        """
        ...


@dataclass(frozen=True, slots=True)
class Verifier:
    """A `Verifying`. `places` opens a place for an account."""

    places: Callable[[str, str], Place]
    bundles: Bundles
    checking: Checking

    def verify(self, place: str, account: str = "", bundle: str | None = None) -> Verification:
        """See `Verifying`."""
        where = bundle or ""
        try:
            opened = self.places(place, account)
            where = where or beside(place, is_single=opened.is_single)
            content = self.bundles.read(where, account)
            if content is None:
                opened.entries()  # what is not there is not unsigned
                return Verification(subject=place, verdict=Verdict.UNSIGNED, reason=f"there is no signature at {where}")
            checked = self.checking.check(content)
            if checked.verdict is not Verdict.VERIFIED or checked.manifest is None:
                return _by_bundle(place, where, checked)
            if opened.is_single != is_of_one_file(checked.manifest):
                return _by_bundle(
                    place,
                    where,
                    replace(checked, verdict=Verdict.UNVERIFIABLE, reason=_of_another_kind(checked.manifest)),
                )
            return _compared(opened, where, checked, checked.manifest)
        except UnreadableError as error:
            reason = str(error)
        except ModelkeepError as error:
            reason = f"{error}. {error.remedy}"
        return Verification(subject=place, verdict=Verdict.UNVERIFIABLE, reason=reason, bundle=where)


def exit_code(told: Iterable[Verification]) -> int:
    """0 where all are verified; 14 where one failed, as an open finding of severity critical; else 4: something is not known."""
    verdicts = {each.verdict for each in told}
    if Verdict.FAILED in verdicts:
        return EXIT_OPEN[Severity.CRITICAL]
    return EXIT_CLEAN if verdicts == {Verdict.VERIFIED} else EXIT_INCOMPLETE


def name_within(place: Place, bundle: str) -> tuple[str, ...]:
    """The name that a signature has among the files of a folder or prefix, nothing where it lies elsewhere."""
    if place.is_single:
        return ()
    start, where = (_absolute(each) for each in (place.subject, bundle))
    start = start.rstrip("/") + "/"
    return (where.removeprefix(start),) if where.startswith(start) else ()


def _absolute(place: str) -> str:
    return place if place.startswith("s3://") else os.path.abspath(place)  # noqa: PTH100  # keeps links as they are written


def is_of_one_file(manifest: Manifest) -> bool:
    """Whether a manifest is that of a model that is one file."""
    return [each.name for each in manifest.files] == [SINGLE]


def _of_another_kind(manifest: Manifest) -> str:
    if is_of_one_file(manifest):
        return f"the signature is over one file, {manifest.name}, and this is none: verify the file"
    return f"the signature is over a folder of {plural(len(manifest.files), 'file')}, {manifest.name}: verify all of it"


def _by_bundle(place: str, where: str, checked: Checked) -> Verification:
    return Verification(
        subject=place, verdict=checked.verdict, reason=checked.reason, bundle=where, signer=checked.signer
    )


def _compared(place: Place, where: str, checked: Checked, manifest: Manifest) -> Verification:
    """Hold what is there against what was signed. A difference is certain, whatever else could not be read."""
    before, own = place.entries(), name_within(place, where)
    there = [each for each in before if not is_ignored(each.name, (*manifest.ignored, *own))]
    known = {each.name for each in manifest.files}
    barred = {each.name: _barred(each, manifest) for each in there if _barred(each, manifest)}
    read: list[FileDigest] = []
    unread: list[str] = []
    for entry, found in place.digested([each for each in there if each.name in known and each.name not in barred]):
        if isinstance(found, FileDigest):
            read.append(found)
        else:
            unread.append(f"{_shown(entry, place)}: {found}")
    told = differences(manifest, read, (each.name for each in there))
    replaced = tuple(sorted(each for each in barred if each in known))
    told = Differences(tuple(sorted({*told.differing, *replaced})), told.missing, told.unsigned)
    if not unread and place.entries() != before:
        unread = ["it changed while it was read"]
    verdict, reason = _judged(told, place, barred, unread)
    return Verification(
        subject=place.subject, verdict=verdict, reason=reason or _good(read, before, there, own), bundle=where,
        signer=checked.signer, manifest=manifest, differing=told.differing, missing=told.missing, unsigned=told.unsigned,
    )  # fmt: skip


def _judged(told: Differences, place: Place, barred: dict[str, str], unread: list[str]) -> tuple[Verdict, str]:
    reason = told.told(place.name)
    if reason:
        links = "; ".join(f"{name} is {why}" for name, why in sorted(barred.items())[:3])
        return Verdict.FAILED, f"{reason} ({links})" if links else reason
    if unread:
        left = len(unread) - 1
        more = f" (and {plural(left, 'other file')})" if left else ""
        return Verdict.UNVERIFIABLE, f"not all could be read: {unread[0]}{more}"
    return Verdict.VERIFIED, ""


def _barred(entry: Entry, manifest: Manifest) -> str:
    """Why a file cannot be one that was signed: its content is somebody else's to choose."""
    if entry.trouble:
        return entry.trouble
    return "a link, and links were not signed" if entry.is_link and not manifest.follows_links else ""


def _shown(entry: Entry, place: Place) -> str:
    return place.name if entry.name == SINGLE else entry.name


def _good(read: list[FileDigest], before: Sequence[Entry], there: Sequence[Entry], signature: Sequence[str]) -> str:
    """What was held against the signature, and what was left out of it, the signature itself aside."""
    signatures = sum(each.name in signature for each in before)
    told = plural(len(read), "file")
    kept = sum(each.by is Digesting.CHECKSUM for each in read)
    by = f", {kept:,} by S3's own SHA-256" if kept else ""
    left = len(before) - len(there) - signatures
    return f"{told} as signed{by}" + (f"; {plural(left, 'file')} left out of the signature on purpose" if left else "")

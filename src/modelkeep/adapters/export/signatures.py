"""What was signed, and what verifications say: for a terminal, and one JSON object for each place."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import IO, Any, Protocol

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from modelkeep.adapters.export.terminal import PASSED, STYLES, UNKNOWN
from modelkeep.adapters.export.text import visible
from modelkeep.core.artifacts import Inspection
from modelkeep.core.signatures import Manifest, Signer, Verdict, Verification
from modelkeep.core.verdict import Severity
from modelkeep.core.words import plural

SHOWN = 10
"""Names of each kind that a table shows, and files that are not clean."""
_WIDTH = 16
_STYLES = {
    Verdict.VERIFIED: PASSED, Verdict.FAILED: STYLES[Severity.CRITICAL], Verdict.UNSIGNED: UNKNOWN, Verdict.UNVERIFIABLE: UNKNOWN,
}  # fmt: skip


class Signed(Protocol):
    """What is told of a model that was signed; see `app.sign.Signed`."""

    @property
    def subject(self) -> str: ...
    @property
    def bundle(self) -> str: ...
    @property
    def signer(self) -> Signer: ...
    @property
    def manifest(self) -> Manifest: ...
    @property
    def read(self) -> int: ...
    @property
    def inspected(self) -> bool: ...
    @property
    def inspections(self) -> tuple[Inspection, ...]: ...
    @property
    def replaced(self) -> bool: ...


def verification_record(told: Verification) -> dict[str, Any]:
    """One verification as plain values. Field names are part of the interface: they are added to, never renamed."""
    return {
        "subject": told.subject,
        "verdict": told.verdict.value,
        "reason": told.reason,
        "bundle": told.bundle or None,
        "signer": _signer(told.signer) if told.signer else None,
        "digest": f"sha256:{told.manifest.root}" if told.manifest else None,
        "files": len(told.manifest.files) if told.manifest else None,
        "left_out": list(told.manifest.ignored) if told.manifest else [],
        "differing": list(told.differing),
        "missing": list(told.missing),
        "unsigned": list(told.unsigned),
    }


def signed_record(told: Signed, package: str = "") -> dict[str, Any]:
    """One signature as plain values. Field names are part of the interface: they are added to, never renamed."""
    return {
        "subject": told.subject,
        "bundle": told.bundle,
        "replaced": told.replaced,
        "signer": _signer(told.signer),
        "digest": f"sha256:{told.manifest.root}",
        "left_out": list(told.manifest.ignored),
        "package": package or None,
        "inspected": told.inspected,
        "not_clean": [
            {"path": each.path, "state": each.state.value, "severity": each.severity.value if each.severity else None}
            for each in told.inspections
        ],
        "files": [
            {
                "name": each.name, "sha256": each.sha256, "size": each.size, "version": each.version or None, "by": each.by.value,
            }
            for each in told.manifest.files
        ],
    }  # fmt: skip


def write_record(record: dict[str, Any], out: IO[str]) -> None:
    """One place as a line of JSON."""
    out.write(json.dumps(record) + "\n")


def write_verification(told: Verification, console: Console) -> None:
    """One verification for people."""
    _head(console, told.verdict.value, _STYLES[told.verdict], told.subject)
    _line(console, told.reason)
    for what, names in (("differs", told.differing), ("missing", told.missing), ("not signed", told.unsigned)):
        if len(names) > 1:
            _names(console, what, names)
    if told.signer is not None:
        _line(console, _by(told.signer), "dim")
    if told.bundle and told.verdict is not Verdict.UNSIGNED:
        _line(console, f"signature: {told.bundle}", "dim")


def write_signed(told: Signed, package: str, console: Console) -> None:
    """One signature for people."""
    _head(console, "signed", PASSED, told.subject)
    count = len(told.manifest.files)
    kept = count - told.read
    by = f", {kept:,} by S3's own SHA-256" if kept else ""
    _line(console, f"{plural(count, 'file')}{by}, sha256:{told.manifest.root}")
    _line(console, f"{'replaced ' if told.replaced else 'signature: '}{told.bundle}")
    _line(console, _by(told.signer), "dim")
    if told.manifest.ignored:
        _line(console, f"left out where they are there: {', '.join(told.manifest.ignored)}", "dim")
    if package:
        _line(console, f"told in {package}", "dim")
    if not told.inspected:
        _line(console, "not inspected", UNKNOWN)
    for each in told.inspections[:SHOWN]:
        word = each.severity.value if each.severity else each.state.value
        _line(console, f"signed, though {word}: {each.path}", UNKNOWN)
    if len(told.inspections) > SHOWN:
        _line(console, f"and {plural(len(told.inspections) - SHOWN, 'other file')} not clean: --format json", UNKNOWN)


def _by(signer: Signer) -> str:
    """Who signed, in a line."""
    issuer = f", issued by {signer.issuer}" if signer.issuer else ""
    until = f", until {signer.not_after:%Y-%m-%d}" if signer.not_after else ""
    return f"by {signer.method.value} {signer.identity}{issuer}{until}"


def _signer(signer: Signer) -> dict[str, Any]:
    return {
        "method": signer.method.value,
        "identity": signer.identity,
        "issuer": signer.issuer or None,
        "not_after": signer.not_after.isoformat() if signer.not_after else None,
    }


def _names(console: Console, what: str, names: Sequence[str]) -> None:
    for each in names[:SHOWN]:
        _line(console, f"{what}: {each}")
    if len(names) > SHOWN:
        _line(console, f"and {plural(len(names) - SHOWN, 'other file')} {what}: --format json tells all")


def _head(console: Console, word: str, style: str, subject: str) -> None:
    console.print(Text.assemble((f"{word:{_WIDTH}}", style), (visible(subject), "bold")))


def _line(console: Console, text: str, style: str = "") -> None:
    # In a narrow terminal, text under the subject would be a column of single words.
    indent = _WIDTH if console.width >= 60 else 2
    console.print(Padding(Text(visible(text), style), (0, 0, 0, indent), expand=False))

"""The part of a passport about what a model is built from and what it loads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.text import Text

from modelkeep.adapters.export.terminal import PASSED, STYLES, UNKNOWN
from modelkeep.adapters.export.text import day, stamp, visible
from modelkeep.core.passport import ModelFile, Passport, Software
from modelkeep.core.verdict import Severity
from modelkeep.core.words import plural

NOT_LOOKED_INTO = "not looked into: scan with "


def show_software(passport: Passport, console: Console) -> None:
    """Images, functions and files with what is known of their packages, then model files with their verdicts."""
    console.print(Text("\nWhat it is built from", style="bold"))
    if passport.software is None:
        console.print(Text(f"  {NOT_LOOKED_INTO}--vulnerabilities", style=UNKNOWN))
    for each in passport.software or ():
        console.print(_software(each))
    console.print(Text("\nWhat it loads", style="bold"))
    if passport.files is None:
        console.print(Text(f"  {NOT_LOOKED_INTO}--inspect", style=UNKNOWN))
    for file in passport.files or ():
        console.print(_file(file))


def software_record(each: Software) -> dict[str, Any]:
    """As plain values."""
    return {
        "subject": each.subject, "packages": each.packages, "no_data": each.unknown,
        "vulnerabilities": None if each.vulnerabilities is None else dict(each.vulnerabilities),
        "exploited": each.exploited, "built": stamp(each.built) if each.built else None, "runners": list(each.runners),
        "not_looked_into": each.reason or None,
    }  # fmt: skip


def file_record(each: ModelFile) -> dict[str, Any]:
    """As plain values."""
    return {
        "place": each.place, "files": each.files, "issues": dict(each.issues), "to_review": each.review,
        "not_analysed": each.reason or None, "signature": each.signature or None,
        "signed": each.signed, "signer": each.signer or None, "registry": each.registry or None,
    }  # fmt: skip


def _software(each: Software) -> Text:
    text = Text(f"  {visible(each.subject) or 'not read'}\n    {plural(each.packages, 'package')}")
    if each.built is not None:
        text.append(f", built {day(each.built)}")
    text.append("; ")
    if not each.packages:
        text.append("nothing to look up", style="dim")
    elif each.vulnerabilities is None:
        text.append("no vulnerability data: run modelkeep vulndb update", style=UNKNOWN)
    elif each.vulnerabilities:
        text.append("open vulnerabilities: ").append_text(_counts(each.vulnerabilities))
        if each.exploited:
            text.append(f", {each.exploited:,} known to be exploited", style="bold red")
    else:
        good = not each.reason and not each.unknown
        text.append("no known vulnerability" + ("" if good else " in what is known"), style=PASSED if good else UNKNOWN)
    if each.unknown:
        text.append(f"; no data on {each.unknown:,}", style=UNKNOWN)
    if each.reason:
        text.append(f"\n    not looked into: {visible(each.reason)}", style=UNKNOWN)
    for runner in each.runners:
        text.append(f"\n    running at {visible(runner)}", style="dim")
    return text


def _file(each: ModelFile) -> Text:
    text = Text(f"  {visible(each.place)}\n    {plural(each.files, 'file')}; ")
    if each.issues:
        text.append_text(_counts(each.issues))
        if each.review:
            text.append(f", {each.review:,} of them to be reviewed")
    else:
        text.append("nothing was found" if each.reason else "clean", style=UNKNOWN if each.reason else PASSED)
    if each.reason:
        text.append(f"\n    not analysed: {visible(each.reason)}", style=UNKNOWN)
    if each.signature:
        style = UNKNOWN if each.signed is None else PASSED if each.signed else STYLES[Severity.HIGH]
        text.append(f"\n    signature: {visible(each.signature)}", style=style)
    if each.signer:
        text.append(f", by {visible(each.signer)}", style="dim")
    if each.registry:
        text.append(f"\n    registry: {visible(each.registry)}", style="dim")
    return text


def _counts(counts: Mapping[str, int]) -> Text:
    """`1 critical, 2 high`, each in its colour."""
    text = Text()
    for name in (*Severity, ""):
        if count := counts.get(name, 0):
            style = STYLES[Severity(name)] if name else UNKNOWN
            text.append(", " if text else "").append(f"{count:,} {name or 'not rated'}", style=style)
    return text

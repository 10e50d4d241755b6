"""The part of a passport about the data that a model is made of."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.text import Text

from modelkeep.adapters.export.passport_software import NOT_LOOKED_INTO
from modelkeep.adapters.export.terminal import PASSED, STYLES, UNKNOWN
from modelkeep.adapters.export.text import visible
from modelkeep.core.data import DataClass
from modelkeep.core.passport import DataPlace, ModelData, Passport
from modelkeep.core.verdict import Severity, Verdict
from modelkeep.core.words import plural

_STYLES = {
    DataClass.RESTRICTED: STYLES[Severity.HIGH],
    DataClass.CONFIDENTIAL: STYLES[Severity.MEDIUM],
    DataClass.INTERNAL: STYLES[Severity.LOW],
    DataClass.PUBLIC: PASSED,
}


def show_data(passport: Passport, console: Console) -> None:
    """The class with its reasons, then each place with what was found in which object and column."""
    console.print(Text("\nWhat data it is made of", style="bold"))
    data = passport.data
    if data is None:
        console.print(Text(f"  {NOT_LOOKED_INTO}--classify", style=UNKNOWN))
        return
    if not data.places:
        console.print(Text("  no data of it are known", style=UNKNOWN))
        return
    console.print(Text("  ").append_text(_class(data.data_class, complete=data.complete)))
    for reason in data.reasons:
        console.print(Text(f"    {visible(reason)}"))
    for place in data.places:
        console.print(_place(place))


def data_record(data: ModelData) -> dict[str, Any]:
    """As plain values."""
    return {
        "class": data.data_class, "complete": data.complete, "reasons": list(data.reasons),
        "places": [_record(each) for each in data.places],
    }  # fmt: skip


def _record(each: DataPlace) -> dict[str, Any]:
    return {
        "place": each.place or None, "uses": list(each.uses), "class": each.data_class, "complete": each.complete,
        "objects": each.objects, "objects_read": each.objects_read, "bound": each.bound, "not_read": each.doubt or None,
        "owed": {name: verdict.value if verdict else None for name, verdict in each.owed.items()},
        "found": [asdict(found) for found in each.found],
    }  # fmt: skip


def _place(each: DataPlace) -> Text:
    text = Text(f"  {visible(each.place) or 'elsewhere'} ({', '.join(each.uses)})\n    ")
    if each.objects == 0 and each.complete:
        return text.append("nothing lies there", style=UNKNOWN)
    text.append_text(_class(each.data_class, complete=each.complete))
    if each.objects is not None:
        text.append(f"; {each.objects_read:,} of {plural(each.objects, 'object')} read")
    if each.bound:
        text.append(f", at most {each.bound:.1%} hold what was not seen")
    if each.doubt:
        text.append(f"\n    {visible(each.doubt)}", style=UNKNOWN)
    for found in each.found:
        where = f"{found.place}, {found.column}" if found.column else found.place
        text.append(f"\n    {found.identifier}", style=_STYLES[DataClass(found.data_class)])
        told = ", told by Macie" if found.source == "macie" else ""
        text.append(f" {found.count:,} in {visible(where)}{told}", style="dim")
    return text.append_text(_owed(each))


def _owed(place: DataPlace) -> Text:
    """What the class is owed: missing, not known, there."""
    text = Text()
    for verdict, words, style in (
        (Verdict.FAIL, "owed and missing", STYLES[Severity.HIGH]),
        (Verdict.UNKNOWN, "owed, and it is not known whether it is there", UNKNOWN),
        (Verdict.PASS, "owed and there", PASSED),
    ):
        names = [name for name, each in place.owed.items() if (each or Verdict.UNKNOWN) is verdict]
        if names:
            text.append(f"\n    {words}: ", style=style).append(", ".join(names))
    return text


def _class(name: str | None, *, complete: bool) -> Text:
    if name is None:
        return Text("class not known: not everything was read", style=UNKNOWN)
    text = Text(name, style=_STYLES[DataClass(name)])
    return text if complete else text.append(" at least: not everything was read", style=UNKNOWN)

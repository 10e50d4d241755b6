"""Records of processing, and how long data are kept: for a terminal, as JSON, CSV, Markdown and HTML."""

from __future__ import annotations

import csv
import html
from collections.abc import Callable, Mapping, Sequence
from typing import IO, Any

import msgspec
from rich.padding import Padding
from rich.text import Text

from modelkeep.adapters.export.markdown import prose
from modelkeep.adapters.export.terminal import PASSED, STYLES, UNKNOWN
from modelkeep.adapters.export.text import disarmed, visible
from modelkeep.adapters.export.views import console_over
from modelkeep.core.processing import ProcessingRecord, Purpose, Retention
from modelkeep.core.verdict import Severity

NOT_READ = "not read"
NAMED = 5
"""Recipients and models that are named of many."""
EVERYBODY = "everybody (*)"
_LABEL = 16
Facts = Callable[[ProcessingRecord], Mapping[str, str]]
Write = Callable[[Sequence[ProcessingRecord], IO[str]], None]
TITLES = {"records": "Record of processing activities (GDPR, article 30)", "retention": "How long data are kept"}


def facts(record: ProcessingRecord) -> Mapping[str, str]:
    """One record in words, by what each says."""
    return {
        "class": _class(record),
        "where": _where(record),
        "personal data": _personal(record),
        "special": _special(record),
        "data subjects": _tagged(record.subjects),
        "purposes": _purposes(record.purposes),
        "purpose tag": _tagged(record.purpose_tag),
        "legal basis": _tagged(record.legal_basis),
        "recipients": _recipients(record),
        "copies": NOT_READ if record.copies is None else ", ".join(record.copies) or "none",
        "encryption": record.encryption or NOT_READ,
        "measures": "; ".join(f"{name}: {_said(value)}" for name, value in record.measures.items())
        or "none are judged",
        "retention": lasting(record.retention),
        "unknown": "; ".join(record.unknown) or "nothing",
    }


def retention_facts(record: ProcessingRecord) -> Mapping[str, str]:
    """How long the data of one record are kept, in words."""
    told = record.retention
    versions = NOT_READ if told.versions is None else "none are kept" if not told.versions else _versions(told)
    return {
        "class": _class(record),
        "holds": _personal(record),
        "purposes": _purposes(record.purposes),
        "oldest object": f"{record.oldest_at:%Y-%m-%d}" if record.oldest_at else _no_oldest(record),
        "deleted": _deleted(told),
        "in part": "; ".join(told.partly) or "no",
        "old versions": versions,
        "object lock": NOT_READ if told.locked is None else "on" if told.locked else "off",
        "owed": "class not known" if told.owed is None else "deletion in time" if told.owed else "nothing",
        "done": _said(told.met),
    }


def lasting(told: Retention) -> str:
    """For how long data stay, in one line."""
    parts = [_deleted(told), *told.partly]
    if told.versions:
        parts.append(f"old versions: {_versions(told)}")
    if told.locked:
        parts.append("object lock is on")
    if told.owed:
        parts.append(
            f"deletion in time is owed, {'done' if told.met else 'not done' if told.met is False else 'not known'}"
        )
    return "; ".join(parts)


def formats(name: str) -> Mapping[str, Write]:
    """What writes `records` or `retention`, by format."""
    told = facts if name == "records" else retention_facts
    return {
        "table": lambda records, out: _text(records, told, out),
        "json": _json,
        "csv": lambda records, out: _csv(records, told, out),
        "markdown": lambda records, out: _markdown(records, told, TITLES[name], out),
        "html": lambda records, out: _html(records, told, TITLES[name], out),
    }


def _text(records: Sequence[ProcessingRecord], told: Facts, out: IO[str]) -> None:
    console = console_over(out)
    for record in records:
        console.print(Text(visible(_place(record)), "bold"))
        for label, text in told(record).items():
            style = UNKNOWN if label == "unknown" and record.unknown else ""
            if label == "done":
                style = {True: PASSED, False: STYLES[Severity.MEDIUM], None: UNKNOWN}[record.retention.met]
            console.print(Padding(Text(f"{label}: {visible(text)}", style), (0, 0, 0, 2), expand=False))


def _json(records: Sequence[ProcessingRecord], out: IO[str]) -> None:
    """One document. Field names are part of the interface: they are added to, never renamed."""
    told = [_record(each) for each in records]
    out.write(msgspec.json.format(msgspec.json.encode({"records": told}), indent=2).decode() + "\n")


def _record(record: ProcessingRecord) -> dict[str, Any]:
    held: dict[str, Any] = msgspec.to_builtins(record)
    held["is_personal"] = record.is_personal
    for each, told in zip(held["personal_data"], record.personal_data, strict=True):
        each["is_special"] = told.is_special
    held["retention"] |= {"ends": record.retention.ends, "met": record.retention.met}
    return held


def _csv(records: Sequence[ProcessingRecord], told: Facts, out: IO[str]) -> None:
    writer = csv.writer(out, lineterminator="\r\n")
    for number, record in enumerate(records):
        row = told(record)
        if not number:
            writer.writerow(["place", "account", *row])
        writer.writerow([disarmed(each) for each in (_place(record), record.account, *row.values())])


def _markdown(records: Sequence[ProcessingRecord], told: Facts, title: str, out: IO[str]) -> None:
    out.write(f"# {title}\n")
    for record in records:
        lines = "".join(f"- **{label}**: {prose(text)}\n" for label, text in told(record).items())
        out.write(f"\n## {prose(_place(record))}\n\n{lines}")


def _html(records: Sequence[ProcessingRecord], told: Facts, title: str, out: IO[str]) -> None:
    """One table that opens offline, without scripts."""
    out.write(
        f'<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>{html.escape(title)}</title>\n'
        "<style>body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem}"
        "h2{font-size:1rem;overflow-wrap:anywhere;margin:2rem 0 .5rem}table{border-collapse:collapse;width:100%}"
        "th{font-weight:600;text-align:left;vertical-align:top;width:9rem}"
        "th,td{border-top:1px solid #ccc;padding:.3rem .6rem .3rem 0;overflow-wrap:anywhere}</style>\n"
        f"<h1>{html.escape(title)}</h1>\n"
    )
    for record in records:
        out.write(f"<h2>{html.escape(visible(_place(record)))}</h2>\n<table>\n")
        for label, text in told(record).items():
            out.write(f'<tr><th scope="row">{html.escape(label)}<td>{html.escape(visible(text))}\n')
        out.write("</table>\n")
    out.write("</html>\n")


def _place(record: ProcessingRecord) -> str:
    return record.place or "data whose place was not read"


def _class(record: ProcessingRecord) -> str:
    if record.data_class is None:
        return "unknown"
    return record.data_class if record.complete else f"{record.data_class} at least: not all was read"


def _where(record: ProcessingRecord) -> str:
    account = f"account {record.account}" if record.account else "account not known"
    if not record.region:
        return f"region not known, {account}"
    eea = {True: "in the EEA", False: "a third country: outside the EEA", None: "not known whether in the EEA"}[
        record.in_eea
    ]
    elsewhere = sorted({each.region for each in record.purposes if each.region not in ("", record.region)})
    told = f"{record.region}, {record.country or 'country not known'} ({eea}), {account}"
    return f"{told}; used from {', '.join(elsewhere)}" if elsewhere else told


def _personal(record: ProcessingRecord) -> str:
    told = ", ".join(each.title for each in record.personal_data)
    if record.complete and record.objects == 0:
        return "nothing is there"
    if record.complete:
        return told or "none found"
    return f"{told}, perhaps more" if told else "not known"


def _special(record: ProcessingRecord) -> str:
    """Of articles 9 and 10."""
    told = ", ".join(f"{each.title} ({each.gdpr})" for each in record.personal_data if each.is_special)
    return told or ("none found" if record.complete else "not known")


def _purposes(purposes: Sequence[Purpose]) -> str:
    """By use, with the names of models."""
    names: dict[str, list[str]] = {}
    for each in purposes:
        use = "log of prompts and answers" if each.use == "invocation-log" else each.use
        names.setdefault(use, []).extend([each.name] if each.name else [])
    return "; ".join(f"{use} ({_few(mine)})" if mine else use for use, mine in names.items()) or "none is known"


def _tagged(value: str | None) -> str:
    return "tags were not read" if value is None else value or "no tag says"


def _recipients(record: ProcessingRecord) -> str:
    told = record.recipients
    if told is None:
        return "not analysed"
    parts = [_names(told.certain, "can read"), _names(told.possible, "perhaps can")]
    parts.append(f"{told.administrators} administrators" if told.administrators else "")
    return "; ".join(filter(None, parts)) or "nobody"


def _names(principals: Sequence[str], what: str) -> str:
    if not principals:
        return ""
    return f"{what}: {_few([EVERYBODY if each == '*' else each for each in principals])}"


def _few(names: Sequence[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"{', '.join(names[:NAMED])}{more}"


def _deleted(told: Retention) -> str:
    if not told.read:
        return NOT_READ
    return f"after {told.days:,} days" if told.days else f"on {told.date}" if told.date else "never"


def _no_oldest(record: ProcessingRecord) -> str:
    return "nothing is there" if record.complete and record.objects == 0 else "not known"


def _versions(told: Retention) -> str:
    return f"deleted after {told.version_days:,} days" if told.version_days else "kept for ever"


def _said(value: bool | None) -> str:
    return {True: "yes", False: "no", None: "not known"}[value]

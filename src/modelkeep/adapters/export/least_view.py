"""What `least-privilege` found out, beside the policy: as text for people and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from textwrap import fill
from typing import IO, Any

from modelkeep.adapters.export.text import day, stamp, visible
from modelkeep.core.words import plural
from modelkeep.engines.access.least.evidence import ENOUGH_DAYS
from modelkeep.engines.access.least.proof import Replayed, Verdict
from modelkeep.engines.access.least.report import LeastPrivilege
from modelkeep.engines.access.least.written import Entry, Reason

_FEW = 5


def write_text(report: LeastPrivilege, out: IO[str]) -> None:
    """In 80 columns: the evidence, each statement's reason, what goes and what stays, the proof, what is not known."""
    for paragraph in (
        _evidence(report), _accessed(report), _policy(report), _removed(report), _unjudged(report), _proof(report), _unknown(report),
    ):  # fmt: skip
        for line in paragraph:
            indent = len(line) - len(line.lstrip(" "))
            out.write(
                fill(
                    visible(line.strip()), 80, initial_indent=" " * indent, subsequent_indent=" " * (indent + 2),
                    break_long_words=False, break_on_hyphens=False,
                ) + "\n"
            )  # fmt: skip


def _evidence(report: LeastPrivilege) -> Iterator[str]:
    evidence = report.evidence
    yield report.role
    yield f"Evidence: {plural(evidence.used, 'allowed call')} among {plural(evidence.read, 'event')} of {_span(report)}"
    left_out = {
        "of other principals": evidence.others,
        "refused for lack of permission": evidence.refused,
        "told by services of their own accord": evidence.silent,
        "there twice": evidence.repeated,
    }
    told = [f"{count} {what}" for what, count in left_out.items() if count]
    if told:
        yield f"  Left out: {', '.join(told)}."
    if report.is_short:
        yield f"  Warning: {evidence.days:.0f} days are less than {ENOUGH_DAYS}: what is done once a quarter may be missing."


def _span(report: LeastPrivilege) -> str:
    evidence = report.evidence
    if evidence.first is None or evidence.last is None:
        return "no time"
    return f"{day(evidence.first)} to {day(evidence.last)} ({evidence.days:.0f} days)."


def _accessed(report: LeastPrivilege) -> Iterator[str]:
    """What IAM itself remembers of 400 days, service by service."""
    if not report.accessed:
        yield "Last-accessed data of IAM: none was read."
        return
    used = [
        f"{name} ({day(each.at)})" if each.at else name for name, each in sorted(report.accessed.items()) if each.used
    ]
    never = [name for name, each in sorted(report.accessed.items()) if not each.used]
    yield f"Last-accessed data of IAM: {plural(len(used), 'service')} used, {len(never)} never."
    if used:
        yield f"  Used, last on: {', '.join(used)}"
    if never:
        yield f"  Never used: {_some(never)}"


def _policy(report: LeastPrivilege) -> Iterator[str]:
    written = report.written
    yield f"The role may use {plural(len(report.can), 'action')} and used {len(report.used)}. The new policy:"
    for entry in written.entries:
        yield f"  {entry.sid}: {_because(entry)}"
    if written.beyond:
        yield f"  Used, but not allowed by the role's own policies today, and not by the new one: {', '.join(written.beyond)}"


def _because(entry: Entry) -> str:
    if entry.reason is Reason.USED:
        more = f", {entry.note}" if entry.note else ""
        return f"recorded {plural(entry.events, 'time')}, {_between(entry.first, entry.last)}{more}"
    return f"{entry.reason.value}: {entry.note}" if entry.reason is not Reason.DENY else entry.note


def _between(first: datetime | None, last: datetime | None) -> str:
    if first is None or last is None:
        return "at no known time"
    return f"on {day(first)}" if day(first) == day(last) else f"{day(first)} to {day(last)}"


def _removed(report: LeastPrivilege) -> Iterator[str]:
    removed = report.written.removed
    yield f"No longer allowed: {plural(len(removed), 'action')} that no event shows."
    for confidence, count in Counter(each.confidence for each in removed).items():
        some = [each.action for each in removed if each.confidence is confidence]
        yield f"  {count} with {confidence} confidence: {_some(some)}"
    if report.limited:
        yield f"  {plural(len(report.limited), 'action')} of the role's policies it cannot use today: {_some(report.limited)}"


def _unjudged(report: LeastPrivilege) -> Iterator[str]:
    for each in report.written.unjudged:
        what = "Kept, not judged" if each.kept else "Removed, not judged"
        yield f"{what} ({each.why}): {_some(each.actions)}"


def _proof(report: LeastPrivilege) -> Iterator[str]:
    proof = report.proof
    allowed, as_today = proof.of(Verdict.ALLOWED), proof.of(Verdict.AS_TODAY)
    broken = proof.of(Verdict.BROKEN)
    replayed = f"{plural(len(proof.replayed), 'distinct call')} of {plural(report.evidence.used, 'event')}"
    yield f"Proof: {replayed} asked again under the new policy: {len(broken)} would break."
    yield f"  {len(allowed)} are allowed; {len(as_today)} depend on what events do not tell, as they do today."
    if not_today := proof.of(Verdict.NOT_TODAY):
        yield f"  {len(not_today)} are not allowed by the role's own policies today either."
    for each in broken:
        yield f"  BREAKS: {_call(each)}"
    for each in proof.of(Verdict.OPEN):
        yield f"  Not judged: {_call(each)}, allowed if {each.condition}"
    for call, why in report.refused:
        yield f"  Not certain to be allowed today, by no fault of the new policy: {call.action} on {call.resource}: {why}"


def _call(replayed: Replayed) -> str:
    call = replayed.call
    return f"{call.action} on {call.resource} ({plural(replayed.events, 'event')}, first at {replayed.place})"


def _unknown(report: LeastPrivilege) -> Iterator[str]:
    evidence = report.evidence
    for name, (why, seen) in sorted(evidence.unmapped.items()):
        yield f"Not judged: {plural(seen.events, 'event')} {name}: {why} (first at {seen.place})"
    for trouble in evidence.troubles[:_FEW]:
        yield f"Not read: {trouble.place}: {trouble.message}"
    if evidence.trouble_count > _FEW:
        yield f"Not read: {evidence.trouble_count - _FEW} more"
    for each in (*report.gaps, *report.written.notes):
        yield f"Not read: {each}"
    yield f"Policies of {report.source}; action table of {report.table_date}."


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:_FEW]) + (f" and {len(names) - _FEW} more" if len(names) > _FEW else "")


def write_json(report: LeastPrivilege, out: IO[str]) -> None:
    """Everything, one object."""
    evidence, written, proof = report.evidence, report.written, report.proof
    document = {
        "role": report.role,
        "policies": report.source,
        "action_table": report.table_date.isoformat(),
        "exit_code": report.exit_code,
        "evidence": {
            "first": _stamp(evidence.first), "last": _stamp(evidence.last), "days": round(evidence.days, 1), "is_short": report.is_short,
            "events": evidence.read, "used": evidence.used, "of_others": evidence.others, "refused": evidence.refused,
            "told_by_services": evidence.silent, "repeated": evidence.repeated, "not_read": evidence.trouble_count,
            "troubles": [{"place": each.place, "message": each.message} for each in evidence.troubles],
            "unmapped": [
                {"event": name, "why": why, "events": seen.events, "place": seen.place}
                for name, (why, seen) in sorted(evidence.unmapped.items())
            ],
        },
        "last_accessed": [
            {"service": name, "used": each.used, "at": _stamp(each.at)} for name, each in sorted(report.accessed.items())
        ],
        "can": list(report.can),
        "limited": list(report.limited),
        "used": list(report.used),
        "statements": [_statement(each) for each in written.entries],
        "removed": [{"action": each.action, "confidence": each.confidence.value, "why": each.why} for each in written.removed],
        "not_judged": [{"actions": list(each.actions), "why": each.why, "kept": each.kept} for each in written.unjudged],
        "used_and_not_allowed_today": list(written.beyond),
        "proof": {verdict.name.lower(): _calls(proof.of(verdict)) for verdict in Verdict},
        "refused_today": [
            {"action": call.action, "resource": call.resource, "why": why} for call, why in report.refused
        ],
        "not_understood": [*report.gaps, *written.notes],
    }  # fmt: skip
    out.write(json.dumps(document, indent=2) + "\n")


def _stamp(at: datetime | None) -> str | None:
    return stamp(at) if at is not None else None


def _statement(entry: Entry) -> dict[str, Any]:
    return {
        "sid": entry.sid, "reason": entry.reason.value, "note": entry.note, "events": entry.events,
        "first": _stamp(entry.first), "last": _stamp(entry.last),
    }  # fmt: skip


def _calls(replayed: Iterable[Replayed]) -> list[dict[str, Any]]:
    return [
        {
            "action": each.call.action, "resource": each.call.resource, "region": each.call.region, "via": each.call.via,
            "events": each.events, "place": each.place, "condition": each.condition,
        }
        for each in replayed
    ]  # fmt: skip

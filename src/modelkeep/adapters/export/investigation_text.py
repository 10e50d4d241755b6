"""An investigation as text within 80 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import IO

from modelkeep.adapters.export import investigation_words as words
from modelkeep.adapters.export.text import visible
from modelkeep.core.logs.investigation import Group, Investigation, Summary
from modelkeep.core.words import plural
from modelkeep.engines.logs.investigation.timeline import chosen

WIDTH = 80
MOST_CHAINS = 6
MOST_FIRSTS = 12
_INDENT = " " * 17
_ABOUT = {"about": "done to it", "then": "by obtained credentials", "context": "around it"}


def write_text(found: Investigation, out: IO[str], most: int) -> None:
    """Write it, at most `most` groups of the timeline."""
    for line in (*_head(found), *_alerts(found), *_timeline(found, most), *_coverage(found)):
        out.write(line.rstrip() + "\n")


def _head(found: Investigation) -> Iterator[str]:
    yield from _wrapped(f"{visible(found.asked)} ({words.subject_told(found)}), {words.range_told(found)}")
    yield from ("", "Who is behind it")
    if not found.chains:
        yield "  Nobody acted in CloudTrail's events of it."
    for chain in found.chains[:MOST_CHAINS]:
        yield from _wrapped(words.origin_told(chain), "  ")
        yield from _wrapped(chain.origin.told, "    ")
        if chain.source_identity:
            yield from _wrapped(
                f"source identity {visible(chain.source_identity)}, as the session was given it", "    "
            )
        for depth, (how, told) in enumerate(words.steps_of(chain)):
            indent = "    " + "   " * depth
            yield from _wrapped(f"{f'{how}: ' if how else ''}{told}", f"{indent}└─ ", f"{indent}   ")
        yield from _wrapped(words.used_told(chain), "    ")
    if len(found.chains) > MOST_CHAINS:
        yield f"  and {plural(len(found.chains) - MOST_CHAINS, 'more chain')} (--format json has all)"
    yield from _summary(found.summary)
    if found.firsts:
        yield from ("", "New after a day or more")
        for each in found.firsts[:MOST_FIRSTS]:
            yield from _wrapped(f"{words.moment(each.at)}  {each.what} {visible(each.value)}", "  ", " " * 23)
        if len(found.firsts) > MOST_FIRSTS:
            yield f"  and {len(found.firsts) - MOST_FIRSTS:,} more"


def _summary(summary: Summary) -> Iterator[str]:
    yield from ("", "Summary")
    if summary.first is None or summary.last is None:
        yield "  no events"
        return
    share = f", {100 * summary.denied / summary.events:.0f} % denied" if summary.denied else ", none denied"
    rows = {
        "seen": f"{words.moment(summary.first)} to {words.moment(summary.last)}",
        "events": f"{summary.events:,}{share}" + (f", {summary.failed:,} failed" if summary.failed else ""),
        "accounts": words.counts_told(summary.accounts),
        "regions": words.counts_told(summary.regions),
        "addresses": words.counts_told(summary.addresses),
        "agents": words.counts_told(summary.agents),
        "services": words.counts_told(summary.services),
        "models": words.counts_told(summary.models),
    }
    for name, told in rows.items():
        if told:
            yield from _wrapped(told, f"  {name:11}", " " * 13)


def _alerts(found: Investigation) -> Iterator[str]:
    if found.alerts:
        yield from ("", f"Alerts ({len(found.alerts):,})")
    for alert in found.alerts:
        told = f"{words.moment(alert.first)}  {alert.severity.value:8} {visible(alert.rule)} {visible(alert.title)}"
        yield from _wrapped(told, "  ", " " * 32)
        yield " " * 32 + alert.id


def _timeline(found: Investigation, most: int) -> Iterator[str]:
    if not found.groups:
        return
    yield from ("", f"Timeline, UTC ({plural(found.summary.events, 'event')}, repeated calls as one; ! is of an alert)")
    rules = {alert.id: alert.rule for alert in found.alerts}
    shown = chosen(found.groups, most)
    places = {id(group): place for place, group in enumerate(found.groups)}
    next_place, day, several = 0, "", len({group.lane for group in found.groups}) > 1
    for group in shown:
        yield from _skipped(found, next_place, places[id(group)])
        next_place = places[id(group)] + 1
        if day != f"{group.first:%Y-%m-%d}":
            day = f"{group.first:%Y-%m-%d}"
            yield day
        yield from _group(group, rules, several=several)
    yield from _skipped(found, next_place, len(found.groups))
    if len(shown) < len(found.groups):
        left = len(found.groups) - len(shown)
        yield f"{plural(left, 'line')} more: --limit {len(found.groups)} or --format json"


def _skipped(found: Investigation, start: int, end: int) -> Iterator[str]:
    left = found.groups[start:end]
    if left:
        yield f"  ...              {plural(sum(each.count for each in left), 'event')} not shown"


def _group(group: Group, rules: Mapping[str, str], *, several: bool) -> Iterator[str]:
    times = f"{group.count:,}x" if group.count > 1 else ""
    call = f"{visible(group.service)} {visible(group.action)}"
    outcome = words.outcome_told(group)
    yield from _wrapped(
        f"{call}{f': {outcome}' if outcome else ''}",
        f"{'!' if group.alerts else ' '} {group.first:%H:%M:%S} {times:>5} ",
        _INDENT,
    )
    seconds = (group.last - group.first).total_seconds()
    parts = [
        words.lane_told(group.lane) if several else "", _ABOUT.get(group.relation, ""), visible(group.model), visible(group.asset),
        visible(group.region), visible(group.ip), f"over {_span(seconds)}" if seconds >= 1 else "",
        " ".join(dict.fromkeys(rules[each] for each in group.alerts if each in rules)),
    ]  # fmt: skip
    yield from _wrapped(", ".join(filter(None, parts)), _INDENT)


def _span(seconds: float) -> str:
    for unit, length in (("h", 3600), ("min", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {unit}"
    return f"{seconds:.0f} s"


def _coverage(found: Investigation) -> Iterator[str]:
    yield from ("", "What the lake has")
    for told in (*words.coverage_told(found.coverage), *found.notes):
        yield from _wrapped(told, "  ")


def _wrapped(text: str, first: str = "", rest: str | None = None) -> Iterator[str]:
    """Lines of at most WIDTH; words that are longer (ARNs) are cut."""
    indent = first if rest is None else rest
    indent = " " * len(first) if rest is None and first.strip() else indent
    yield from textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=indent, break_on_hyphens=False) or []

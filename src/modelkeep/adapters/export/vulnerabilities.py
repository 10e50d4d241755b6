"""What is built from what, and what of it is vulnerable: for a terminal, and as one JSON document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import IO, Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from modelkeep.adapters.export.terminal import PASSED, STYLES, SUPPRESSED, UNKNOWN
from modelkeep.adapters.export.text import day, stamp, visible
from modelkeep.adapters.export.views import console_over, write_json
from modelkeep.core.examined import Examined
from modelkeep.core.verdict import Severity
from modelkeep.core.vulnerabilities import Checked, IndexAge, Match, Standing
from modelkeep.core.words import plural

NO_DATA_AT_ALL = "No vulnerability data: run modelkeep vulndb update. Nothing was looked up."
REASONS = 5
"""Reasons why nothing is known of packages that a table shows."""
_WIDTH = 10


def write_table(
    examined: Sequence[Examined], age: IndexAge | None, out: IO[str], *, now: datetime, all_packages: bool = False
) -> None:
    """For people: things with nothing first, the worst last; then what the answers rest on."""
    console = console_over(out)
    for each in sorted(examined, key=_rank):
        _thing(each, console, now, all_packages=all_packages)
    write_ground(examined, age, console)


def write_ground(examined: Sequence[Examined], age: IndexAge | None, console: Console) -> None:
    """How old the data are, and of how many packages nothing is known, and why."""
    if age is None:
        console.print(Text(NO_DATA_AT_ALL, style=UNKNOWN))
    else:
        made = ", ".join(f"{name} {day(at)}" for name, at in age.made) or "none"
        console.print(Text(f"Data of: {made}", style="dim"))
    packages = [each for one in examined for each in one.checked]
    unknown = [each for each in packages if each.standing is Standing.NO_DATA]
    style = UNKNOWN if unknown else "dim"
    console.print(
        Text(f"{plural(len(packages), 'package')} in {plural(len(examined), 'thing')}; no data on {len(unknown):,} of them", style=style)
    )  # fmt: skip
    for reason, count in Counter(each.reason for each in unknown).most_common(REASONS):
        console.print(Text(f"  {count:,}: {visible(reason)}", style="dim"))


def record(examined: Iterable[Examined], age: IndexAge | None, out: IO[str], *, now: datetime) -> None:
    """One JSON document. Field names are part of the interface: they are added to, never renamed."""
    write_json(
        {
            "format": "modelkeep-vulnerabilities",
            "format_version": 1,
            "at": stamp(now),
            "data": None
            if age is None
            else {"made": {name: stamp(at) for name, at in age.made}, "limit_days": age.limit_days},
            "things": [_record(each) for each in examined],
        },
        out,
    )


def _rank(examined: Examined) -> tuple[int, str]:
    ranks = [_severity(each).rank for each in examined.matches if each.open]
    return (-min(ranks, default=9), examined.subject.arn)


def _severity(match: Match) -> Severity:
    return match.vulnerability.severity or Severity.MEDIUM


def _thing(examined: Examined, console: Console, now: datetime, *, all_packages: bool) -> None:
    console.print(Text(visible(examined.composition.subject or examined.subject.place), style="bold"))
    _line(console, ", ".join(filter(None, _about(examined, now))), "dim")
    for model in dict.fromkeys(each.model for each in examined.subject.uses):
        _line(console, f"used by {model}", "dim")
    for runner in dict.fromkeys(each.runner for each in examined.subject.uses if each.runner):
        _line(console, f"running at {runner}", "bold")
    for gap in examined.composition.gaps:
        _line(console, f"not looked into: {gap.told}", UNKNOWN)
    for match in sorted((each for each in examined.matches if each.open), key=_worst_first):
        console.print(_match(match))
    for match in examined.matches:
        if not match.open:
            _line(console, _closed(match), SUPPRESSED)
    _verdict(examined, console)
    for each in examined.checked if all_packages else ():
        _line(console, _package(each), "dim")
    console.print()


def _about(examined: Examined, now: datetime) -> Iterable[str]:
    composition = examined.composition
    yield plural(len(composition.components), "package")
    yield composition.distribution
    yield composition.platform
    if composition.created is not None:
        yield f"built {day(composition.created)}, {plural((now - composition.created).days, 'day')} ago"
    unknown = examined.standings[Standing.NO_DATA]
    if unknown and examined.looked_up:
        yield f"no data on {unknown:,}"
    if examined.scanner:
        yield f"AWS's own scan: {examined.scanner}"


def _closed(match: Match) -> str:
    statement = match.statement
    assert statement is not None
    why = statement.justification or statement.impact or "no reason given"
    return f"{match.vulnerability.cve} in {match.component.told}: VEX says {statement.status.value}: {why}"


def _verdict(examined: Examined, console: Console) -> None:
    """The good news, where it is some."""
    if any(each.open for each in examined.matches) or not examined.composition.complete or not examined.looked_up:
        return
    if not examined.checked:
        _line(console, "no package was found in it", UNKNOWN)
    elif examined.untold:
        _line(console, f"{plural(examined.untold, 'less severe vulnerability')} left out", UNKNOWN)
    elif examined.standings[Standing.NO_DATA]:
        _line(console, "no known vulnerability in the packages that the data know", UNKNOWN)
    else:
        _line(console, "no known vulnerability", PASSED)


def _worst_first(match: Match) -> tuple[int, int, float, str]:
    vulnerability = match.vulnerability
    return (_severity(match).rank, 0 if vulnerability.exploited else 1, -(vulnerability.epss or 0.0), vulnerability.cve)


def _match(match: Match) -> Text:
    vulnerability, component = match.vulnerability, match.component
    word = vulnerability.severity.value if vulnerability.severity else "not rated"
    text = Text.assemble((f"  {word:{_WIDTH}}", STYLES[_severity(match)]), (visible(vulnerability.cve), "bold"))
    text.append(f"  {visible(component.told)} ({component.type.value})")
    text.append(
        f"  fixed in {visible(match.fixed[0])}" if match.fixed else "  no fix known", style="" if match.fixed else "dim"
    )
    if vulnerability.exploited:
        text.append("  known exploited", style="bold red")
    if vulnerability.epss is not None:
        text.append(f"  EPSS {vulnerability.epss:.1%}")
    if match.sources != ("osv",):
        text.append(f"  [{', '.join(match.sources)}]", style="dim")
    where = " > ".join((*component.place[1:], *((f"layer {component.layer[:19]}",) if component.layer else ())))
    if where:
        text.append(f"\n  {'':{_WIDTH}}{visible(where)}", style="dim")
    return text


def _package(checked: Checked) -> str:
    reason = f": {checked.reason}" if checked.reason else ""
    return f"{checked.component.type.value} {checked.component.told}  {checked.standing.value}{reason}"


def _line(console: Console, text: str, style: str = "") -> None:
    console.print(Padding(Text(visible(text), style), (0, 0, 0, 2), expand=False))


def _record(examined: Examined) -> dict[str, Any]:
    composition, subject = examined.composition, examined.subject
    return {
        "arn": subject.arn,
        "subject": composition.subject,
        "digest": composition.digest or None,
        "created": stamp(composition.created) if composition.created else None,
        "platform": composition.platform or None,
        "distribution": composition.distribution or None,
        "complete": composition.complete,
        "not_looked_into": [{"place": list(each.place), "reason": each.reason} for each in composition.gaps],
        "looked_up": examined.looked_up,
        "scanner": examined.scanner,
        "uses": [{"model": each.model, "runner": each.runner or None} for each in subject.uses],
        "packages": [_package_record(each) for each in examined.checked],
        "vulnerabilities": [_match_record(each) for each in examined.matches],
    }


def _package_record(checked: Checked) -> dict[str, Any]:
    component = checked.component
    return {
        "type": component.type.value, "name": component.name, "version": component.version,
        "constraint": component.constraint, "evidence": component.evidence.value, "distribution": component.distribution,
        "licences": list(component.licences), "place": list(component.place), "layer": component.layer,
        "standing": checked.standing.value, "reason": checked.reason,
    }  # fmt: skip


def _match_record(match: Match) -> dict[str, Any]:
    vulnerability, component = match.vulnerability, match.component
    return {
        "id": vulnerability.cve, "aliases": [each for each in vulnerability.names if each != vulnerability.cve],
        "summary": vulnerability.summary,
        "severity": vulnerability.severity.value if vulnerability.severity else None,
        "score": vulnerability.score, "vector": vulnerability.vector,
        "published": stamp(vulnerability.published) if vulnerability.published else None,
        "exploited": vulnerability.exploited,
        "known_exploited": vulnerability.known_exploited.isoformat() if vulnerability.known_exploited else None,
        "ransomware": vulnerability.ransomware, "epss": vulnerability.epss,
        "type": component.type.value, "package": component.name, "version": component.version,
        "fixed": list(match.fixed), "place": list(component.place), "layer": component.layer,
        "sources": list(match.sources), "open": match.open,
        "statement": None if match.statement is None else {
            "status": match.statement.status.value, "justification": match.statement.justification,
            "impact": match.statement.impact, "by": match.statement.by,
        },
        "references": list(vulnerability.references),
    }  # fmt: skip

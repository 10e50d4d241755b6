"""A control's test cases: the smallest estates that pass, fail, do not apply and stay unknown, and what must hold for all.

A case file is YAML named `<id>.yaml`:

    pass:
      - sagemaker_notebook_instance: [{arn: nb, direct_internet_access: Disabled}]
    fail:
      - sagemaker_notebook_instance: [{arn: nb, direct_internet_access: Enabled}]
    not_applicable:
      - {}
    unknown:
      - sagemaker_notebook_instance: [{arn: nb}]

Each item is one estate: tables with their rows. `account` and `region` default to one account and region (`global` for
kinds that IAM and Organizations serve is to be written out). Every row that the control returns must have the verdict under
which the estate stands; an estate may add `expect: {resource: PASS, ...}` where rows differ. Columns left out are NULL: unread.
An engine counts as run where the estate gives rows of a table that it fills or says `analysed: [access, ...]`; else what it answers
is not analysed, as in a scan without that engine.

For the first estate of every section, and for mixed ones, every call that fills a table it uses is then
denied, as a whole and for one resource, and no verdict may get better: a PASS becomes UNKNOWN, a FAIL stays or becomes UNKNOWN,
nothing disappears without an UNKNOWN in its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from modelkeep.core.analyses import ANALYSES
from modelkeep.core.arn import GLOBAL
from modelkeep.core.control import Control
from modelkeep.core.errors import CatalogueError
from modelkeep.core.kinds import calls_for, tables
from modelkeep.core.tables import Role
from modelkeep.core.verdict import Verdict
from modelkeep.engines.posture.bench import Bench, Rows, told_apart
from modelkeep.engines.posture.calls import calls_behind
from modelkeep.engines.posture.evaluate import rows_about
from modelkeep.engines.posture.schema import columns_of

ACCOUNT = "111122223333"
REGION = "us-east-1"
RESOURCES_DENIED = 1
"""For how many of a case's resources a call is denied alone: what holds for one of a table's rows holds for the next."""
SECTIONS = {"pass": Verdict.PASS, "fail": Verdict.FAIL, "not_applicable": None, "unknown": Verdict.UNKNOWN}

_KEYS = frozenset({"expect", "analysed"})
_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Case:
    """One estate with the verdicts that it must give; `expect` is empty where all rows have `verdict`."""

    section: str
    number: int
    rows: Rows
    verdict: Verdict | None
    expect: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Mishap:
    """What went wrong in a case."""

    control: str
    case: str
    message: str


def load_cases(path: Path) -> tuple[Case, ...]:
    """The cases of a file; raises CatalogueError for a file that is missing, malformed or lacks a section."""
    if not path.is_file():
        raise CatalogueError(path, 1, "the control has no test cases", remedy="Write the file; see CONTRIBUTING.")
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506  # the safe loader, in C where it is there
    except yaml.MarkedYAMLError as error:
        line = (error.problem_mark.line if error.problem_mark else 0) + 1
        raise CatalogueError(path, line, f"not YAML: {error.problem}") from error
    if not isinstance(content, dict) or set(content) != set(SECTIONS):
        raise CatalogueError(path, 1, f"the file needs exactly the sections {', '.join(SECTIONS)}")
    cases: list[Case] = []
    for section, verdict in SECTIONS.items():
        if not isinstance(content[section], list) or not content[section]:
            raise CatalogueError(path, 1, f"section {section} holds no estate")
        for number, estate in enumerate(content[section], 1):
            rows = {name: _with_defaults(name, each) for name, each in estate.items() if name not in _KEYS}
            rows |= {name: rows.get(name, []) for name in estate.get("analysed", ())}
            _check_rows(path, section, rows)
            cases.append(Case(section, number, rows, verdict, estate.get("expect", {})))
    return tuple(cases)


def run_cases(control: Control, cases: Sequence[Case], bench: Bench) -> list[Mishap]:
    """Run a control's cases and the denials of each; an empty list means that all held."""
    estates = [rows for case in cases for _, rows in _estates(control, case)]
    verdicts = _judged(bench, control, estates)
    return [mishap for case in cases for mishap in _run(verdicts, control, case)]


def _judged(bench: Bench, control: Control, estates: Iterable[Rows]) -> Callable[[Rows], Mapping[str, Verdict]]:
    """The control's verdicts over each of the estates.

    What a denial leaves of two cases is often the same estate: it is judged once. Often only the denied call is another: such
    estates are judged one after the other, so that the bench finds the resources of the one before.
    """
    different = {told_apart(rows): rows for rows in estates}
    verdicts = {key: bench.verdicts(control, rows) for key, rows in sorted(different.items(), key=lambda each: each[0])}
    return lambda rows: verdicts[told_apart(rows)]


def _estates(control: Control, case: Case) -> Iterator[tuple[str, Rows]]:
    """The case's estate, then those that denials leave of it, each with what was denied."""
    estate = with_analyses(control, case.rows)
    yield "", estate
    if case.expect or case.number == 1:
        yield from denials(control, estate)


def _run(verdicts_over: Callable[[Rows], Mapping[str, Verdict]], control: Control, case: Case) -> Iterator[Mishap]:
    label = f"{case.section} {case.number}"
    (_, estate), *denied = _estates(control, case)
    verdicts = verdicts_over(estate)
    yield from (Mishap(control.id, label, message) for message in _judge(case, verdicts))
    about = {str(row["arn"]) for name in rows_about(control) for row in case.rows.get(name, ())}
    for resource in verdicts:
        if resource not in about and not resource.endswith("/*"):
            yield Mishap(
                control.id, label, f"{resource} is no row of {control.subject}, which the control says it is about"
            )
    for what, rows in denied:
        after = verdicts_over(rows)
        yield from (Mishap(control.id, f"{label}, {what}", message) for message in improvements(verdicts, after))


def _judge(case: Case, verdicts: Mapping[str, Verdict]) -> Iterator[str]:
    if case.expect:
        if {resource: verdict.value for resource, verdict in verdicts.items()} != dict(case.expect):
            yield f"expected {dict(case.expect)}, got {_told(verdicts)}"
    elif case.verdict is None:
        if verdicts:
            yield f"expected nothing, got {_told(verdicts)}"
    elif not verdicts or set(verdicts.values()) != {case.verdict}:
        yield f"expected {case.verdict.value} for every row, got {_told(verdicts)}"


def improvements(
    before: Mapping[str, Verdict],
    after: Mapping[str, Verdict],
    *,
    rests_on_it: Callable[[str], bool] = lambda resource: True,
    relevance_rests_on_it: bool = False,
) -> Iterator[str]:
    """What looks better after a call was denied, and so is wrong.

    Where the verdict on a resource rests on the call, a PASS that stays is wrong too. Where just its relevance rests on it, a
    PASS may go: the resource is as good, known as AI or not.
    """
    placeholders = any(resource.endswith("/*") and verdict is Verdict.UNKNOWN for resource, verdict in after.items())
    for resource, verdict in before.items():
        now = after.get(resource)
        if now is None:
            if not placeholders and not (relevance_rests_on_it and verdict is Verdict.PASS):
                yield f"{resource} was {verdict.value} and disappeared without an UNKNOWN in its place"
        elif now is Verdict.PASS and (rests_on_it(resource) or verdict is not Verdict.PASS):
            yield f"{resource} was {verdict.value} and is PASS although a call was denied"
        elif now is Verdict.FAIL and verdict is not Verdict.FAIL:
            yield f"{resource} was {verdict.value} and is FAIL because a call was denied: name the table in `complete`"
    for resource, verdict in after.items():
        if resource not in before and verdict is not Verdict.UNKNOWN:
            yield f"{resource} appears as {verdict.value} because a call was denied"


def with_analyses(control: Control, rows: Rows) -> Rows:
    """The estate with a read for each analysis that the control asks for: a gap where the estate does not give it."""
    declared = tables()
    asked = calls_for(name for name in control.tables if declared[name].role is Role.ANALYSIS)
    given = calls_for(rows.keys() & declared.keys())
    accounts = sorted({str(row["account"]) for each in rows.values() for row in each}) or [ACCOUNT]
    reads = [
        {**_gap(call, account, GLOBAL, ""), "code": ""}
        | ({"outcome": "ok"} if call in given else {"outcome": "not-analysed", "message": ANALYSES[call].subject})
        for account in accounts
        for call in sorted(asked)
    ]
    return {**rows, "read": [*rows.get("read", ()), *reads]} if reads else rows


def denials(control: Control, rows: Rows) -> Iterator[tuple[str, Rows]]:
    """The estates that would have been read had one call been denied: as a whole, then for one resource.

    Of calls that fill the same tables and bear on the control in the same way, the first stands for all.
    """
    declared = tables()
    seen: set[tuple[object, ...]] = set()
    earlier = rows.get("read", ())
    names = [name for name in control.tables if declared[name].role is not Role.DERIVED]
    for call in sorted({call for name in names for call in declared[name].calls}):
        if call.startswith("sts:"):
            continue
        filled = [name for name in names if call in declared[name].calls]
        alike = (frozenset(filled), _is_about_resources(call), *calls_behind(control, frozenset()).roles(call))
        if alike in seen:
            continue
        seen.add(alike)
        everywhere = {(str(row["account"]), str(row["region"])) for name in filled for row in rows.get(name, ())}
        scopes = everywhere or {(ACCOUNT, REGION)}
        gaps = [_gap(call, account, region, "") for account, region in sorted(scopes)]
        without = {name: () if name in filled else each for name, each in rows.items()}
        yield f"{call} denied", {**without, "read": [*earlier, *gaps]}
        if not _is_about_resources(call):
            continue
        for arn in sorted({str(row["arn"]) for name in filled for row in rows.get(name, ())})[:RESOURCES_DENIED]:
            unread = {name: _unread(name, each, arn) if name in filled else each for name, each in rows.items()}
            place = next(
                (str(r["account"]), str(r["region"])) for name in filled for r in rows.get(name, ()) if r["arn"] == arn
            )
            yield f"{call} denied for {arn}", {**unread, "read": [*earlier, _gap(call, *place, arn)]}


def _is_about_resources(call: str) -> bool:
    """Whether a call is made once per resource, not once per account and region.

    A call per resource needs another call that lists the resources, so one that fills a table by itself is none.
    """
    return not call.split(":")[1].startswith("List") and all(table.calls != (call,) for table in tables().values())


def _unread(name: str, rows: Sequence[Mapping[str, Any]], arn: str) -> list[Mapping[str, Any]]:
    """The rows without what a denied call would have told of one resource; of a kind, the stub remains."""
    if tables()[name].role is not Role.KIND:
        return [row for row in rows if row["arn"] != arn]
    stub = ("arn", "account", "region", "name")
    return [row if row["arn"] != arn else {key: row[key] for key in stub if key in row} for row in rows]


def _gap(call: str, account: str, region: str, resource: str) -> dict[str, Any]:
    return {
        "call": call, "account": account, "region": region, "resource": resource, "outcome": "denied",
        "code": "AccessDeniedException", "message": "", "at": "2026-01-01T00:00:00Z",
    }  # fmt: skip


def _with_defaults(name: str, rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    if name == "read":
        defaults = {
            "resource": "",
            "outcome": "denied",
            "code": "AccessDenied",
            "message": "",
            "at": "2026-01-01T00:00:00Z",
        }
        return [{"account": ACCOUNT, "region": REGION, **defaults, **row} for row in rows]
    return [{"account": ACCOUNT, "region": REGION, **row} for row in rows]


def _check_rows(path: Path, section: str, rows: Rows) -> None:
    for name, each in rows.items():
        if name != "read" and name not in tables():
            raise CatalogueError(path, 1, f"{section}: unknown table {name!r}")
        known = {column.name for column in columns_of(name)}
        for row in each:
            for column in row:
                if column not in known:
                    raise CatalogueError(path, 1, f"{section}: table {name} has no column {column!r}")


def _told(verdicts: Mapping[str, Verdict]) -> str:
    return ", ".join(f"{resource}: {verdict.value}" for resource, verdict in sorted(verdicts.items())) or "no row"

"""How `classify` runs."""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING

from modelkeep.adapters.export.classifications import (
    write_class,
    write_classes,
    write_identifier,
    write_identifiers,
    write_line,
    write_span,
    write_surveyed,
    write_surveyed_line,
    write_text,
)
from modelkeep.adapters.export.files import written
from modelkeep.adapters.export.views import console_over
from modelkeep.app.classify import Classifying, Looked, classify
from modelkeep.app.surveying import Sampling, survey
from modelkeep.bootstrap_classify import Spark, classifying, known, load_framework, open_inventory
from modelkeep.cli.console import err
from modelkeep.cli.progress import LiveLine
from modelkeep.cli.reaching import aws_of
from modelkeep.cli.settings import Settings
from modelkeep.core.data import DataClass
from modelkeep.core.data_classes import Decision, Framework
from modelkeep.core.errors import UsageError
from modelkeep.core.exits import EXIT_CLEAN, EXIT_INCOMPLETE, EXIT_OPEN
from modelkeep.core.verdict import Severity
from modelkeep.core.words import plural
from modelkeep.engines.classify.deciding import decide
from modelkeep.engines.classify.sampling import Goal, Surveyed

if TYPE_CHECKING:
    from modelkeep.adapters.aws.inventory import Inventory

LINES = ("json", "jsonl")
TABLE = "table"
ENGINES = ("local", "spark")
STANDARD_INPUT = "-"
_EXITS = {
    DataClass.RESTRICTED: EXIT_OPEN[Severity.HIGH],
    DataClass.CONFIDENTIAL: EXIT_OPEN[Severity.MEDIUM],
}
FEW = 20
"""Files up to this number are all named, with findings or without."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What a person asks for. `seconds` and `memory` (bytes) are for one file."""

    places: tuple[str, ...]
    spans: bool
    full: bool
    sample: int
    seed: int
    bound: float
    objects: int
    identifiers: tuple[Path, ...]
    only: tuple[str, ...]
    key: Path | None
    processes: int | None
    seconds: float
    memory: int
    every: bool
    matcher: str
    quiet: bool
    forget: bool
    engine: str = "local"
    classes: Path | None = None
    subjects: bool = False
    inventory: str | None = None
    ner: str = ""
    model: str | None = None
    snapshot: str = "latest"
    spooled: frozenset[str] = frozenset()
    """Files that hold what came on standard input."""


def run_classify(settings: Settings, ask: Ask, format_name: str, output: Path | None) -> int:
    """Classify, show what was found and return the exit code."""
    _check_format(format_name)
    _check_engine(ask)
    inventory = _inventory(settings, ask)
    if inventory is not None and not ask.places and not ask.model:
        ask = replace(ask, places=(f"s3://{inventory.bucket}/",))
    if bool(ask.places) == bool(ask.model):
        raise UsageError(
            "it is not clear what to classify",
            remedy="Name files, folders or s3:// places, or a model of the snapshot with --model.",
        )
    _check_subjects(ask)
    with ExitStack() as stack:
        places = tuple(_spooled(stack) if each == STANDARD_INPUT else each for each in ask.places)
        ask = replace(ask, places=places, spooled=frozenset(set(places) - set(ask.places)))
        run = _Run(ask, format_name, load_framework(ask.classes, ask.identifiers), inventory)
        out = stack.enter_context(written(output))
        line = stack.enter_context(LiveLine(err(), "looking for files", shown=not ask.quiet))
        for looked in _looked(
            settings,
            replace(ask, places=places),
            lambda count: line.tell(run.progress(count), 0, None),
            inventory,
            lambda surveyed: run.survey(surveyed, out),
        ):
            run.take(looked, out)
            line.tell(run.progress(), 0, None)
        run.end(out)
    if not ask.quiet:
        err().print(run.totals(), highlight=False)
    return run.exit_code


def list_identifiers(own: Sequence[Path], format_name: str, output: Path | None) -> None:
    """Show the identifiers that there are."""
    every = known(own)
    _check_format(format_name)
    with written(output) as out:
        if format_name in LINES:
            for each in every:
                write_identifier(each, out)
        else:
            write_identifiers(every, console_over(out))


def list_classes(own: Sequence[Path], classes: Path | None, format_name: str, output: Path | None) -> None:
    """Show the classes, what leads to each and what it is owed."""
    framework = load_framework(classes, own)
    _check_format(format_name)
    with written(output) as out:
        if format_name in LINES:
            for each in reversed(DataClass):
                write_class(each, framework, out)
        else:
            write_classes(framework, console_over(out))


def _inventory(settings: Settings, ask: Ask) -> Inventory | None:
    """By what objects are listed, told to the person: what is newer, or beyond its own filter, is not in it."""
    if ask.inventory is None:
        return None
    if ask.model or any(not each.startswith("s3://") for each in ask.places):
        raise UsageError(
            "--inventory lists objects of one bucket", remedy="Name s3:// places of that bucket alone, or none for all."
        )
    found = open_inventory(ask.inventory, aws_of(settings))
    if not ask.quiet:
        err().print(
            f"objects of {found.bucket} as its inventory had them at {found.made:%Y-%m-%d %H:%M} UTC: what was written later, or "
            "its filter leaves out, is not among them",
            highlight=False,
        )
    if found.is_old(datetime.now(UTC)):
        err().print(f"warning: the inventory is of {found.made:%Y-%m-%d}: choose a newer one", highlight=False)
    return found


def _check_engine(ask: Ask) -> None:
    if ask.engine not in ENGINES:
        raise UsageError(f"there is no engine {ask.engine!r}", remedy=f"Use {' or '.join(ENGINES)}.")
    if ask.engine == "spark" and ask.processes is not None:
        raise UsageError(
            "--processes says nothing to Spark",
            remedy="Leave it out; spark_options and the cluster say how many tasks run at once.",
        )
    if ask.engine == "spark" and STANDARD_INPUT in ask.places:
        raise UsageError("standard input is read on this machine only", remedy="Leave --engine spark out.")


def _check_subjects(ask: Ask) -> None:
    """Hashes are kept of what can be found again, by this machine."""
    wrong = {
        "--spans": ask.spans, "standard input": STANDARD_INPUT in ask.places, "--engine spark": ask.engine == "spark",
    }  # fmt: skip
    for name, given in wrong.items():
        if ask.subjects and given:
            raise UsageError(f"--subjects does not go with {name}", remedy="Leave one of them out.")


def _check_format(name: str) -> None:
    if name not in (TABLE, *LINES):
        raise UsageError(f"there is no format {name!r}", remedy="Use table or json.")


class _Run:
    """What was found so far, and how it is shown."""

    def __init__(self, ask: Ask, format_name: str, framework: Framework, inventory: Inventory | None) -> None:
        self._ask, self._format, self._framework, self._inventory = ask, format_name, framework, inventory
        self._overwritten = 0
        self._shown: list[tuple[Looked, Decision]] = []
        self._surveyed: list[Surveyed] = []
        self._planned = self._bytes = self._unchanged = 0
        self._started = time.monotonic()
        self.counts: Counter[DataClass | None] = Counter()
        self._incomplete = False

    def take(self, looked: Looked, out: IO[str]) -> None:
        """One file is done."""
        told = looked.classified
        if told.place in self._ask.spooled:
            looked = _as_standard_input(looked)
            told = looked.classified
        decision = decide(told, self._framework)
        self.counts[decision.data_class] += 1
        self._incomplete |= bool(told.gaps) or told.bound >= 1
        self._bytes += 0 if told.unchanged else told.bytes_read
        self._unchanged += told.unchanged
        self._overwritten += looked.overwritten
        if self._format in LINES:
            if self._ask.spans:
                for span in looked.spans:
                    write_span(span, out)
            else:
                write_line(told, decision, self._framework, out, self._listed(looked))
        elif self._ask.every or told.findings or told.gaps or self.counts.total() <= FEW:
            self._shown.append((looked, decision))

    def _listed(self, looked: Looked) -> Mapping[str, object]:
        """As of when it was listed, where that was not now."""
        if self._inventory is None:
            return {}
        return {"inventory": f"{self._inventory.made:%Y-%m-%dT%H:%M:%SZ}", "overwritten": looked.overwritten}

    def survey(self, surveyed: Surveyed, out: IO[str]) -> None:
        """A place of which not all objects were read is done."""
        self._incomplete |= not surveyed.is_complete
        if self._format in LINES:
            write_surveyed_line(surveyed, out)
        else:
            self._surveyed.append(surveyed)

    def end(self, out: IO[str]) -> None:
        """All files are done: show what was not shown yet, worst last."""
        if self._format in LINES:
            return
        console = console_over(out)
        identifiers = {each.id: each for each in known(self._ask.identifiers)}
        are_few = self.counts.total() <= FEW
        for each, decision in sorted(
            self._shown, key=lambda shown: (_rank(shown[1].data_class), shown[0].classified.place)
        ):
            if self._ask.every or are_few or each.classified.findings or each.classified.gaps:
                write_text(each.classified, decision, self._framework, identifiers, console)
                for span in each.spans:
                    where = f"row {span.row}, {span.column}" if span.row >= 0 else span.unit
                    console.print(
                        f"  {span.start}-{span.end} {where} {span.identifier} {span.confidence} {span.masked}",
                        markup=False,
                    )

        for place in self._surveyed:
            write_surveyed(place, console)

    def progress(self, planned: int = 0) -> str:
        """For the line that is written again and again."""
        self._planned = max(self._planned, planned)
        return f"{self.counts.total():,} of {self._planned:,} files, {self._bytes / 1e6:,.0f} MB read"

    def totals(self) -> str:
        """The last line."""
        told = ", ".join(f"{self.counts[each]:,} {each.value}" for each in reversed(DataClass) if self.counts[each])
        unknown = f", {self.counts[None]:,} unknown" if self.counts[None] else ""
        took = time.monotonic() - self._started
        anew = f", {self._overwritten:,} overwritten since listed" if self._overwritten else ""
        anew += f", {self._unchanged:,} unchanged and not read again" if self._unchanged else ""
        return (
            f"{plural(self.counts.total(), 'file')}: {told}{unknown}{anew}; {self._bytes:,} bytes read in {took:.1f} s"
        )

    @property
    def exit_code(self) -> int:
        """Findings win over what was not read."""
        worst = max(
            (each for each in self.counts if each is not None), key=lambda each: each.rank, default=DataClass.PUBLIC
        )
        return _EXITS.get(worst, EXIT_INCOMPLETE if self._incomplete else EXIT_CLEAN)


def _rank(data_class: DataClass | None) -> float:
    return 0.5 if data_class is None else data_class.rank


def _spooled(stack: ExitStack) -> str:
    """Standard input as a file, which is gone at the end."""
    folder = stack.enter_context(tempfile.TemporaryDirectory())
    path = Path(folder) / "standard-input"
    with path.open("wb") as file:
        shutil.copyfileobj(sys.stdin.buffer, file)
    return str(path)


def _as_standard_input(looked: Looked) -> Looked:
    def named(place: tuple[str, ...]) -> tuple[str, ...]:
        return (STANDARD_INPUT, *place[1:])

    told = looked.classified
    findings = tuple(replace(each, place=named(each.place)) for each in told.findings)
    gaps = tuple(replace(each, place=named(each.place)) for each in told.gaps)
    spans = tuple(replace(each, place=named(each.place)) for each in looked.spans)
    return Looked(replace(told, place=STANDARD_INPUT, findings=findings, gaps=gaps), spans)


def _looked(
    settings: Settings,
    ask: Ask,
    listing: Callable[[int], None],
    inventory: Inventory | None,
    told: Callable[[Surveyed], None],
) -> Iterator[Looked]:
    from modelkeep.adapters.classify.keys import own_key, workspace_key

    framework = load_framework(ask.classes, ask.identifiers)
    with_s3 = ask.model is not None or any(each.startswith("s3://") for each in ask.places)
    with classifying(
        own_key(ask.key) if ask.key else workspace_key(Path(settings["workspace"])),
        identifiers=ask.identifiers,
        only=ask.only,
        full=ask.full,
        sample=ask.sample,
        seed=ask.seed,
        bound=ask.bound,
        spans=ask.spans,
        matcher=ask.matcher,
        processes=ask.processes,
        seconds=ask.seconds,
        memory=ask.memory,
        aws=aws_of(settings) if with_s3 else None,
        subjects=Path(settings["workspace"]) if ask.subjects else None,
        spark=Spark(settings["spark_master"], settings["spark_options"]) if ask.engine == "spark" else None,
        inventory=inventory,
        remembered=None if ask.forget else Path(settings["workspace"]),
        ner=ask.ner,
    ) as data:
        sampling = None
        if not (ask.full or ask.spans or ask.subjects):  # what is not read has no spans, and rules nobody out
            goal = Goal(bound=ask.bound, each=ask.sample, seed=ask.seed)
            sampling = Sampling(ask.objects, goal, lambda each: decide(each, framework).data_class)
        if ask.model is not None:
            yield from _of_model(settings, ask, ask.model, data, listing, sampling, told)
        elif sampling is None:
            yield from classify(data, ask.places, listing)
        else:
            yield from survey(data, dict.fromkeys(ask.places, ""), sampling, told, listing)
    if inventory is not None and inventory.lost:
        from modelkeep.app.classify_model import unread

        yield from (unread(name, reason) for name, reason in inventory.lost.items())


def _of_model(
    settings: Settings,
    ask: Ask,
    model: str,
    data: Classifying,
    listing: Callable[[int], None],
    sampling: Sampling | None,
    told: Callable[[Surveyed], None],
) -> Iterator[Looked]:
    from modelkeep import bootstrap
    from modelkeep.app.classify_model import classify_places, places_of
    from modelkeep.bootstrap_classify import data_part

    connection = bootstrap.open_workspace(Path(settings["workspace"])).snapshot(ask.snapshot).open()
    try:
        places, lost = places_of(connection, data_part(), model)
    finally:
        connection.close()
    yield from lost
    yield from classify_places(data, places, listing, sampling, told)

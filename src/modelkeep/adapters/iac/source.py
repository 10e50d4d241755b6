"""Files as a source of the estate: found, read, and written down like calls to AWS."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from modelkeep.adapters.iac.formats import Asked, File, read_file
from modelkeep.adapters.iac.forms import attachments, forms
from modelkeep.adapters.iac.naming import named_resource
from modelkeep.adapters.iac.resource import Declared, Deployment, Place, Reading, Trouble, Value
from modelkeep.adapters.iac.rows import rows_of
from modelkeep.core.coverage import Outcome, Read
from modelkeep.core.errors import NothingToScanError, UsageError
from modelkeep.core.kinds.declared import Located, Untold
from modelkeep.core.tables import table_of
from modelkeep.ports import Journal, Progress

SUFFIXES = frozenset({".yaml", ".yml", ".json", ".template", ".gz"})
"""What is looked at in folders."""
SKIPPED = frozenset({".git", ".terraform", "node_modules", ".venv", "__pycache__", ".aws-sam"})
"""Folders that hold what others wrote or tools keep."""
LARGEST = 200_000_000
"""Bytes of the largest file that is read."""
_ALWAYS = frozenset({table_of(Located).name, table_of(Untold).name})
_WHEREVER = "unknown-1"


@dataclass(frozen=True, slots=True)
class Found:
    """A file to be read, as the person named it."""

    path: Path
    shown: str
    within: Path
    """The folder above which nothing is read."""
    named: bool
    """The person named it, not only a folder above it."""


@dataclass(slots=True)
class Tally:
    """What was read."""

    files: int = 0
    resources: int = 0
    without_form: int = 0
    """Resources of types about which no control asks."""


class Files:
    """A `ports.Source` over files and folders. What was read is counted in `tally`, what went wrong listed in `troubles`.

    A named file that declares nothing is a trouble, unless `others_pass`; in a folder such files are passed over.
    """

    def __init__(
        self, paths: Sequence[Path], asked: Asked, clock: Callable[[], datetime], *, others_pass: bool = False
    ) -> None:
        self._paths = paths
        self._others_pass = others_pass
        self._asked = asked
        self._clock = clock
        self._taken: set[str] = set()
        self.tally = Tally()
        self.troubles: list[Trouble] = []

    def collect(self, wanted: frozenset[str], journal: Journal, progress: Progress) -> None:
        """See `ports.Source`. Raises UsageError for a path that is not there, NothingToScanError where no file declares anything."""
        kept = wanted | _ALWAYS
        read: list[tuple[Reading, Deployment]] = []
        for found in self._files():
            progress.planned(1)
            deployment = self._deployment(found)
            reading = self._read(found, deployment)
            if reading is not None:
                read.append((reading, deployment))
                ended = "error" if reading.troubles else "ok"
                progress.called(reading.format, deployment.account, deployment.region, ended)
        nested = {_normal(place) for reading, _ in read for place in _nested(reading)}
        for reading, deployment in read:
            if _normal(reading.file) not in nested:
                self._record(reading, deployment, kept, journal)
        if not self.tally.files and not self.troubles:
            raise NothingToScanError(
                "no file there declares resources",
                remedy="Name CloudFormation templates, the JSON of `terraform show -json`, or AWS Config snapshots.",
            )

    def _files(self) -> Iterator[Found]:
        for path in self._paths:
            if path.is_dir():
                yield from _below(path)
            elif path.exists():
                yield Found(path, str(path), path.absolute().parent.parent, named=True)
            else:
                raise UsageError(f"there is no file or folder {path}", remedy="Check the path.")

    def _read(self, found: Found, deployment: Deployment) -> Reading | None:
        content = _content(found)
        if isinstance(content, Trouble):
            return Reading(file=found.shown, format="file", troubles=(content,))
        file = File(path=found.path, shown=found.shown, within=found.within, content=content)
        reading = read_file(file, deployment, self._asked)
        if reading is not None or not found.named or self._others_pass:
            return reading
        trouble = Trouble(
            Place(found.shown), "is no CloudFormation template, Terraform plan or state in JSON, or AWS Config snapshot",
            "`terraform show -json PLAN > plan.json` makes a plan readable.",
        )  # fmt: skip
        return Reading(file=found.shown, format="file", troubles=(trouble,))

    def _deployment(self, found: Found) -> Deployment:
        """Where a file's resources will be: what the person says, else placeholders that no other file has."""
        number = int(hashlib.sha256(found.shown.encode()).hexdigest(), 16) % 10**11
        return Deployment(self._asked.account or f"0{number:011d}", self._asked.region or _WHEREVER)

    def _record(self, reading: Reading, deployment: Deployment, kept: frozenset[str], journal: Journal) -> None:
        known = [each for each in reading.resources if each.cfn_type in forms() or each.cfn_type in attachments()]
        self.tally.files += bool(reading.resources) or not reading.troubles
        self.tally.resources += len(reading.resources)
        self.tally.without_form += len(reading.resources) - len(known)
        self.troubles += reading.troubles
        rows = [row for row in rows_of(self._apart(known)) if table_of(row).name in kept]
        call = f"{reading.format}:Read"
        account, region, now = deployment.account, deployment.region, self._clock()
        for number, trouble in enumerate(reading.troubles):
            told = Read(
                call=call, account=account, region=region, resource=f"{trouble.place}#{number}", outcome=Outcome.ERROR,
                code="Unreadable", message=trouble.message, at=now,
            )  # fmt: skip
            journal.record(told, ())
        whole = Read(call=call, account=account, region=region, resource=reading.file, outcome=Outcome.OK, at=now)
        journal.record(whole, rows)

    def _apart(self, resources: Sequence[Declared]) -> Sequence[Declared]:
        """The resources, with other names where another file declares something of the same ARN: two files that are deployed
        apart, such as for test and production, must not add to each other."""
        mine = {named_resource(each).arn: each for each in resources if each.cfn_type in forms()}
        clashing = [arn for arn in mine if arn in self._taken]
        if not clashing:
            self._taken |= mine.keys()
            return resources
        names = {named_resource(mine[arn]).name for arn in clashing}
        suffix = f".{len(self._taken)}"
        return self._apart([_renamed(each, {name: name + suffix for name in names}) for each in resources])


def _content(found: Found) -> bytes | Trouble:
    try:
        if found.path.stat().st_size > LARGEST:
            return Trouble(Place(found.shown), f"is larger than {LARGEST:,} bytes", "Split it.")
        return found.path.read_bytes()
    except OSError as error:
        told = f"cannot be read: {error.strerror or error}"
        return Trouble(Place(found.shown), told, "Correct the file or its permissions.")


def _nested(reading: Reading) -> Iterator[str]:
    """The files that a template includes: they are judged as parts of it."""
    return (each.place.file for each in reading.resources if each.place.file != reading.file)


def _normal(shown: str) -> str:
    return os.path.abspath(shown)  # noqa: PTH100  # a name to compare with, not a file to find


def _below(folder: Path) -> Iterator[Found]:
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(each for each in folders if each not in SKIPPED)
        for name in sorted(names):
            path = Path(place) / name
            if path.suffix in SUFFIXES and path.is_file():
                yield Found(path, str(path), folder.absolute(), named=False)


def _renamed(resource: Declared, names: Mapping[str, str]) -> Declared:
    pattern = re.compile(
        "|".join(
            rf"(?<![A-Za-z0-9.-]){re.escape(name)}(?![A-Za-z0-9.-])" for name in sorted(names, key=len, reverse=True)
        )
    )

    def renamed(value: Value) -> Value:
        if isinstance(value, str):
            return pattern.sub(lambda match: names[match[0]], value)
        if isinstance(value, Mapping):
            return {key: renamed(each) for key, each in value.items()}
        if isinstance(value, list | tuple):
            return [renamed(each) for each in value]
        return value

    return replace(
        resource,
        properties=renamed(resource.properties),
        label=pattern.sub(lambda match: names[match[0]], resource.label),
    )

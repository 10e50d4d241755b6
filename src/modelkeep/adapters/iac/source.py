"""Files as a source of the estate: found, read, and written down like calls to AWS."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from modelkeep.adapters.iac.exports import exports_among
from modelkeep.adapters.iac.formats import Asked
from modelkeep.adapters.iac.forms import forms
from modelkeep.adapters.iac.naming import named_resource
from modelkeep.adapters.iac.reading import Found, Prepared, prepare_all, prepared, read
from modelkeep.adapters.iac.resource import Declared, Deployment, Partial, Trouble, Value
from modelkeep.core.arn import partition_of
from modelkeep.core.coverage import Outcome, Read
from modelkeep.core.errors import NothingToScanError, UsageError
from modelkeep.core.kinds.declared import Located, Untold
from modelkeep.core.tables import table_of
from modelkeep.ports import Journal, Progress

SUFFIXES = frozenset({".yaml", ".yml", ".json", ".template", ".gz"})
"""What is looked at in folders and buckets."""
SKIPPED = frozenset({".git", ".terraform", "node_modules", ".venv", "__pycache__", ".aws-sam"})
"""Folders that hold what others wrote or tools keep."""
_ALWAYS = frozenset({table_of(Located).name, table_of(Untold).name})
_WHEREVER = "unknown-1"


@dataclass(slots=True)
class Tally:
    """What was read."""

    files: int = 0
    resources: int = 0
    without_form: int = 0
    """Resources of types about which no control asks."""


class Files:
    """A `ports.Source` over files and folders. What was read is counted in `tally`, what went wrong listed in `troubles`.

    A named file that declares nothing is a trouble, unless `others_pass`; in a folder such files are passed over, and so they are
    among `fetched`, files from elsewhere with their addresses.
    """

    def __init__(
        self,
        paths: Sequence[Path],
        asked: Asked,
        clock: Callable[[], datetime],
        *,
        others_pass: bool = False,
        fetched: Mapping[Path, str] | None = None,
    ) -> None:
        self._paths = paths
        self._fetched = fetched or {}
        self._others_pass = others_pass
        self._asked = asked
        self._clock = clock
        self._taken: set[str] = set()
        self.tally = Tally()
        self.troubles: list[Trouble] = []

    def collect(self, wanted: frozenset[str], journal: Journal, progress: Progress) -> None:
        """See `ports.Source`. Raises UsageError for a path that is not there, NothingToScanError where no file declares anything."""
        kept = wanted | _ALWAYS
        read_files = list(self._read(kept, progress))
        included = {_normal(shown) for each in read_files for shown in each.includes}
        for each in read_files:
            if _normal(each.found.shown) not in included:
                self._record(self._apart(each, kept), journal)
        if not self.tally.files and not self.troubles:
            raise NothingToScanError(
                "no file there declares resources",
                remedy="Name CloudFormation templates, the JSON of `terraform show -json`, or AWS Config snapshots.",
            )

    def _read(self, kept: frozenset[str], progress: Progress) -> Iterator[Prepared]:
        """The files that declare something, or are troubles."""
        every = list(self._files())
        progress.planned(len(every))
        self._asked = replace(self._asked, exports=exports_among(every, self._asked))
        for found, each in zip(every, prepare_all(every, self._asked, kept), strict=True):
            where = found.deployment
            name, outcome = (each.format, "error" if each.troubles else "ok") if each else ("file", "ok")
            progress.called(name, where.account, where.region, outcome)
            if each is not None:
                yield each

    def _files(self) -> Iterator[Found]:
        for path, address in self._fetched.items():
            yield self._found(path, path.parent, named=False, shown=address)
        for path in self._paths:
            if path.is_dir():
                for file in _below(path):
                    yield self._found(file, path.absolute(), named=False)
            elif path.exists():
                yield self._found(path, path.absolute().parent.parent, named=not self._others_pass)
            else:
                raise UsageError(f"there is no file or folder {path}", remedy="Check the path.")

    def _found(self, path: Path, within: Path, *, named: bool, shown: str = "") -> Found:
        """A file with where its resources will be: what the person says, else placeholders that no other file has."""
        told = shown or str(path)
        number = int(hashlib.sha256(told.encode(errors="surrogateescape")).hexdigest(), 16) % 10**11
        region = self._asked.region or _WHEREVER
        deployment = Deployment(self._asked.account or f"0{number:011d}", region, partition_of(region))
        return Found(path, told, within, named, deployment)

    def _record(self, each: Prepared, journal: Journal) -> None:
        self.tally.files += bool(each.resources) or not each.troubles
        self.tally.resources += each.resources
        self.tally.without_form += each.without_form
        self.troubles += each.troubles
        call = f"{each.format}:Read"
        where, now = each.found.deployment, self._clock()
        for number, trouble in enumerate(each.troubles):
            told = Read(
                call=call, account=where.account, region=where.region, resource=f"{trouble.place}#{number}",
                outcome=Outcome.ERROR, code="Unreadable", message=trouble.message, at=now,
            )  # fmt: skip
            journal.record(told, ())
        whole = Read(
            call=call, account=where.account, region=where.region, resource=each.found.shown, outcome=Outcome.OK, at=now
        )
        journal.record(whole, each.rows)

    def _apart(self, each: Prepared, kept: frozenset[str]) -> Prepared:
        """The file's resources, with other names where another file declares something of the same ARN: two files that are deployed
        apart, such as for test and production, must not add to each other."""
        while clashing := each.arns & self._taken:
            reading = read(each.found, self._asked)
            assert reading is not None
            suffix = f".{len(self._taken)}"
            names = {
                named_resource(resource).name: named_resource(resource).name + suffix
                for resource in reading.resources
                if resource.cfn_type in forms() and named_resource(resource).arn in clashing
            }
            each = prepared(each.found, reading, [_renamed(one, names) for one in reading.resources], kept)
        self._taken |= each.arns
        return each


def _below(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(each for each in folders if each not in SKIPPED)
        for name in sorted(names):
            path = Path(place) / name
            if path.suffix in SUFFIXES and path.is_file():
                yield path


def _normal(shown: str) -> str:
    return os.path.abspath(shown)  # noqa: PTH100  # a name to compare with, not a file to find


def _renamed(resource: Declared, names: Mapping[str, str]) -> Declared:
    words = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    pattern = re.compile(rf"(?<![A-Za-z0-9.-])(?:{words})(?![A-Za-z0-9.-])")

    def renamed(value: Value) -> Value:
        if isinstance(value, str):
            return pattern.sub(lambda match: names[match[0]], value)
        if isinstance(value, Partial):
            return value.changed(renamed)
        if isinstance(value, Mapping):
            return {key: renamed(each) for key, each in value.items()}
        if isinstance(value, list | tuple):
            return [renamed(each) for each in value]
        return value

    return replace(
        resource, properties=renamed(resource.properties), label=renamed(resource.label), arn=renamed(resource.arn)
    )

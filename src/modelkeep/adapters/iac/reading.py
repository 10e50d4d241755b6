"""One file after the other, read into rows: what several processes can do at once."""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import msgspec

from modelkeep.adapters.iac.formats import Asked, File, read_file
from modelkeep.adapters.iac.forms import forms, types
from modelkeep.adapters.iac.naming import named_resource
from modelkeep.adapters.iac.resource import Declared, Deployment, Place, Reading, Trouble
from modelkeep.adapters.iac.rows import rows_of
from modelkeep.core.tables import table_of
from modelkeep.ports import EncodedRow

LARGEST = 200_000_000
"""Bytes of the largest file that is read."""
MANY = 50
"""Files from which a second process pays."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file to be read, as the person named it."""

    path: Path
    shown: str
    within: Path
    """The folder above which nothing is read."""
    named: bool
    """The person named it, not only a folder above it; one that declares nothing is then a trouble."""
    deployment: Deployment


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What one file gave, ready to be kept. `arns` are those of the resources that it declares, `includes` the files of its nested
    stacks, `without_form` its resources of types about which no control asks."""

    found: Found
    format: str
    troubles: Sequence[Trouble]
    includes: frozenset[str]
    arns: frozenset[str]
    resources: int
    without_form: int
    rows: Sequence[EncodedRow]


def prepare_all(every: Sequence[Found], asked: Asked, kept: frozenset[str]) -> Iterator[Prepared | None]:
    """Read the files in their order; see `prepare`. `kept` are the tables whose rows are wanted."""
    work = partial(prepare, asked=asked, kept=kept)
    workers = min(len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1, 8)
    if len(every) < MANY or workers < 2:
        yield from map(work, every)
        return
    # A fork shares what is imported already, but must not copy a lock that some thread holds.
    method = "fork" if sys.platform == "linux" and threading.active_count() == 1 else "spawn"
    with ProcessPoolExecutor(workers, multiprocessing.get_context(method), initializer=gc.disable) as pool:
        yield from pool.map(work, every, chunksize=8)


def prepare(found: Found, *, asked: Asked, kept: frozenset[str]) -> Prepared | None:
    """Read one file; None for one in a folder that declares nothing."""
    reading = read(found, asked)
    return None if reading is None else prepared(found, reading, reading.resources, kept)


def read(found: Found, asked: Asked) -> Reading | None:
    """What a file declares, and what in it could not be read."""
    content = content_of(found)
    if isinstance(content, Trouble):
        return Reading(file=found.shown, format="file", troubles=(content,))
    file = File(path=found.path, shown=found.shown, within=found.within, content=content)
    reading = read_file(file, found.deployment, asked)
    if reading is not None or not found.named:
        return reading
    trouble = Trouble(
        Place(found.shown), "is no CloudFormation template, Terraform plan or state in JSON, or AWS Config snapshot",
        "`terraform show -json PLAN > plan.json` makes a plan readable.",
    )  # fmt: skip
    return Reading(file=found.shown, format="file", troubles=(trouble,))


def prepared(found: Found, reading: Reading, resources: Sequence[Declared], kept: frozenset[str]) -> Prepared:
    """The rows of a file's resources, which may go by other names than in its reading."""
    known = [each for each in resources if each.cfn_type in types()]
    encode = msgspec.json.Encoder().encode
    rows = ((table_of(row).name, row) for row in rows_of(known))
    return Prepared(
        found=found,
        format=reading.format,
        troubles=reading.troubles,
        includes=frozenset(each.place.file for each in resources if each.place.file != reading.file),
        arns=frozenset(named_resource(each).arn for each in known if each.cfn_type in forms()),
        resources=sum(not each.implied for each in resources),
        without_form=len(resources) - len(known),
        rows=tuple(EncodedRow(table, encode(row)) for table, row in rows if table in kept),
    )


def content_of(found: Found) -> bytes | Trouble:
    """A file's bytes, or why they cannot be read."""
    try:
        if found.path.stat().st_size > LARGEST:
            return Trouble(Place(found.shown), f"is larger than {LARGEST:,} bytes", "Split it.")
        return found.path.read_bytes()
    except OSError as error:
        told = f"cannot be read: {error.strerror or error}"
        return Trouble(Place(found.shown), told, "Correct the file or its permissions.")

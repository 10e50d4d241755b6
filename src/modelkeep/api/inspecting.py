"""Inspect files from a program."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from modelkeep.api.report import Report
from modelkeep.core.artifacts import Inspection

if TYPE_CHECKING:
    from modelkeep.bootstrap import AwsOptions


def inspect(
    path: str | os.PathLike[str],
    *,
    full: bool = False,
    policy: Sequence[str | os.PathLike[str]] = (),
    processes: int | None = None,
    timeout: float = 600.0,
    memory: int = 2 << 30,
    profile: str | None = None,
    role: str | None = None,
    endpoint_url: str | None = None,
) -> Report:
    """What a file, all files of a folder, or objects of S3 (`s3://bucket/prefix/`) would do when they are loaded. Nothing is loaded.

    Each file is read in a process of its own, within `timeout` seconds and `memory` bytes. `full` reads every byte, `policy` are files
    that say which calls are safe or dangerous. Raises UsageError where nothing is there; what is wrong with a file is in the report.
    """
    place = os.fspath(path)
    aws = None
    if place.startswith("s3://"):
        from modelkeep.bootstrap import AwsOptions

        aws = AwsOptions(profile=profile, role=role, endpoint_url=endpoint_url)
    told = inspected(
        place, full=full, policies=[Path(each) for each in policy], processes=processes, seconds=timeout, memory=memory, aws=aws
    )  # fmt: skip
    return Report(tuple(sorted(told, key=lambda each: each.path)))


def inspected(
    place: str,
    *,
    full: bool = False,
    policies: Sequence[Path] = (),
    processes: int | None = None,
    seconds: float,
    memory: int,
    aws: AwsOptions | None = None,
) -> list[Inspection]:
    """The same as plain inspections, as they were ready."""
    from modelkeep.app.inspect import look
    from modelkeep.bootstrap_inspect import looking
    from modelkeep.engines.artifacts.limits import Limits

    limits = Limits(full=full)
    with looking(limits, policies=policies, processes=processes, seconds=seconds, memory=memory, aws=aws) as files:
        return [each.inspection for each in look(files, (place,))]


def renamed(told: Inspection, path: str) -> Inspection:
    """An inspection of a copy, told as that of the original."""
    return replace(
        told,
        path=path,
        issues=tuple(replace(each, place=(path, *each.place[1:])) for each in told.issues),
        gaps=tuple(replace(each, place=(path, *each.place[1:])) for each in told.gaps),
    )

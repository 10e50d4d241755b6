"""Builds what reads logs into the lake; see `bootstrap`, which builds everything else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from modelkeep.bootstrap import AwsOptions, endpoint_of, lake_folder

if TYPE_CHECKING:
    from modelkeep.adapters.lake.convert import Converter, Fetch
    from modelkeep.adapters.lake.ledger import Ledger
    from modelkeep.adapters.lake.workers import Workers
    from modelkeep.adapters.logs.bodies import Bodies
    from modelkeep.adapters.logs.verification import Verification
    from modelkeep.core.logs.objects import LogObject


def converter(folder: Path, options: AwsOptions, *, with_s3: bool, bodies_in: Sequence[str] = ()) -> Converter:
    """What turns objects into files of the lake in a folder; made anew in every process that reads. `bodies_in` are buckets in which large
    bodies of invocations are looked up."""
    from modelkeep.adapters.lake.convert import Converter
    from modelkeep.adapters.logs.files import FileObjects

    sources: dict[str, Fetch] = {}
    if with_s3:
        from modelkeep.adapters.aws.logs import SCHEME, S3Objects

        sources[SCHEME] = S3Objects(endpoint_of(options))
    return Converter(folder, {**sources, "": FileObjects()}, bodies=_bodies(options, bodies_in) if bodies_in else None)


def _bodies(options: AwsOptions, buckets: Sequence[str]) -> Bodies:
    from modelkeep.adapters.aws.logs import S3Objects
    from modelkeep.adapters.logs.bodies import Bodies

    return Bodies(S3Objects(endpoint_of(options)).body, frozenset(buckets))


def log_workers(
    workspace: Path, options: AwsOptions, count: int | None, *, with_s3: bool, bodies_in: Sequence[str] = ()
) -> Workers:
    """Processes that read logs: as many as there are processors unless told otherwise."""
    from functools import partial

    from modelkeep.adapters.lake.workers import Workers
    from modelkeep.core.processors import cores

    make = partial(converter, lake_folder(workspace), options, with_s3=with_s3, bodies_in=bodies_in)
    return Workers(make, count or cores())


def log_objects(places: Sequence[str], workspace: Path, options: AwsOptions) -> Iterator[LogObject]:
    """The objects in files, folders, under s3:// prefixes and on standard input (`-`). Raises UsageError or AccessError."""
    import sys

    from modelkeep.adapters.logs.files import STDIN, FileObjects, spooled
    from modelkeep.core.logs.lake import STAGING

    for place in places:
        if place.startswith("s3://"):
            from modelkeep.adapters.aws.logs import S3Objects

            yield from S3Objects(endpoint_of(options)).listed(place)
        elif place == STDIN:
            yield spooled(sys.stdin.buffer, lake_folder(workspace) / STAGING)
        else:
            yield from FileObjects().listed(place)


def lake_ledger(workspace: Path) -> Ledger:
    """The ledger of a workspace's lake, for reading. Raises WorkspaceError where there is none."""
    from modelkeep.adapters.lake.ledger import Ledger

    return Ledger(lake_folder(workspace))


def log_verification(
    objects: Sequence[LogObject], keys: Path | None, scratch: Path, options: AwsOptions
) -> Verification:
    """What holds log files against CloudTrail's digest files; with keys of a file, or CloudTrail's own for the digest files' regions.

    Raises UsageError, AccessError or ConnectionFailedError.
    """
    from modelkeep.adapters.aws.logs import S3Objects, digest_keys
    from modelkeep.adapters.logs.digests import FOLDER
    from modelkeep.adapters.logs.files import FileObjects
    from modelkeep.adapters.logs.verification import Verification, read_keys

    there, here = S3Objects(endpoint_of(options)), FileObjects()

    def fetch(found: LogObject, folder: Path) -> bytes | Path:
        return there.fetch(found, folder) if found.container else here.fetch(found, folder)

    def signature(found: LogObject) -> str:
        return there.signature(found) if found.container else ""

    digests = [each.key for each in objects if FOLDER in each.key]
    known = read_keys(keys) if keys is not None else digest_keys(endpoint_of(options), digests)
    return Verification(fetch, signature, known, scratch)

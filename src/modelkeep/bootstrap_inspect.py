"""Builds what looks into model files; see `bootstrap`, which builds everything else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from modelkeep.core.errors import UsageError

if TYPE_CHECKING:
    from modelkeep.adapters.artifacts.looking import Files
    from modelkeep.app.convert import Converted
    from modelkeep.bootstrap import AwsOptions
    from modelkeep.core.control import Relation
    from modelkeep.engines.artifacts.limits import Limits


@contextmanager
def looking(
    limits: Limits,
    *,
    policies: Sequence[Path] = (),
    processes: int | None = None,
    seconds: float = 600.0,
    memory: int = 2 << 30,
    aws: AwsOptions | None = None,
    remembered: Path | None = None,
    digests: bool = False,
) -> Iterator[Files]:
    """What lists and inspects model files, each within so many seconds and bytes.

    Objects of S3 are read only with `aws`; `remembered` is the workspace where verdicts on them are kept. With `digests`,
    every local file is read whole for its digest. Raises UsageError or CatalogueError for a policy that cannot be read.
    """
    import msgspec

    from modelkeep.adapters.artifacts.frames import Setup
    from modelkeep.adapters.artifacts.looking import Files, inspectors
    from modelkeep.adapters.artifacts.verdicts import Verdicts, engine_version
    from modelkeep.bootstrap import listing, way_of
    from modelkeep.catalogue.artifacts import load_policy
    from modelkeep.core.processors import cores

    if policies:
        load_policy(policies)  # what is wrong with them is said once, and here
    way = way_of(aws) if aws is not None else None
    told = msgspec.to_builtins(way) if way is not None else None
    setup = Setup(limits, tuple(map(str, policies)), memory, told, digests)
    with ExitStack() as stack:
        pool = stack.enter_context(inspectors(setup, processes or cores(), seconds))
        verdicts = None
        if remembered is not None and way is not None:
            verdicts = stack.enter_context(Verdicts(remembered, engine_version(limits, policies)))
        yield Files(pool, listing(way), verdicts)


def scanning_looks(options: AwsOptions, workspace: Path) -> AbstractContextManager[Files]:
    """What a scan looks into model files with; what did not change since the last time is remembered."""
    from modelkeep.engines.artifacts.limits import Limits

    return looking(Limits(), aws=options, remembered=workspace)


def converted(
    place: str, out: Path, *, policies: Sequence[Path] = (), force: bool = False, drop_others: bool = False
) -> Converted:
    """Write the tensors of a local file as safetensors. Raises UsageError, RefusedFileError, WorkspaceError."""
    from contextlib import closing

    from modelkeep.adapters.artifacts.files import FileSource
    from modelkeep.adapters.artifacts.output import put, refuse_existing
    from modelkeep.app.convert import SUFFIX, convert
    from modelkeep.engines.artifacts.limits import Limits
    from modelkeep.engines.artifacts.sources import UnreadableError

    if out.suffix.lower() != SUFFIX:
        raise UsageError(f"{out} does not end in {SUFFIX}", remedy=f"Name the file to write NAME{SUFFIX}.")
    if not Path(place).is_file():
        raise UsageError(f"{place}: no such file", remedy="Name a file on this machine.")
    if out.exists() and out.samefile(place):
        raise UsageError(f"{out} is the file to convert", remedy="Name another file to write.")
    refuse_existing(out, force=force)
    try:
        source = FileSource(place)
    except UnreadableError as error:
        raise UsageError(f"{place}: {error}", remedy="Name a file that you may read.") from error
    with closing(source), looking(Limits(), policies=policies, processes=1) as files:
        return convert(
            place,
            source,
            files,
            lambda pieces, check: put(out, pieces, check, force=force),
            drop_others=drop_others,
        )


def loaded_part() -> Relation:
    """What says which model loads which files."""
    from modelkeep.catalogue.loader import load_relations
    from modelkeep.catalogue.verbs import built_in_parts

    return next(each for each in load_relations(built_in_parts(), None) if each.kind == "artifact")

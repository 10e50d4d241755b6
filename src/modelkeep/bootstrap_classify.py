"""Builds what classifies data; see `bootstrap`, which builds everything else."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from modelkeep.core.errors import UsageError

if TYPE_CHECKING:
    from modelkeep.adapters.aws.inventory import Inventory
    from modelkeep.adapters.classify.spark import SparkData
    from modelkeep.adapters.classify.worker import Setup
    from modelkeep.app.classify import Classifying
    from modelkeep.app.redact import Redacting
    from modelkeep.bootstrap import AwsOptions
    from modelkeep.core.artifacts import Artifact
    from modelkeep.core.control import Relation
    from modelkeep.core.data import DataClass, Identifier
    from modelkeep.core.data_classes import Framework


@dataclass(frozen=True, slots=True)
class Spark:
    """A cluster: its master, None for spark-submit's or this machine, and Spark's own settings as NAME=VALUE."""

    master: str | None = None
    options: Sequence[str] = ()


SAMPLE = 1 << 20
"""Bytes of a file that are read where not all of it is."""


@contextmanager
def classifying(
    key: bytes,
    *,
    identifiers: Sequence[Path] = (),
    only: Sequence[str] = (),
    full: bool = False,
    sample: int = SAMPLE,
    seed: int = 0,
    bound: float = 0.01,
    spans: bool = False,
    matcher: str = "",
    processes: int | None = None,
    seconds: float = 600.0,
    memory: int = 2 << 30,
    aws: AwsOptions | None = None,
    spark: Spark | None = None,
    subjects: Path | None = None,
    inventory: Inventory | None = None,
    remembered: Path | None = None,
    ner: str = "",
) -> Iterator[Classifying]:
    """What lists and classifies data, each file within so many seconds and bytes: in processes of this machine, or on a cluster. Objects
    of S3 are read only with `aws`. `subjects` is the workspace in whose index the hashes of all values are kept. With an
    `inventory`, places are listed by it, and an object that was overwritten since is read as it is now. `remembered` is the workspace where
    classifications of objects are kept, so that what did not change is not read again, unless single values are asked for.
    `ner` is a model of one's own that is asked about free text: see `adapters.classify.ner`. Its answers are not kept.

    Raises UsageError or CatalogueError for identifiers, or a model, that cannot be used.
    """
    import msgspec

    from modelkeep.adapters.classify.classifying import Data, classifiers
    from modelkeep.adapters.classify.ner import check
    from modelkeep.adapters.classify.remembering import Remembering, asked, classifications
    from modelkeep.adapters.classify.subjects import SubjectIndex
    from modelkeep.adapters.classify.worker import Setup
    from modelkeep.bootstrap import listing, way_of
    from modelkeep.core.processors import cores
    from modelkeep.engines.classify.reading import Plan
    from modelkeep.engines.classify.subjects import key_id

    chosen = tuple(
        replace(each, found=(), not_found=()) for each in known(identifiers, only) if not only or each.id in only
    )
    if ner:
        check(ner)
    way = way_of(aws) if aws is not None else None
    setup = Setup(
        identifiers=chosen, full=full, sample=sample, seed=seed, bound=bound, key=key, memory=memory,
        engine=matcher, spans=spans, way=msgspec.to_builtins(way) if way is not None else None, folder=str(Path.cwd()) if spark else "",
        anew=inventory is not None, ner=ner,
    )  # fmt: skip
    remote = listing(way) if inventory is None else lambda place, _: inventory.listed(place)
    with ExitStack() as stack:
        kept = None
        if remembered is not None and way is not None and not spans and subjects is None and not ner:
            kept = stack.enter_context(classifications(remembered))
        question = (
            asked(chosen, Plan(full=full, sample=sample, seed=seed, bound=bound), key) if kept is not None else ""
        )
        if spark is not None:
            cluster = stack.enter_context(_on_spark(spark, setup, seconds, remote))
            yield cluster if kept is None else Remembering(cluster, kept, question)
            return
        index: SubjectIndex | None = None
        if subjects is not None:
            index = stack.enter_context(SubjectIndex(subjects, only=only, key=key_id(key)))
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix=".subjects-", dir=subjects))
            setup = msgspec.structs.replace(setup, subjects=folder)
        pool = stack.enter_context(classifiers(setup, processes or cores(), seconds))
        data = Data(pool, remote, index)
        yield data if kept is None else Remembering(data, kept, question)


def open_inventory(place: str, aws: AwsOptions) -> Inventory:
    """The S3 Inventory whose manifest lies there, in S3 or in a folder. Raises UsageError, IntegrityError, AccessError or
    ConnectionFailedError."""
    from modelkeep.adapters.aws import inventory
    from modelkeep.bootstrap import way_of

    return inventory.open_inventory(place, way_of(aws))


def _on_spark(
    spark: Spark, setup: Setup, seconds: float, remote: Callable[[str, str], Iterator[Artifact]]
) -> SparkData:
    """Executors that classify; Spark is started when there is something to read. Raises ConfigError."""
    from modelkeep.adapters.classify.spark import SparkData
    from modelkeep.adapters.spark_session import open_session, told_options

    settings = told_options(spark.options)
    return SparkData(setup, seconds, lambda: open_session(spark.master, settings, purpose="classify"), remote)


def redacting(
    key: bytes,
    method: str,
    least: DataClass,
    *,
    identifiers: Sequence[Path] = (),
    only: Sequence[str] = (),
    force: bool = False,
    engine: str = "",
    aws: AwsOptions | None = None,
) -> Redacting:
    """What redacts files, and turns them back; objects of S3 only with `aws`.

    Raises UsageError or CatalogueError for a method or identifiers that there are not.
    """
    from modelkeep.adapters.classify.databases import Databases
    from modelkeep.adapters.classify.redacted_places import Places
    from modelkeep.adapters.classify.redacting import Redacting as Files
    from modelkeep.bootstrap import way_of
    from modelkeep.engines.classify.compiled import compile_identifiers
    from modelkeep.engines.classify.redacted import Redactor, Way

    if method not in tuple(Way):
        raise UsageError(f"there is no method {method!r}", remedy=f"Use {', '.join(Way)}.")
    chosen = [each for each in known(identifiers, only) if not only or each.id in only]
    places = Places(way_of(aws) if aws is not None else None)
    return Files(
        compile_identifiers(chosen, Databases()), Redactor.of(Way(method), key), least.rank, force, engine, places
    )


def known(identifiers: Sequence[Path] = (), only: Sequence[str] = ()) -> Sequence[Identifier]:
    """The identifiers that come with Modelkeep and the user's. Raises UsageError, CatalogueError."""
    from modelkeep.catalogue.identifiers import load_identifiers
    from modelkeep.engines.classify.validators import validator

    every = load_identifiers(identifiers)
    for identifier in every if identifiers else ():
        for shape in identifier.shapes:
            try:
                validator(shape.validator) if shape.validator else None
            except KeyError as error:
                raise UsageError(
                    f"{identifier.id}: there is no validator {shape.validator!r}",
                    remedy="Leave it out, or name one that a built-in identifier names, or stdnum:MODULE.",
                ) from error
    names = {each.id for each in every}
    for each in only:
        if each not in names:
            raise UsageError(f"there is no identifier {each!r}", remedy="`modelkeep classify --list` shows them.")
    return every


def scanning_data(
    options: AwsOptions, workspace: Path, processes: int, identifiers: Sequence[Path] = ()
) -> AbstractContextManager[Classifying]:
    """What a scan classifies data with, `identifiers` of the user's included; what did not change is remembered.

    0 processes are as many as there are processors.
    """
    from modelkeep.adapters.classify.keys import workspace_key

    return classifying(
        workspace_key(workspace),
        identifiers=identifiers,
        aws=options,
        processes=processes or None,
        remembered=workspace,
    )


def data_part() -> Relation:
    """What says where the data of which model lie."""
    from modelkeep.catalogue.loader import built_in_data, load_relations

    (part,) = load_relations(built_in_data(), None)
    return part


def load_framework(path: Path | None = None, identifiers: Sequence[Path] = ()) -> Framework:
    """The framework of data classes: the user's, or the one that comes with Modelkeep; it may name the user's `identifiers`, too.

    Raises CatalogueError.
    """
    from modelkeep.catalogue.classes import load_classes

    return load_classes(known(identifiers), path)

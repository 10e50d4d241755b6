"""`modelkeep classify`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from modelkeep.cli.options import (
    ClassesOption,
    EndpointOption,
    ExternalIdOption,
    HashKeyOption,
    IdentifiersOption,
    LinesFormatOption,
    MatcherOption,
    MemoryOption,
    OutputOption,
    ProcessesOption,
    ProfileOption,
    QuietOption,
    RoleOption,
    SnapshotOption,
    TimeoutOption,
    WorkspaceOption,
)
from modelkeep.cli.unnamed import UNNAMED, UnnamedGroup

EPILOG = """Shapes find candidates; checksums, keywords near by, the names of columns and the other values of a column confirm them. Values
are never told: only their form, such as ####-####, and a keyed hash by which they are found again. What cannot be read is listed, and never
public. Large files, and places in S3 with many objects, are sampled, the same way each time, until the rest can hold little that was not
found (--bound); --full reads everything.

Examples:

  modelkeep classify train.jsonl customers.parquet

  modelkeep classify s3://acme-training/2026/ --profile audit

  modelkeep classify --model fraud-detector

  modelkeep classify notes.txt --spans --format json

  cat prompt.txt | modelkeep classify - --spans --format json

  modelkeep classify --list

  modelkeep classify s3://acme-lake/ --engine spark --spark-master spark://master:7077

  modelkeep classify s3://acme-lake/events/ --inventory s3://acme-inventory/acme-lake/daily/2026-11-20T01-00Z/manifest.json

  modelkeep classify data/ --full --identifiers acme-ids/ --format json -o found.jsonl

  modelkeep classify s3://acme-training/ --full --subjects

Also: modelkeep classify find (in which objects, columns and rows a person's data are, by what --subjects kept),
modelkeep classify records and retention (GDPR, article 30: what models use, where, for what, for how long),
modelkeep classify classes (what makes data restricted or confidential, and what is owed then). A file of such a name is written ./find.

Exit codes: 0 nothing above internal and everything read, 1 error, 2 usage, 4 something was not read, 12 confidential, 13 restricted data.
"""


app = typer.Typer(cls=UnnamedGroup, help="Say what data files hold, and search what was found.")


def register(root: typer.Typer) -> None:
    """Add the command."""
    root.add_typer(app, name="classify")


PlacesArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="[PATH]...", help="Files, folders, s3://BUCKET/KEY or PREFIX/, - for standard input."),
]
ModelOption = Annotated[
    str | None,
    typer.Option(
        "--model", help="The data of this model of the snapshot, by its name or ARN: training, knowledge, capture."
    ),
]
ListOption = Annotated[
    bool, typer.Option("--list", help="Name the identifiers that are looked for, built in and your own.")
]
SpansOption = Annotated[
    bool, typer.Option("--spans", help="Tell every single value and where it is; reads everything.")
]
SubjectsOption = Annotated[
    bool,
    typer.Option(
        "--subjects", help="Keep a keyed hash of every value in the workspace, for `modelkeep classify find`."
    ),
]
FullOption = Annotated[bool, typer.Option("--full", help="Read everything, not a sample of large files.")]
SampleOption = Annotated[
    int, typer.Option("--sample", min=4096, help="Bytes that are read of a larger file; of a table also 1 % of it.")
]
SeedOption = Annotated[int, typer.Option("--seed", help="Another sample of the same files.")]
BoundOption = Annotated[
    float,
    typer.Option(
        "--bound",
        min=0.0001,
        max=1.0,
        help="A sample is large enough when at most this share may hold what was not found, with 95 % confidence.",
    ),
]
ObjectsOption = Annotated[
    int, typer.Option("--objects", min=1, help="A place in S3 with more objects is sampled, and told to be.")
]
OnlyOption = Annotated[
    list[str] | None, typer.Option("--only", metavar="ID", help="Look for this identifier alone; repeat for more.")
]
EngineOption = Annotated[
    str,
    typer.Option(
        "--engine", help="local, in processes of this machine, or spark, on a cluster (extra `spark`, Java 17)."
    ),
]
SparkMasterOption = Annotated[
    str | None,
    typer.Option(
        "--spark-master",
        metavar="URL",
        help="With --engine spark: local[*], spark://HOST:7077 or yarn.",
        show_default="spark-submit's, or this machine",
    ),
]
InventoryOption = Annotated[
    str | None,
    typer.Option(
        "--inventory",
        metavar="PLACE",
        help="List objects by S3 Inventory: s3://.../manifest.json, or a folder with a copy of a delivery.",
    ),
]
NerOption = Annotated[
    str,
    typer.Option(
        "--ner",
        metavar="MODEL",
        help="Ask your own model about free text of which nothing else tells (extra `ner`): an installed spaCy model, its folder, or "
        "gliner:FOLDER. None is fetched.",
    ),
]
NoCacheOption = Annotated[
    bool, typer.Option("--no-cache", help="Read objects of S3 again that did not change since the last time.")
]
PublicOption = Annotated[bool, typer.Option("--public", help="In the table, name files without findings too.")]


@app.command(UNNAMED, epilog=EPILOG, hidden=True)
def classify(
    places: PlacesArgument = None,
    model: ModelOption = None,
    listing: ListOption = False,
    spans: SpansOption = False,
    subjects: SubjectsOption = False,
    full: FullOption = False,
    sample: SampleOption = 1 << 20,
    seed: SeedOption = 0,
    bound: BoundOption = 0.01,
    objects: ObjectsOption = 1_000,
    inventory: InventoryOption = None,
    identifiers: IdentifiersOption = None,
    only: OnlyOption = None,
    ner: NerOption = "",
    classes: ClassesOption = None,
    key: HashKeyOption = None,
    processes: ProcessesOption = None,
    timeout: TimeoutOption = 600,
    memory: MemoryOption = 2048,
    every: PublicOption = False,
    forget: NoCacheOption = False,
    engine: EngineOption = "local",
    spark_master: SparkMasterOption = None,
    matcher: MatcherOption = "",
    format: LinesFormatOption = "table",  # noqa: A002
    output: OutputOption = None,
    profile: ProfileOption = None,
    role: RoleOption = None,
    external_id: ExternalIdOption = None,
    endpoint_url: EndpointOption = None,
    snapshot: SnapshotOption = "latest",
    workspace: WorkspaceOption = None,
    quiet: QuietOption = False,
) -> None:
    """Say what personal, health, financial and secret data files hold, and what class of protection they are owed."""
    from modelkeep.cli.classifying import Ask, list_identifiers, run_classify
    from modelkeep.cli.settings import resolve

    if listing:
        list_identifiers(tuple(identifiers or ()), format, output)
        return
    settings = resolve({
        "profile": profile, "role": role, "external_id": external_id, "endpoint_url": endpoint_url, "workspace": workspace,
        "spark_master": spark_master,
        "classify.classes": str(classes) if classes else None,
    })  # fmt: skip
    ask = Ask(
        places=tuple(places or ()), model=model, snapshot=snapshot, spans=spans, subjects=subjects,
        full=full, sample=sample, seed=seed, bound=bound, objects=objects, identifiers=tuple(identifiers or ()),
        only=tuple(only or ()), key=key, processes=processes, seconds=timeout, memory=memory << 20, every=every,
        matcher=matcher, quiet=quiet, engine=engine, inventory=inventory, forget=forget, ner=ner,
        classes=Path(settings["classify.classes"]) if settings["classify.classes"] else None,
    )  # fmt: skip
    raise typer.Exit(run_classify(settings, ask, format, output))


CLASSES_EPILOG = """Examples:

  modelkeep classify classes

  modelkeep classify classes --classes ours.toml --format json
"""


@app.command("classes", epilog=CLASSES_EPILOG)
def classes_command(
    classes: ClassesOption = None,
    identifiers: IdentifiersOption = None,
    format: Annotated[str, typer.Option("--format", "-f", help="table or json (one class a line).")] = "table",  # noqa: A002
    output: OutputOption = None,
) -> None:
    """Say what each class of data is for, what leads to it together, and what protection it is owed."""
    from modelkeep.cli.classifying import list_classes
    from modelkeep.cli.settings import resolve

    told = resolve({"classify.classes": str(classes) if classes else None})["classify.classes"]
    list_classes(tuple(identifiers or ()), Path(told) if told else None, format, output)


FIND_EPILOG = """For requests of access and erasure (GDPR, articles 15 and 17): where `classify --subjects` found a value, however it was
written, and which models of the latest snapshot use those objects. Nothing is read anew, and no value is kept: only its keyed hash. An
object that was sampled, not read, or classified with another key cannot be ruled out; nor can data of a model that were never indexed.

The value would stand in the history of the shell and in the list of processes: with --hmac-of - it is asked for and not shown, or read from
standard input.

Examples:

  modelkeep classify s3://acme-training/ --full --subjects

  modelkeep classify find --hmac-of -

  vault read -field=email person | modelkeep classify find --hmac-of - --format json -o answer.json

  modelkeep classify find --hmac 4ecb0b2f0a4bd3a0be2f5ee9e4e0bd1c

Exit codes: 0 the answer is whole, whether found or not; 1 error, 2 usage or nothing is indexed, 4 somewhere it cannot be ruled out.
"""


@app.command("find", epilog=FIND_EPILOG)
def find(
    value: Annotated[
        str | None,
        typer.Option("--hmac-of", metavar="VALUE", help="The value, of which only the hash is used; - asks for it."),
    ] = None,
    digest: Annotated[
        str | None,
        typer.Option(
            "--hmac", metavar="HEX", help="Its hash, computed elsewhere, or as `classify --format json` tells it."
        ),
    ] = None,
    key: HashKeyOption = None,
    format: Annotated[str, typer.Option("--format", "-f", help="table or json (one document).")] = "table",  # noqa: A002
    output: OutputOption = None,
    snapshot: SnapshotOption = "latest",
    workspace: WorkspaceOption = None,
) -> None:
    """Say in which objects, columns and rows a person's data were found, and where they cannot be ruled out."""
    from modelkeep.cli.finding_subjects import Ask, run_find
    from modelkeep.cli.formats import require_format
    from modelkeep.cli.settings import resolve

    require_format(format, ("table", "json"))
    ask = Ask(value=value, digest=digest, key=key, snapshot=snapshot)
    raise typer.Exit(run_find(resolve({"workspace": workspace}), ask, format, output))


RECORDS_EPILOG = """From the latest snapshot: of each data set that models use, each bucket that was classified and each log of
prompts, what personal data it holds, for what models, on what legal basis, where, who can read it, which measures protect it, and when it
is deleted. What the estate does not tell is unknown, and said so. Purpose, data subjects and legal basis are read from tags of the
bucket: purpose, data-subjects, legal-basis.

Examples:

  modelkeep scan --classify && modelkeep classify records

  modelkeep classify records --format html -o records.html

  modelkeep classify records --format csv -o records.csv

Exit codes: 0 everything is known, 1 error, 2 usage, 3 there are no data of models, 4 something is not known.
"""
RETENTION_EPILOG = """From the latest snapshot: whether and when a rule deletes all data of a place, what becomes of old versions, and
whether the class of the data owes deletion (`modelkeep classify classes`). Captured requests and logs of prompts are among them.

Examples:

  modelkeep scan --classify && modelkeep classify retention

  modelkeep classify retention --format csv -o retention.csv

Exit codes: 0 what is owed is done, 1 error, 2 usage, 3 there are no data of models, 4 something is not known, 12 data are kept that owe
deletion.
"""
DocumentOption = Annotated[str, typer.Option("--format", "-f", help="table, json, csv, markdown or html.")]


@app.command("records", epilog=RECORDS_EPILOG)
def records(
    classes: ClassesOption = None,
    identifiers: IdentifiersOption = None,
    format: DocumentOption = "table",  # noqa: A002
    output: OutputOption = None,
    snapshot: SnapshotOption = "latest",
    workspace: WorkspaceOption = None,
) -> None:
    """Write the record of processing activities (GDPR, article 30) of the data that models use."""
    from modelkeep.cli.recording import run_records

    raise typer.Exit(run_records("records", workspace, classes, tuple(identifiers or ()), format, output, snapshot))


@app.command("retention", epilog=RETENTION_EPILOG)
def retention(
    classes: ClassesOption = None,
    identifiers: IdentifiersOption = None,
    format: DocumentOption = "table",  # noqa: A002
    output: OutputOption = None,
    snapshot: SnapshotOption = "latest",
    workspace: WorkspaceOption = None,
) -> None:
    """Say how long the data that models use, what they keep of requests, and logs of prompts are kept, and whether that is owed."""
    from modelkeep.cli.recording import run_records

    raise typer.Exit(run_records("retention", workspace, classes, tuple(identifiers or ()), format, output, snapshot))

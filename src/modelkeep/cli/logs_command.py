"""`modelkeep logs`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from modelkeep.cli import athena_command, follow_command
from modelkeep.cli.formats import require_format
from modelkeep.cli.options import EndpointOption, ProfileOption, QuietOption, WorkspaceOption

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import timedelta

    from modelkeep.app.logs_ingest import Convert, Summary
    from modelkeep.bootstrap import AwsOptions
    from modelkeep.cli.settings import Settings
    from modelkeep.core.logs.objects import LogObject

app = typer.Typer(help="Keep logs as tables: read, look at, compact and prune them.", no_args_is_help=True)

INGEST_EPILOG = """What is read: CloudTrail's files (management, data, network-activity and insight events), rows of CloudTrail Lake and
Athena (CSV, JSON, Parquet), GuardDuty and Security Hub findings, OCSF and Security Lake, VPC flow logs, CloudWatch Logs exports and
subscriptions, Bedrock invocation logs, SageMaker data capture, Route 53 Resolver logs; plain, gzip or zstd. Also what the AWS CLI
printed: `cloudtrail lookup-events` and `get-query-results`, `guardduty` and `securityhub get-findings`, `athena get-query-results`,
`logs filter-log-events`, `get-log-events` and `get-query-results`. What an object holds decides, not what it is called.

Bedrock's records only name bodies over 100 KB. --fetch-bodies reads those, of up to 16 MiB each, when a record is read for the first
time, so that rules see what was asked and answered; what could not be had is told, and facts about it stay unknown.

Each object is read once: run it again, after a crash too, and only what is new is read. What cannot be read goes to
.modelkeep/lake/quarantine, with place and reason and the beginning of the record as it is; those files are sent nowhere.

Examples:

  modelkeep logs ingest logs/

  modelkeep logs ingest s3://acme-trail/AWSLogs/o-a1b2c3d4e5/ --profile audit

  zcat events.json.gz | modelkeep logs ingest -

  modelkeep logs ingest s3://acme-trail/AWSLogs/ --verify

  modelkeep logs ingest logs/ --verify --public-keys keys.json

  modelkeep logs ingest logs/ --format json

  modelkeep logs ingest s3://acme-prompts/AWSLogs/ --fetch-bodies acme-prompts

  modelkeep logs ingest s3://acme-trail/AWSLogs/ --engine spark --spark-master spark://master:7077 -w /mnt/shared/modelkeep

Exit codes: 0 everything was read, 1 error, 2 usage, 4 something could not be read or verified.
"""
STATUS_EPILOG = """Examples:

  modelkeep logs status

  modelkeep logs status --format json
"""
COMPACT_EPILOG = """Examples:

  modelkeep logs compact
"""
PRUNE_EPILOG = """Whole days (UTC) are removed. The objects that they came from stay known, so that they are not read again.

Examples:

  modelkeep logs prune --older-than 90d
"""
FORMATS = ("table", "json")
ENGINES = ("duckdb", "spark")
MOST_DAYS = 36_500
TOLD = 20
"""Files that are named of those that cannot be verified."""
FormatOption = Annotated[str, typer.Option("--format", "-f", help="table or json.")]


WorkersOption = Annotated[
    int | None, typer.Option("--workers", min=1, help="Processes that read.", show_default="one for each processor")
]
EngineOption = Annotated[
    str,
    typer.Option(
        "--engine", help="duckdb, on this machine, or spark, on a cluster that shares the workspace's folder."
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
NoCompactOption = Annotated[bool, typer.Option("--no-compact", help="Leave small files as they are.")]
VerifyOption = Annotated[
    bool,
    typer.Option(
        "--verify",
        help="First hold CloudTrail's files against its digest files among them; read none where one is changed.",
    ),
]
PublicKeysOption = Annotated[
    Path | None,
    typer.Option(
        "--public-keys",
        help="With --verify: what `aws cloudtrail list-public-keys` printed, instead of asking CloudTrail.",
    ),
]
FetchBodiesOption = Annotated[
    list[str] | None,
    typer.Option(
        "--fetch-bodies",
        metavar="BUCKET",
        help="Put the large bodies of Bedrock invocations that lie in this bucket into their records; repeat for more.",
    ),
]


@app.command(epilog=INGEST_EPILOG)
def ingest(
    source: Annotated[list[str], typer.Argument(metavar="SOURCE...", help="Files, folders, s3://BUCKET/PREFIX, or -.")],
    workers: WorkersOption = None,
    engine: EngineOption = "duckdb",
    spark_master: SparkMasterOption = None,
    no_compact: NoCompactOption = False,
    verify: VerifyOption = False,
    public_keys: PublicKeysOption = None,
    fetch_bodies: FetchBodiesOption = None,
    format: FormatOption = "table",  # noqa: A002
    profile: ProfileOption = None,
    endpoint_url: EndpointOption = None,
    quiet: QuietOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Read logs into the lake, each object and each event once."""
    from modelkeep import bootstrap, bootstrap_logs
    from modelkeep.app.logs_ingest import ingest as read
    from modelkeep.cli.console import err
    from modelkeep.cli.progress import LiveLine
    from modelkeep.cli.settings import resolve

    require_format(format, FORMATS)
    require_format(engine, ENGINES)
    settings = resolve(
        {"workspace": workspace, "profile": profile, "endpoint_url": endpoint_url, "spark_master": spark_master}
    )
    folder = Path(settings["workspace"])
    options = bootstrap.AwsOptions(profile=settings["profile"], endpoint_url=settings["endpoint_url"])
    with_s3 = any(place.startswith("s3://") for place in source)
    convert = _convert(settings, options, engine, workers, with_s3=with_s3, bodies_in=fetch_bodies or ())
    with bootstrap.open_for_writing(folder) as lake, LiveLine(err(), "looking for objects", shown=not quiet) as line:
        objects: Iterable[LogObject] = bootstrap_logs.log_objects(source, folder, options)
        doubtful: list[str] = []
        if verify:
            objects = list(objects)
            doubtful = _verified(objects, public_keys, folder, options)
        summary = read(
            objects,
            lake,
            convert,
            now=bootstrap.clock,
            tell=lambda so_far: line.tell(_progress(so_far), so_far.objects, None),
            compact=not no_compact,
        )
    _show(summary, format)
    for each in doubtful:
        err().print(each, markup=False, highlight=False)
    if doubtful or not summary.is_whole:
        raise typer.Exit(4)


@app.command(epilog=STATUS_EPILOG)
def status(format: FormatOption = "table", workspace: WorkspaceOption = None) -> None:  # noqa: A002
    """What the lake holds."""
    import msgspec

    from modelkeep import bootstrap_logs
    from modelkeep.cli.settings import resolve

    require_format(format, FORMATS)
    ledger = bootstrap_logs.lake_ledger(Path(resolve({"workspace": workspace})["workspace"]))
    try:
        tables = ledger.counts()
        objects, quarantined, duplicates = ledger.totals()
    finally:
        ledger.close()
    if format == "json":
        document = {"objects": objects, "duplicates": duplicates, "quarantined": quarantined, "tables": tables}
        typer.echo(msgspec.json.format(msgspec.json.encode(document)).decode())
        return
    for each in tables:
        period = f"{each.first:%Y-%m-%d} to {each.last:%Y-%m-%d}" if each.first and each.last else ""
        typer.echo(
            f"{each.table:20} {each.rows:>15,} events {each.files:>8,} files {each.bytes / 1e6:>10,.1f} MB  {period}"
        )
    typer.echo(f"{objects:,} objects read, {duplicates:,} duplicates dropped, {quarantined:,} records in quarantine")


@app.command(epilog=COMPACT_EPILOG)
def compact(workspace: WorkspaceOption = None) -> None:
    """Make larger files of small ones, so that searches open fewer."""
    from modelkeep import bootstrap
    from modelkeep.cli.settings import resolve

    with bootstrap.open_for_writing(Path(resolve({"workspace": workspace})["workspace"])) as lake:
        before, after = lake.compact()
    typer.echo(f"{before:,} files became {after:,}" if before else "no partition has small files to put together")


@app.command(epilog=PRUNE_EPILOG)
def prune(
    older_than: Annotated[str, typer.Option("--older-than", metavar="DAYS", help="Days to keep, such as 90d.")],
    workspace: WorkspaceOption = None,
) -> None:
    """Remove events of days that are older."""
    from modelkeep import bootstrap
    from modelkeep.cli.settings import resolve

    before = bootstrap.clock() - _days(older_than)
    with bootstrap.open_for_writing(Path(resolve({"workspace": workspace})["workspace"])) as lake:
        files, events = lake.prune(before)
    typer.echo(f"{events:,} events in {files:,} files removed")


def _convert(
    settings: Settings,
    options: AwsOptions,
    engine: str,
    workers: int | None,
    *,
    with_s3: bool,
    bodies_in: Sequence[str],
) -> Convert:
    """What reads batches: processes of this machine, or Spark's. Raises UsageError or ConfigError."""
    from modelkeep import bootstrap_logs, bootstrap_spark
    from modelkeep.core.errors import UsageError

    folder = Path(settings["workspace"])
    if engine != "spark":
        return bootstrap_logs.log_workers(folder, options, workers, with_s3=with_s3, bodies_in=bodies_in).convert
    if workers is not None:
        raise UsageError(
            "--workers says nothing to Spark",
            remedy="Leave it out; spark_options and the cluster say how many tasks run at once.",
        )
    master, told = settings["spark_master"], settings["spark_options"]
    spark = bootstrap_spark.spark_log_workers(folder, options, master, told, with_s3=with_s3, bodies_in=bodies_in)
    return spark.convert


def _verified(objects: Sequence[LogObject], keys: Path | None, workspace: Path, options: AwsOptions) -> list[str]:
    """What is said of files that cannot be verified. Raises IntegrityError where a file was changed."""
    from modelkeep import bootstrap, bootstrap_logs
    from modelkeep.adapters.logs.digests import Standing
    from modelkeep.cli.console import err
    from modelkeep.core.errors import IntegrityError
    from modelkeep.core.logs.lake import STAGING

    scratch = bootstrap.lake_folder(workspace) / STAGING
    checked = list(bootstrap_logs.log_verification(objects, keys, scratch, options).checked(objects))
    by = {standing: [each for each in checked if each.standing is standing] for standing in Standing}
    if changed := by[Standing.INVALID]:
        told = "; ".join(f"{each.place}: {each.reason}" for each in changed[:TOLD])
        raise IntegrityError(
            f"{len(changed):,} of CloudTrail's files are not as they were delivered: {told}",
            remedy="Nothing was read. Keep the files as evidence, and find out who could write to the bucket.",
        )
    err().print(f"{len(by[Standing.VALID]):,} of CloudTrail's files are as they were delivered", highlight=False)
    doubtful = by[Standing.UNVERIFIED]
    if not checked:
        return ["no file could be verified: there is no digest file among them"]
    more = [f"{len(doubtful) - TOLD:,} more cannot be verified"] if len(doubtful) > TOLD else []
    return [f"cannot be verified: {each.place}: {each.reason}" for each in doubtful[:TOLD]] + more


def _days(text: str) -> timedelta:
    from datetime import timedelta

    from modelkeep.core.errors import UsageError

    number = text.removesuffix("d")
    if not number.isdecimal() or not text.endswith("d") or not 0 < int(number) <= MOST_DAYS:
        raise UsageError(f"{text!r} is no number of days", remedy="Write --older-than 90d, for example.")
    return timedelta(days=int(number))


def _progress(summary: Summary) -> str:
    refused = f" · {summary.quarantined:,} in quarantine" if summary.quarantined else ""
    return f"{summary.objects:,} objects · {summary.events:,} events{refused}"


def _show(summary: Summary, format: str) -> None:  # noqa: A002
    if format == "json":
        import msgspec

        typer.echo(msgspec.json.format(msgspec.json.encode(summary_of(summary))).decode())
        return
    for line in summary_lines(summary):
        typer.echo(line)


def summary_lines(summary: Summary) -> Iterator[str]:
    """What an ingest did, in sentences."""
    yield f"{summary.objects:,} objects read, {summary.known:,} known already, {summary.events:,} events kept"
    for table, events in sorted(summary.tables.items()):
        yield f"  {table}: {events:,}"
    if summary.duplicates:
        yield f"{summary.duplicates:,} duplicates dropped"
    for what, number in sorted(summary.skipped.items()):
        yield f"{number:,} without events ({what})"
    if summary.quarantined:
        yield f"{summary.quarantined:,} records could not be read: they are in the lake's folder `quarantine`, with the reason"
    if summary.troubled:
        yield f"{summary.troubled:,} of the known objects were not read whole when they were read"
    for name, reason in summary.unread:
        yield f"not read: {name}: {reason.removeprefix(f'{name}: ')}"
    if summary.failed > len(summary.unread):
        yield f"not read: {summary.failed - len(summary.unread):,} more"


def summary_of(summary: Summary) -> dict[str, object]:
    """What an ingest did, as a document."""
    return {
        "objects": summary.objects,
        "known": summary.known,
        "known_not_whole": summary.troubled,
        "bytes": summary.bytes,
        "events": summary.events,
        "duplicates": summary.duplicates,
        "quarantined": summary.quarantined,
        "tables": dict(sorted(summary.tables.items())),
        "without_events": dict(sorted(summary.skipped.items())),
        "unread": [{"object": name, "reason": reason} for name, reason in summary.unread],
        "unread_objects": summary.failed,
    }


athena_command.register(app)
follow_command.register(app)

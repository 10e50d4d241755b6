"""`modelkeep logs athena`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from modelkeep.cli.options import WorkspaceOption

EPILOG = """The SQL is printed, nothing is run. Copy the lake first, without its ledger: aws s3 sync .modelkeep/lake s3://BUCKET/lake
--exclude ".staging/*" --exclude "quarantine/*" --exclude "ledger.db*". Tables know the accounts and regions that the lake holds now: print
them again when new ones come. What a rule asks is printed by `modelkeep detect explain RULE --engine athena`.

Examples:

  modelkeep logs athena --location s3://acme-lake/lake

  modelkeep logs athena --location s3://acme-lake/lake --database security --table cloudtrail --partitions
"""
_LOCATION = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[^\s'\"`\\]*)?")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,254}")


def athena(
    location: Annotated[
        str, typer.Option("--location", metavar="s3://BUCKET/PREFIX", help="Where the copy of the lake is.")
    ],
    database: Annotated[str, typer.Option("--database", help="Athena's database of the tables.")] = "modelkeep",
    table: Annotated[list[str] | None, typer.Option("--table", help="Only this log table; repeat for more.")] = None,
    partitions: Annotated[
        bool, typer.Option("--partitions", help="List each partition too, for tables that do not count them up.")
    ] = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Print the SQL that makes Athena's tables over a copy of the lake in S3."""
    from modelkeep import bootstrap_logs
    from modelkeep.cli.settings import resolve
    from modelkeep.core.errors import UsageError
    from modelkeep.core.logs import log_tables
    from modelkeep.engines.logs.athena import add_partitions, create_table, folder_of

    if not _LOCATION.fullmatch(location):
        raise UsageError(f"{location!r} is no place in S3", remedy="Write --location s3://BUCKET/PREFIX.")
    if not _NAME.fullmatch(database):
        raise UsageError(f"{database!r} is no name of a database", remedy="Use small letters, digits and underscores.")
    for each in table or ():
        if each not in log_tables():
            raise UsageError(f"there is no log table {each}", remedy=f"Name one of {', '.join(log_tables())}.")
    ledger = bootstrap_logs.lake_ledger(Path(resolve({"workspace": workspace})["workspace"]))
    try:
        files = [each for each in ledger.files() if each.table in log_tables()]
    finally:
        ledger.close()
    typer.echo(f"CREATE DATABASE IF NOT EXISTS `{database}`;")
    for name in table or log_tables():
        folders = [folder_of(each.name) for each in files if each.table == name]
        typer.echo("\n" + create_table(log_tables()[name], location, database, folders))
        if partitions:
            for statement in add_partitions(log_tables()[name], location, database, folders):
                typer.echo("\n" + statement)


def register(app: typer.Typer) -> None:
    """Add the command to `modelkeep logs`."""
    app.command(epilog=EPILOG)(athena)

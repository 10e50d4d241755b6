"""`modelkeep sql`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from modelkeep.cli.formats import require_format
from modelkeep.cli.living import living
from modelkeep.cli.options import SnapshotOption, WorkspaceOption

if TYPE_CHECKING:
    import duckdb

    from modelkeep.cli.settings import Settings

EPILOG = """Examples:

  modelkeep sql "select control, count(*) from finding where verdict = 'FAIL' group by control"

  modelkeep sql "show tables"

  modelkeep sql --format csv "from sagemaker_model" > models.csv

  modelkeep sql "select event_name, count(*) from cloudtrail group by all order by 2 desc limit 10"

  modelkeep sql 'select "at", principal, event_name, source_ip from cloudtrail where error_code is not null order by "at"'

The last two ask the lake, which `modelkeep logs ingest` fills; its tables stand beside those of the snapshot. `at` is a keyword of DuckDB:
write "at".
"""

_AT = re.compile(r"(?<![\w\"'.])at(?![\w\"'])", re.IGNORECASE)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("sql", epilog=EPILOG)(sql)


def sql(
    query: Annotated[
        str | None, typer.Argument(help="One SQL query (DuckDB); read from standard input when left out.")
    ] = None,
    snapshot: SnapshotOption = "latest",
    format: Annotated[str, typer.Option("--format", "-f", help="table, json, jsonl or csv.")] = "table",  # noqa: A002
    workspace: WorkspaceOption = None,
) -> None:
    """Ask a snapshot and the lake of logs anything: every resource, read, relation, finding and event is in a table. Nothing is changed."""
    import sys

    import duckdb

    from modelkeep.adapters.export.rows import FORMATS, write_rows
    from modelkeep.cli.settings import resolve
    from modelkeep.core.errors import UsageError

    require_format(format, FORMATS)
    settings = resolve({"workspace": workspace})
    connection = _opened(Path(settings["workspace"]), snapshot, settings)
    asked = query if query is not None else sys.stdin.read()
    try:
        result = connection.execute(asked)
        columns = [column[0] for column in result.description or ()]
        write_rows(columns, result, format)
    except duckdb.Error as error:
        raise UsageError(str(error), remedy=_remedy(asked)) from error
    finally:
        connection.close()


def _remedy(asked: str) -> str:
    """What to do about a query that DuckDB refuses."""
    if _AT.search(asked):
        return '`at` is a keyword of DuckDB: write "at", in double quotes.'
    return '`modelkeep sql "show tables"` lists what there is.'


def _opened(workspace: Path, snapshot: str, settings: Settings) -> duckdb.DuckDBPyConnection:
    """The tables of a snapshot with those of the lake, if there is one; the lake's alone where nothing was scanned yet."""
    from modelkeep import bootstrap

    lake = bootstrap.lake_folder(workspace)
    if not _holds_lake(lake):
        return bootstrap.open_workspace(workspace, living(settings)).snapshot(snapshot).open()
    from modelkeep.adapters.lake.evaluation import alerts_table
    from modelkeep.adapters.lake.events import open_lake

    if snapshot == "latest" and not (workspace / "snapshots").exists():
        connection = open_lake(lake)
    else:
        connection = bootstrap.open_workspace(workspace, living(settings)).snapshot(snapshot).open(also=(lake,))
        open_lake(lake, connection=connection)
    alerts_table(lake, connection)
    return connection


def _holds_lake(folder: Path) -> bool:
    """Whether there is a lake; without a folder, nothing of the lake's is imported, which takes as long as the query."""
    if not folder.exists():
        return False
    from modelkeep.adapters.lake.ledger import FILE

    return (folder / FILE).exists()

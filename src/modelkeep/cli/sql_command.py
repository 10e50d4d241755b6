"""`modelkeep sql`."""

from __future__ import annotations

from typing import Annotated

import typer

from modelkeep.cli.formats import require_format
from modelkeep.cli.living import living
from modelkeep.cli.options import SnapshotOption, WorkspaceOption

EPILOG = """Examples:

  modelkeep sql "select control, count(*) from finding where verdict = 'FAIL' group by control"

  modelkeep sql "show tables"

  modelkeep sql --format csv "from sagemaker_model" > models.csv
"""


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
    """Ask a snapshot anything: every resource, read, relation and finding is a table. The snapshot is not changed."""
    import sys
    from pathlib import Path

    import duckdb

    from modelkeep import bootstrap
    from modelkeep.adapters.export.rows import FORMATS, write_rows
    from modelkeep.cli.settings import resolve
    from modelkeep.core.errors import UsageError

    require_format(format, FORMATS)
    settings = resolve({"workspace": workspace})
    connection = bootstrap.open_workspace(Path(settings["workspace"]), living(settings)).snapshot(snapshot).open()
    try:
        result = connection.execute(query if query is not None else sys.stdin.read())
        columns = [column[0] for column in result.description or ()]
        write_rows(columns, result, format)
    except duckdb.Error as error:
        raise UsageError(str(error), remedy='`modelkeep sql "show tables"` lists what there is.') from error
    finally:
        connection.close()

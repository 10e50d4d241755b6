"""`modelkeep model`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from modelkeep.cli.formats import require_format
from modelkeep.cli.living import living
from modelkeep.cli.options import OutputOption, SnapshotOption, WorkspaceOption


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("model", epilog="Example: modelkeep model fraud-detector")(model)


def model(
    name: Annotated[
        str | None, typer.Argument(help="The model's name or ARN; left out, the models are listed.")
    ] = None,
    format: Annotated[str, typer.Option("--format", "-f", help="text or json.")] = "text",  # noqa: A002
    output: OutputOption = None,
    snapshot: SnapshotOption = "latest",
    workspace: WorkspaceOption = None,
) -> None:
    """Show a model's passport: lineage, how each practice stands, open findings, what is unknown."""
    from modelkeep import bootstrap, bootstrap_access
    from modelkeep.adapters.export.files import written
    from modelkeep.adapters.export.passport_view import PASSPORT_FORMATS
    from modelkeep.app.asking import ground_of
    from modelkeep.app.passport import passport
    from modelkeep.bootstrap_inspect import loaded_part
    from modelkeep.cli.settings import resolve

    require_format(format, PASSPORT_FORMATS)
    settings = resolve({"workspace": workspace})
    folder = Path(settings["workspace"])
    chosen = bootstrap.open_workspace(folder, living(settings)).snapshot(snapshot)
    connection = chosen.open()
    try:
        if name is None:
            _list(connection)
            return
        verbs = bootstrap_access.verbs_over(
            connection, ground_of(connection, bootstrap.load_action_table(folder), chosen.manifest)
        )
        found = passport(connection, name, verbs.reach, loaded_part())
    finally:
        connection.close()
    with written(output) as file:
        PASSPORT_FORMATS[format](found, file)


def _list(connection: object) -> None:
    """Every model with what is open about it."""
    import duckdb
    from rich.table import Table

    from modelkeep.adapters.export.text import kind_words, visible
    from modelkeep.app.summary import summarise
    from modelkeep.cli.console import out_uncut

    assert isinstance(connection, duckdb.DuckDBPyConnection)
    table = Table("model", "kind", "account", "region", "open", "unknown", "passed", box=None, pad_edge=False)
    for each in summarise(connection).models:
        table.add_row(
            visible(each.name), kind_words(each.kind), each.account, each.region,
            *(str(count) for count in (each.tally.failed, each.tally.unknown, each.tally.passed)),
        )  # fmt: skip
    out_uncut().print(table, markup=False)

"""The use case `check`: judge what files declare, before it is deployed."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from modelkeep.app.findings import exit_code
from modelkeep.core.control import Control
from modelkeep.core.coverage import Outcome
from modelkeep.core.exits import EXIT_CLEAN, EXIT_INCOMPLETE
from modelkeep.engines.posture.declared import Told, answerable


def split(controls: Sequence[Control], told: Told) -> tuple[tuple[Control, ...], tuple[Control, ...]]:
    """The controls that files can answer, and those that ask what only a running account shows."""
    asked = tuple(control for control in controls if answerable(control, told))
    chosen = {control.id for control in asked}
    return asked, tuple(control for control in controls if control.id not in chosen)


def not_judged(connection: duckdb.DuckDBPyConnection) -> int:
    """How many declared resources were left out because nothing in the files makes a model depend on them."""
    row = connection.execute(
        "SELECT count(*) FROM resource_index WHERE arn NOT IN (SELECT arn FROM ai_relevant) "
        "AND arn NOT IN (SELECT resource FROM finding)"
    ).fetchone()
    return int(row[0]) if row else 0


def check_exit_code(connection: duckdb.DuckDBPyConnection, *, accept_unknown: bool) -> int:
    """What a check means for a script: as for a scan. With `accept_unknown`, verdicts that are UNKNOWN before deployment do not
    count; a file that could not be read always does."""
    code = exit_code(connection)
    if code != EXIT_INCOMPLETE or not accept_unknown:
        return code
    row = connection.execute(f"SELECT count(*) FROM \"read\" WHERE outcome <> '{Outcome.OK.value}'").fetchone()
    return EXIT_INCOMPLETE if row and row[0] else EXIT_CLEAN

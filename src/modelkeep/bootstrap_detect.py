"""Builds what evaluates detection rules: DuckDB in this process, or Spark."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from modelkeep.app.detect import Engine
    from modelkeep.app.detect_kept import KeepingEngine

DETECTING = "1GB"
"""What DuckDB may take for rules; with the lake's 300 MB, all rules at once over a million events do not run."""


def duckdb_engine(lake: Path, spill: Path) -> Engine:
    """What evaluates rules over the lake in a folder, in this process; what does not fit into memory goes to another folder."""
    from modelkeep.adapters.detection.local import DuckDbEngine
    from modelkeep.adapters.lake.database import connect
    from modelkeep.adapters.lake.events import open_lake

    connection = connect(memory=DETECTING)
    connection.execute("SET temp_directory = ?", [str(spill)])
    return DuckDbEngine(open_lake(lake, connection=connection))


def keeping_engine(lake: Path, spill: Path, rules: str, *, anew: bool) -> KeepingEngine:
    """The same for what is new in the lake to a rule set, which keeps what came of it; `anew` looks at everything again.

    Raises LakeInUseError, WorkspaceError or IntegrityError.
    """
    from modelkeep.adapters.detection.evaluated import EvaluatedLake
    from modelkeep.adapters.lake.database import connect

    connection = connect(memory=DETECTING)
    connection.execute("SET temp_directory = ?", [str(spill)])
    return EvaluatedLake(lake, connection, rules=rules, anew=anew)


def spark_engine(lake: Path, master: str | None, options: Sequence[str], location: str | None) -> Engine:
    """What evaluates rules over the lake in a folder, on Spark. `options` are NAME=VALUE; `location` is where workers find a copy.

    Raises ConfigError, MissingExtraError, UsageError or ConnectionFailedError.
    """
    from modelkeep.adapters.detection.spark import SparkEngine, lake_paths
    from modelkeep.adapters.lake.events import lake_files
    from modelkeep.adapters.spark_session import open_session, told_options

    session = open_session(master, told_options(options))
    return SparkEngine(session, lake_paths(lake_files(lake), lake, location))

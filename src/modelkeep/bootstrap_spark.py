"""Builds what reads logs on Spark; see `bootstrap`, which builds everything else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from modelkeep.bootstrap import AwsOptions, lake_folder
from modelkeep.bootstrap_logs import converter

if TYPE_CHECKING:
    from modelkeep.adapters.lake.cluster import Cluster, ClusterWorkers


def spark_log_workers(
    workspace: Path,
    options: AwsOptions,
    master: str | None,
    told: Sequence[str],
    *,
    with_s3: bool,
    bodies_in: Sequence[str] = (),
) -> ClusterWorkers:
    """Executors that read logs into the lake of a workspace, which all of them see; Spark is started when there is something to read.
    `told` are Spark's own settings as NAME=VALUE. Raises ConfigError; when it reads, also what `open_session` raises."""
    from functools import partial

    from modelkeep.adapters.lake.cluster import ClusterWorkers
    from modelkeep.adapters.lake.spark import SparkCluster
    from modelkeep.adapters.spark_session import open_session, told_options

    lake, settings = lake_folder(workspace).resolve(), told_options(told)

    def connect() -> Cluster:
        return SparkCluster(open_session(master, settings, purpose="logs ingest"))

    return ClusterWorkers(lake, partial(converter, lake, options, with_s3=with_s3, bodies_in=bodies_in), connect)

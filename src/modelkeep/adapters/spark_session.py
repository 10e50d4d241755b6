"""Sessions of Spark: on this machine, or on a cluster. Rules are searched on them, and logs are read."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from modelkeep.core.errors import ConfigError, ConnectionFailedError, MissingExtraError, ModelkeepError, UsageError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

HERE = "local[*]"
"""The master where nobody names one: all processors of this machine."""
_GATEWAY = "PYSPARK_GATEWAY_PORT"
"""What spark-submit leaves to the program that it starts."""


def told_options(options: Sequence[str]) -> Mapping[str, str]:
    """Spark's own settings, each told as NAME=VALUE. Raises ConfigError."""
    told = {}
    for each in options:
        name, separator, value = each.partition("=")
        if not separator or not name:
            raise ConfigError(f"spark_options: {each!r} is no setting of Spark", remedy="Write NAME=VALUE.")
        told[name] = value
    return told


def open_session(
    master: str | None = None, options: Mapping[str, str] | None = None, *, purpose: str = "detect"
) -> SparkSession:
    """A session on a master (`local[*]`, `spark://host:7077`, `yarn`), by default on the one of spark-submit or else this machine's
    processors. `options` are Spark's own settings and win over ours; `purpose` is a part of the name that the cluster shows.

    Raises MissingExtraError without pyspark, UsageError without Java, ConnectionFailedError where Spark does not start.
    """
    try:
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise MissingExtraError("Spark needs pyspark, and a Java 17 runtime on this machine", extra="spark") from error
    submitted = _GATEWAY in os.environ
    if not submitted and not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        raise UsageError(
            "Spark needs Java 17, and there is no java here",
            remedy="Install a Java 17 runtime (Debian: apt-get install openjdk-17-jre-headless) or set JAVA_HOME.",
        )
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName(f"modelkeep {purpose}")
    chosen = master or (None if submitted else HERE)
    if chosen:
        builder = builder.master(chosen)
    here = chosen is not None and chosen.startswith("local")
    for name, value in {**_settings(here=here), **(options or {})}.items():
        builder = builder.config(name, value)
    try:
        session = builder.getOrCreate()
    except (PySparkException, Py4JError, OSError) as error:
        raise ConnectionFailedError(
            f"Spark did not start: {' '.join(str(error).split())[:300]}",
            remedy="Check that java is Java 17 and that the master answers; with `--spark-master 'local[*]'` no cluster is needed.",
        ) from error
    # Without these, be the session ours or not, rules would give something else.
    session.conf.set("spark.sql.session.timeZone", "UTC")
    session.conf.set("spark.sql.ansi.enabled", "true")
    session.conf.set("spark.sql.ansi.doubleQuotedIdentifiers", "true")
    session.sparkContext.setLogLevel("ERROR")
    return session


def _settings(*, here: bool) -> Mapping[str, str]:
    told = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        # Hits are few after the scan, and a query of many rules would be planned anew after each of its stages.
        "spark.sql.adaptive.enabled": "false",
        # For each column it goes through every condition of every rule again: minutes, for nothing that the scan could use.
        "spark.sql.constraintPropagation.enabled": "false",
    }
    if here:
        told |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1", "spark.driver.memory": "2g"}
    return told


@contextmanager
def told_failures(remedy: str) -> Iterator[None]:
    """What Spark says when it fails, without the query and the stack, as ModelkeepError with this remedy."""
    from py4j.protocol import Py4JJavaError
    from pyspark.errors import PySparkException

    try:
        yield
    except (PySparkException, Py4JJavaError) as error:
        cause = error.java_exception.toString() if isinstance(error, Py4JJavaError) else str(error)
        raise ModelkeepError(f"Spark failed: {cause.strip().splitlines()[0][:500]}", remedy=remedy) from error

"""What is told of a task that failed: why, and nothing of what it read. What Spark does itself: tests/contract/test_ingest_engines.py."""

from __future__ import annotations

import pytest

from modelkeep.adapters.lake.spark import cause

FAILED = """An error occurred while calling z:org.apache.spark.api.python.PythonRDD.collectAndServe.
: org.apache.spark.SparkException: Job aborted due to stage failure: Task 0 in stage 0.0 failed 4 times, most recent failure: Lost task
org.apache.spark.api.python.PythonException: Traceback (most recent call last):
  File "/x/worker.py", line 1, in main
{raised}

Driver stacktrace:
\tat org.apache.spark.scheduler.DAGScheduler.failJobAndIndependentStages(DAGScheduler.scala:2856)
Caused by: java.lang.IllegalArgumentError: of the driver
"""


@pytest.mark.parametrize(
    ("raised", "told"),
    [
        ("ModuleNotFoundError: No module named 'modelkeep'", "ModuleNotFoundError: No module named 'modelkeep'"),
        ("duckdb.duckdb.ConversionException: cannot cast 'hunter2'", "ConversionException"),
        ("ValueError: hunter2", "ValueError"),
        ("", "PythonException"),
    ],
    ids=["no modelkeep", "duckdb", "values", "unknown"],
)
def test_the_cause_is_told_without_what_was_read(raised: str, told: str) -> None:
    assert cause(FAILED.format(raised=raised)).partition(": Traceback")[0] == told


def test_a_task_that_was_ended_says_so() -> None:
    assert "want of memory" in cause("Job aborted due to stage failure: ExecutorLostFailure (executor 1 exited)")

"""What the benchmarks share: run a process and account for it, say on what machine."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("modelkeep", "boto3", "botocore", "duckdb", "moto")
MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Run:
    """One finished process: exit code, CPU and wall seconds, peak resident bytes, when it started (epoch seconds)."""

    exit_code: int
    cpu: float
    wall: float
    peak: int
    started: float


def run(command: Sequence[str], environment: Mapping[str, str], folder: Path, log: Path) -> Run:
    """Run a command to its end, as the kernel accounts for it; its output goes to `log`."""
    with log.open("wb") as out:
        started = time.time()
        process = subprocess.Popen(command, env={**os.environ, **environment}, cwd=folder, stdout=out, stderr=out)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.time() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return Run(process.returncode, usage.ru_utime + usage.ru_stime, wall, peak, started)


def machine() -> str:
    """The machine and the versions, in one line."""
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    return (
        f"{platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GiB, load {os.getloadavg()[0]:.1f}, "
        f"Python {platform.python_version()}, {packages}"
    )


def show(figure: str, value: float, promise: float, unit: str) -> bool:
    """Print a figure beside its promise; returns whether it is kept."""
    kept = value <= promise
    print(f"{figure:32} {value:10,.2f} {unit:8} promised at most {promise:,.2f}  {'kept' if kept else 'NOT KEPT'}")
    return kept


def median(values: Sequence[float]) -> float:
    """The median."""
    return statistics.median(values)

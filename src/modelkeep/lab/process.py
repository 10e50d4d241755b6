"""The lab as a process of its own: start, find and stop it through a small state file."""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import msgspec

from modelkeep.core.errors import ConnectionFailedError, UsageError, WorkspaceError

STARTS_WITHIN = 120.0
"""Seconds that seeding may take on a busy machine."""


class RunningLab(msgspec.Struct, frozen=True):
    """A lab process: where it listens and who it is."""

    url: str
    process: int


def require_lab() -> None:
    """Raise UsageError when the extra `lab` is not installed."""
    if importlib.util.find_spec("moto") is None:
        raise UsageError("the lab needs moto, which is not installed", remedy="pip install 'modelkeep[lab]'")


def serve(port: int, *, hardened: bool, empty: bool, ready: Callable[[str], None], tell: Callable[[str], None]) -> None:
    """Serve in this process until it is interrupted or terminated; `ready` gets the URL once the seed is in."""
    require_lab()
    from modelkeep.lab.seed import plant
    from modelkeep.lab.server import LabServer

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        server = LabServer(port)
    except SystemExit as error:
        raise UsageError(
            f"port {port} is taken", remedy="Choose another with --port, or `modelkeep lab down`."
        ) from error
    with server as lab:
        if not empty:
            plant(lab.url, hardened=hardened, tell=tell)
        ready(lab.url)
        try:
            signal.pause()
        except KeyboardInterrupt:
            tell("the lab is down")


def start(state: Path, port: int, *, hardened: bool, empty: bool, tell: Callable[[str], None]) -> RunningLab:
    """Start the lab in the background and wait until it is seeded."""
    require_lab()
    if state.exists() and _answers(_read(state).url):
        raise UsageError(f"a lab is up already at {_read(state).url}", remedy="`modelkeep lab down` stops it.")
    log = state.with_suffix(".log")
    command = [sys.executable, "-P", "-m", "modelkeep", "lab", "up", "--foreground", "--port", str(port)]
    command += ["--hardened"] * hardened + ["--empty"] * empty
    try:
        state.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as errors:
            process = subprocess.Popen(  # noqa: S603  # our own interpreter and module
                command, stdout=subprocess.PIPE, stderr=errors, stdin=subprocess.DEVNULL, start_new_session=True
            )
    except OSError as error:
        raise WorkspaceError(f"{state.parent}: {error.strerror}") from error
    tell("starting the lab and seeding acme-ml")
    assert process.stdout is not None
    line = process.stdout.readline().decode()
    if not line:
        process.wait()
        raise ConnectionFailedError(f"the lab did not start:\n{log.read_text()[-2000:]}", remedy=f"See {log}.")
    lab = RunningLab(url=line.split("AWS_ENDPOINT_URL=")[1].split()[0], process=process.pid)
    state.write_bytes(msgspec.json.encode(lab))
    process.stdout.close()
    process.returncode = 0  # it lives on; there is nothing to wait for
    return lab


def running(state: Path) -> RunningLab:
    """The lab that `start` started. Raises UsageError when it does not answer."""
    if not state.exists() or not _answers(_read(state).url):
        raise UsageError("no lab is up in this workspace", remedy="`modelkeep lab up` starts it.")
    return _read(state)


def stop(state: Path) -> None:
    """Stop the lab that `start` started; only a process that answers as one is ended."""
    lab = running(state)
    os.kill(lab.process, signal.SIGTERM)
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and _answers(lab.url):
        time.sleep(0.1)
    state.unlink()


def _read(state: Path) -> RunningLab:
    try:
        return msgspec.json.decode(state.read_bytes(), type=RunningLab)
    except msgspec.MsgspecError as error:
        raise WorkspaceError(f"{state}: not the state of a lab", remedy="Delete the file.") from error


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/modelkeep-lab", timeout=5) as reply:  # noqa: S310  # loopback, our own URL
            return bool(reply.read() == b"modelkeep-lab")
    except (urllib.error.URLError, OSError):
        return False

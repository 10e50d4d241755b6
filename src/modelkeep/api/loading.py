"""Load a model file only after it was inspected and verified. It is the user's framework that loads, never Modelkeep."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from modelkeep.api.inspecting import inspected, renamed
from modelkeep.api.report import Report
from modelkeep.core.errors import RefusedFileError, UsageError

Verify = str | Callable[[Report], bool]
Loader = Callable[[Path], Any]
_SHA256 = re.compile(r"[0-9a-fA-F]{64}")
_BLOCK = 4 << 20


def safe_load(
    path: str | os.PathLike[str],
    verify: Verify | None = None,
    loader: Loader | None = None,
    *,
    allow_review: bool = False,
    full: bool = False,
    policy: Sequence[str | os.PathLike[str]] = (),
    timeout: float = 600.0,
    memory: int = 2 << 30,
) -> Any:
    """Inspect one local file, verify it, and let a framework load it; gives what the framework gives.

    The file is read once, into a private copy: what is loaded is what was inspected, whoever replaces the file meanwhile. `verify` is
    the expected SHA-256 (hexadecimal), or is given the report and says whether to go on. `loader` is given the path of the copy, and
    has to have read it when it returns; without one, safetensors, PyTorch (weights only, on the CPU) and NumPy (no objects) are
    loaded by what is installed. Pickles, joblib's included, are loaded only by a `loader`, for loading them runs what they call.

    Raises RefusedFileError where anything is found (`allow_review` passes what is for a person to look at), not analysed or not
    verified; UsageError where there is no way to load the file; whatever the framework raises.
    """
    name = os.fspath(path)
    if isinstance(verify, str) and not _SHA256.fullmatch(verify):
        raise UsageError("verify is no SHA-256", remedy="Give its 64 hexadecimal digits, or a function.")
    with tempfile.TemporaryDirectory(prefix="modelkeep-") as folder:
        copy = Path(folder) / Path(name).name
        digest = _copied(name, copy)
        if isinstance(verify, str) and verify.lower() != digest:
            raise RefusedFileError(f"{name}: its SHA-256 is {digest}", remedy="Get the file that was meant.")
        policies = [Path(each) for each in policy]
        told = inspected(str(copy), full=full, policies=policies, processes=1, seconds=timeout, memory=memory)
        report = Report(tuple(replace(renamed(each, name), sha256=digest) for each in told))
        report.raise_for_findings(allow_review=allow_review)
        if callable(verify) and verify(report) is not True:
            raise RefusedFileError(f"{name}: the function that verifies refused it", remedy="Ask whoever wrote it.")
        return (loader or loader_of(report.files[0].formats, name))(copy)


def _copied(name: str, copy: Path) -> str:
    """Copy a file, read once; its SHA-256."""
    digest = hashlib.sha256()
    try:
        with Path(name).open("rb") as file, copy.open("xb") as out:
            while block := file.read(_BLOCK):
                digest.update(block)
                out.write(block)
    except OSError as error:
        raise UsageError(f"{name}: {error.strerror or error}", remedy="Name one file that you may read.") from error
    copy.chmod(0o400)
    return digest.hexdigest()


def loader_of(formats: Sequence[str], name: str) -> Loader:
    """What loads files of these formats without running anything of theirs. Raises UsageError."""
    if "safetensors" in formats[:1]:
        return _needs("safetensors", _safetensors, name)
    if tuple(formats[:2]) == ("zip", "pytorch") or tuple(formats[:1]) == ("pytorch legacy",):
        return _needs("torch", _torch, name)
    if tuple(formats[:1]) == ("npy",) or (tuple(formats[:1]) == ("zip",) and set(formats) <= {"zip", "npy"}):
        return _needs("numpy", _numpy, name)
    raise UsageError(
        f"{name}: nothing is known that loads {', '.join(formats) or 'it'} without running what it calls",
        remedy="Give a loader, such as loader=joblib.load, if you trust whoever made the file.",
    )


def _needs(module: str, loader: Loader, name: str) -> Loader:
    if find_spec(module) is None:
        raise UsageError(f"{name}: {module} is not installed", remedy=f"pip install {module}, or give a loader.")
    return loader


def _safetensors(copy: Path) -> Any:
    from importlib import import_module

    framework = "torch" if find_spec("torch") else "numpy"
    return import_module(f"safetensors.{framework}").load_file(str(copy))


def _torch(copy: Path) -> Any:
    from importlib import import_module

    return import_module("torch").load(str(copy), map_location="cpu", weights_only=True)


def _numpy(copy: Path) -> Any:
    from importlib import import_module

    found = import_module("numpy").load(str(copy), allow_pickle=False)
    if not hasattr(found, "files"):
        return found
    with found:
        return {name: found[name] for name in found.files}

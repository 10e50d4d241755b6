"""HDF5, as Keras keeps whole models and weights in it (https://docs.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html).

The configuration of a model is an attribute. It is read by h5py, where that is installed; without it, only that there is none of the words
which every configuration holds can be told.
"""

from __future__ import annotations

import importlib
import json
from typing import Any

from modelkeep.core.artifacts import Rule
from modelkeep.core.verdict import Severity
from modelkeep.engines.artifacts.formats.json_document import inspect_document
from modelkeep.engines.artifacts.looking import Look
from modelkeep.engines.artifacts.sources import Source, Stream

OUTSIDE = Rule(
    id="hdf5-external",
    title="An HDF5 file reads data from another file",
    severity=Severity.HIGH,
    fix="Do not load the file: whoever opens it opens the other one, too. Save the weights into one file.",
)
_BLOCK = 4 << 20
_OVERLAP = 64
_MOST = 1_000_000


def inspect(source: Source, look: Look) -> None:
    """The configuration in the attributes, and links that lead out of the file."""
    try:
        h5py = importlib.import_module("h5py")  # optional: extra h5
    except ImportError:
        _without(source, look)
        return
    try:
        with h5py.File(Stream(source), "r") as file:
            _attributes(file, look)
            _walk(file, h5py, look)
    except (OSError, RuntimeError, KeyError, ValueError) as error:
        look.gap(f"hdf5: it cannot be read ({type(error).__name__})")


def _without(source: Source, look: Look) -> None:
    """Look for what a configuration cannot do without, in all bytes."""
    before = b""
    for offset in range(0, source.size, _BLOCK):
        block = before + source.read(offset, _BLOCK)
        if b"class_name" in block or b"model_config" in block:
            look.gap("hdf5: it holds a configuration; install modelkeep[h5] to read it")
            return
        before = block[-_OVERLAP:]
    look.gap("hdf5: links in it are not read; install modelkeep[h5] to read them")


def _attributes(holder: Any, look: Look) -> None:
    for name in holder.attrs:
        if name not in ("model_config", "training_config"):
            continue
        value = holder.attrs[name]
        text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
        if len(text) > look.limits.text:
            look.gap(f"hdf5: {name} has more than {look.limits.text:,} characters")
            continue
        try:
            inspect_document(json.loads(text), look.inside(name))
        except ValueError:
            look.gap(f"hdf5: {name} is no JSON")


def _walk(file: Any, h5py: Any, look: Look) -> None:
    """Every link, without following soft ones: they stay within the file."""
    waiting = [file]
    count = 0
    while waiting:
        group = waiting.pop()
        for name in group:
            count += 1
            if count > _MOST:
                look.gap(f"hdf5: more than {_MOST:,} links")
                return
            link = group.get(name, getlink=True)
            if isinstance(link, h5py.ExternalLink):
                look.found(
                    OUTSIDE, "a link leads into another file", at=f"{group.name}/{name}", evidence=str(link.filename)
                )
            elif isinstance(link, h5py.HardLink):
                found = group.get(name)
                if isinstance(found, h5py.Group):
                    waiting.append(found)
                elif isinstance(found, h5py.Dataset) and (found.external or found.is_virtual):
                    look.found(
                        OUTSIDE,
                        "a dataset lies in another file",
                        at=found.name,
                        evidence=str(found.external or "virtual"),
                    )

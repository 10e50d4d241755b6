"""A corpus of model files, made of raw opcodes and bytes: what an inspection should say of each stands beside it.

Every pickle lies in every container that loads one. Payloads are inert, nothing is ever loaded, and the same call gives the same bytes.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from tests.fakes import corpus_formats as formats
from tests.fakes import pickles
from tests.fakes.corpus_calls import calls
from tests.fakes.corpus_formats import objects, tarred, zipped
from tests.fakes.corpus_ways import WAYS
from tests.fakes.model_files import LEGACY_START
from tests.fakes.zips import Piece, zip_of

STORAGE = bytes(16)
WORDS = {"m/byteorder": b"little", "m/version": b"3\n"}
SCRIPT = b"class X(Module):\n  pass\n"


@dataclass(frozen=True, slots=True)
class Case:
    """A file: where it lies in the corpus, its family, `dangerous`, `review` or `clean`, why, what makes its bytes, and how the rule
    begins that has to tell it: a container that lies is no substitute for the pickle within it."""

    path: str
    family: str
    expected: str
    why: str
    make: Callable[[], bytes]
    rule: str = ""


def _torch(data: bytes) -> bytes:
    storages = {"m/data/0": STORAGE} if b"FloatStorage" in data else {}
    return zipped({"m/data.pkl": data, **storages, **WORDS})


def _script(data: bytes) -> bytes:
    storages = {"m/constants/0": STORAGE} if b"FloatStorage" in data else {}
    return zipped(
        {"m/data.pkl": b"\x80\x02).", "m/constants.pkl": data, **storages, "m/code/__torch__.py": SCRIPT, **WORDS}
    )


def _gz(data: bytes) -> bytes:
    return gzip.compress(data, 6, mtime=0)


CONTAINERS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "pickle": (".pkl", bytes),
    "joblib zlib": (".joblib", zlib.compress),
    "joblib gzip": (".joblib", _gz),
    "joblib bz2": (".joblib", bz2.compress),
    "joblib xz": (".joblib", lambda data: lzma.compress(data, preset=0)),
    "joblib lzma": (".joblib", lambda data: lzma.compress(data, lzma.FORMAT_ALONE, preset=0)),
    "torch zip": (".pt", _torch),
    "torchscript constants": (".pt", _script),
    "torch legacy": (".pth", lambda data: LEGACY_START + data + b"\x80\x02]."),
    "numpy": (".npy", objects),
    "numpy zip": (".npz", lambda data: zipped({"a.npy": objects(data)}, 8)),
    "zip": (".zip", lambda data: zipped({"model/model.pkl": data}, 8)),
    "tar.gz": (".tar.gz", lambda data: _gz(tarred({"model.joblib": data}))),
    "tar.gz of zip": (".tar.gz", lambda data: _gz(tarred({"a/model.zip": zipped({"m.pkl": data}, 8)}))),
    "mar": (".mar", lambda data: zipped({"MAR-INF/MANIFEST.json": b"{}", "model.pt": _torch(data)}, 8)),
    "nemo": (".nemo", lambda data: tarred({"model_config.yaml": b"model: {}", "model_weights.ckpt": _torch(data)})),
}
"""Family, with the usual ending of its names and what puts a pickle into it."""

RENAMED = (
    ".bin",
    ".dat",
    ".txt",
    ".png",
    ".onnx",
    ".h5",
    ".safetensors",
    ".json",
    ".gguf",
    ".keras",
    ".npy",
    ".csv",
    "",
)
OPEN = (".bin", ".dat", ".model", "")
"""Names that say nothing of the format: only these for what is harmless or unknown."""

NUMBERS = b"\x80\x02]."
_BAD = Piece(name=b"m/data.pkl")
TRICKS: dict[str, Callable[[bytes], bytes]] = {
    "encrypted by its flag": lambda data: zip_of(replace(_BAD, data=data, flags=1)),
    "encrypted by its local flag": lambda data: zip_of(replace(_BAD, data=data, local_flags=1)),
    "another local name": lambda data: zip_of(replace(_BAD, data=data, local_name=b"m/notes.txt")),
    "another method": lambda data: zip_of(replace(_BAD, data=data, method=97, local_method=8)),
    "another local method": lambda data: zip_of(replace(_BAD, data=data, method=8, local_method=0)),
    "size of nothing": lambda data: zip_of(replace(_BAD, data=data, size=0)),
    "unlisted": lambda data: zip_of(Piece(name=b"m/a.pkl", data=NUMBERS), replace(_BAD, data=data, listed=False)),
    "the same name twice": lambda data: zip_of(replace(_BAD, data=data), replace(_BAD, data=NUMBERS)),
    "behind a script": lambda data: zip_of(replace(_BAD, data=data), before=b"#!/bin/sh\n" + b"\n" * 5000),
    "two files": lambda data: zip_of(replace(_BAD, data=data)) + zip_of(replace(_BAD, data=NUMBERS)),
    "cut off": lambda data: zip_of(replace(_BAD, data=data, method=8), Piece(name=b"b", data=b"b"))[:-60],
    "with a descriptor": lambda data: zip_of(replace(_BAD, data=data, method=8, descriptor=True)),
    "counted as none": lambda data: zip_of(replace(_BAD, data=data), count=0),
}
"""Zip files whose fields lie, around what is dangerous."""

BY_NAME = frozenset({"behind an error"})
"""Broken at the first opcode: only a name says that it is a pickle, and nothing loads it otherwise."""

ALONE = frozenset({"several streams", "end of line"})
"""Harmless pickles with something behind them: as files of their own."""


def cases() -> Iterator[Case]:
    """All files, in the same order each time."""
    dangerous = {**pickles.DANGEROUS, **WAYS, **calls()}
    for table, expected in ((dangerous, "dangerous"), (pickles.REVIEWED, "review"), (pickles.BENIGN, "clean")):
        yield from _wrapped(table, expected)
    for at, (name, data) in enumerate(dangerous.items()):
        trick, make = list(TRICKS.items())[at % len(TRICKS)]
        yield _case(
            "zip that lies", f"{trick} {name}.pt", "dangerous", f"{name}, in a zip: {trick}", _bound(make, data)
        )
    for name, data in pickles.EXPANDING.items():
        yield _case("pickle", f"{name}.pkl", "dangerous", f"{name}: it expands", _bound(bytes, data))
    for files, expected in ((formats.MALICIOUS, "dangerous"), (formats.REVIEW, "review"), (formats.BENIGN, "clean")):
        for family, members in files.items():
            for name, data in members.items():
                yield _case(family, name, expected, f"{family}: {name}", _bound(bytes, data), whole=True)


def _wrapped(table: Mapping[str, bytes], expected: str) -> Iterator[Case]:
    for at, (name, data) in enumerate(table.items()):
        for family, (ending, make) in CONTAINERS.items():
            nameless = name in BY_NAME and family.startswith("numpy")
            if nameless or (expected == "clean" and family != "pickle" and not _may_lie_in(family, name, data)):
                continue
            yield _case(family, f"{name}{ending}", expected, name, _bound(make, data))
        if name in BY_NAME:
            continue
        endings = RENAMED if expected == "dangerous" else OPEN
        ending = endings[at % len(endings)]
        yield _case("renamed", f"{name}{ending}", expected, f"{name}, named {ending or 'nothing'}", _bound(bytes, data))


def _may_lie_in(family: str, name: str, data: bytes) -> bool:
    """Whether a framework would write this harmless pickle there: storages only where their numbers can lie beside them."""
    if name in ALONE:
        return False
    beside = {"torch zip", "mar", "nemo"}
    return b"FloatStorage" not in data or family in beside


def _bound(make: Callable[[bytes], bytes], data: bytes) -> Callable[[], bytes]:
    return lambda: make(data)


def _case(family: str, name: str, expected: str, why: str, make: Callable[[], bytes], *, whole: bool = False) -> Case:
    """`whole` files have a name of their own; all others are pickles somewhere."""
    folder = {"dangerous": "malicious", "review": "review", "clean": "benign"}[expected]
    safe = name if whole else re.sub(r"[^A-Za-z0-9_.-]+", "-", name)
    return Case(f"{folder}/{family.replace(' ', '-')}/{safe}", family, expected, why, make, "" if whole else "pickle")

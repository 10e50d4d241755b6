"""What hides in plain bytes is told, and numbers are not taken for it."""

from __future__ import annotations

import random
import struct

import pytest

from modelkeep.core.artifact_policy import Policy
from modelkeep.engines.artifacts import hidden
from modelkeep.engines.artifacts.hidden import Patience, peek, told, walk
from modelkeep.engines.artifacts.limits import Limits
from modelkeep.engines.artifacts.looking import Budget, Look
from modelkeep.engines.artifacts.sources import Bytes

PICKLES = {
    "global": b"cos\nsystem\n(S'id'\ntR.",
    "inst": b"(S'id'\nios\nsystem\n.",
    "obj": b"(cos\nsystem\nS'id'\no.",
    "frame": b"\x80\x04\x95\x1b\0\0\0\0\0\0\0\x8c\x02os\x94\x8c\x06system\x94\x93\x94\x8c\x02id\x85R.",
    "newobj": b"\x80\x02csubprocess\nPopen\nU\x02id\x85\x81.",
    "extension": b"\x80\x02\x82\x01U\x02id\x85R.",
    "after data": b"\x80\x02}q\x00(U\x01aK\x01ucos\nsystem\nU\x02id\x85R.",
    "long string": b"\x80\x03C\xf0" + b"\xff" * 240 + b"cos\nsystem\nU\x02id\x85R.",
}
PROGRAMS = {
    "elf": b"\x7fELF\2\1\1" + bytes(9) + struct.pack("<HHI", 3, 62, 1) + bytes(40),
    "pe": b"MZ" + bytes(58) + struct.pack("<I", 64) + b"PE\0\0",
    "mach-o": b"\xcf\xfa\xed\xfe" + struct.pack("<5I", 0x01000007, 3, 2, 10, 1000) + bytes(40),
    "zip": b"PK\3\4" + struct.pack("<5H3L2H", 20, 0, 0, 0, 0, 0, 0, 0, 1, 0) + b"a",
    "script": b"#!/bin/sh\nid\n",
    "env": b"#!/usr/bin/env python3\n",
}


@pytest.mark.parametrize("case", PICKLES)
def test_a_pickle_that_calls_is_told(case: str) -> None:
    data = PICKLES[case] + bytes(100)
    assert told(Bytes(data), data[:64], 0) == "a pickle"


@pytest.mark.parametrize("case", PROGRAMS)
def test_a_program_is_told(case: str) -> None:
    data = PROGRAMS[case] + bytes(10)
    assert told(Bytes(data), data[:64], 0)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0" * 64,
        b"\x80\x02}q\x00.",
        b"\x80\x02]q\x00(K\x01K\x02e.",
        b"c\xff\xff\n\n",
        b"PK\3\4" + b"\xff" * 60,
        b"\x7fELF" + b"\xff" * 60,
        b"MZ" + b"\xff" * 62,
        b"\xcf\xfa\xed\xfe" + b"\xff" * 60,
        b"#! not a path",
    ],
)
def test_data_and_chance_are_not_told(data: bytes) -> None:
    assert told(Bytes(data), data[:64], 0) == ""


def test_random_numbers_are_not_told() -> None:
    generator = random.Random(7)
    for width in ("f", "d", "b"):
        for _ in range(300):
            numbers = [int(generator.gauss(0, 40)) % 100 if width == "b" else generator.gauss(0, 1) for _ in range(40)]
            data = struct.pack(f"<40{width}", *numbers)
            assert told(Bytes(data), data[:64], 0) == ""


def test_an_endless_pickle_is_bounded() -> None:
    assert walk(b"\x80\x02" + b"N" * 1_000_000, Patience()) is None


def test_bytes_that_look_like_pickles_everywhere_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hidden, "PATIENCE", 5_000)
    look = Look(("t",), Policy(), Budget(Limits(full=True), lambda source, look: None))
    peek(Bytes(b"\x80\x02NNNNNNNN" * 5_000), look)
    assert [gap.reason.split(":")[0] for gap in look.budget.gaps] == ["too much of it looks like pickles"]

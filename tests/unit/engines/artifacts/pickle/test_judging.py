"""What pickles are taken for: every payload is inert text, and nothing is ever loaded."""

from __future__ import annotations

import codecs

import pytest
from tests.fakes import opcodes as op
from tests.fakes.opcodes import call, get, name, pickle, put, raw, stacked
from tests.fakes.pickles import BENIGN, DANGEROUS, EXPANDING, REVIEWED, SYSTEM, plainly

from modelkeep.catalogue.artifacts import load_policy
from modelkeep.core.artifacts import Inspection, State
from modelkeep.core.verdict import Severity
from modelkeep.engines.artifacts.inspecting import inspect
from modelkeep.engines.artifacts.sources import Bytes

POLICY = load_policy()


def look(data: bytes, file: str = "m.pkl") -> Inspection:
    return inspect(file, Bytes(data), POLICY)


@pytest.mark.parametrize("data", DANGEROUS.values(), ids=DANGEROUS)
def test_what_is_dangerous_is_told(data: bytes) -> None:
    told = look(data)
    worst = [issue for issue in told.issues if not issue.review]
    assert worst, told
    assert told.severity in (Severity.CRITICAL, Severity.HIGH)


@pytest.mark.parametrize("protocol", range(6))
def test_every_protocol_and_no_extension_is_read(protocol: int) -> None:
    names = {0: SYSTEM, 1: SYSTEM, 2: SYSTEM, 3: SYSTEM}.get(protocol, stacked("os", "system"))
    told = look(pickle(call(names, "id"), version=protocol), "weights.bin")
    assert told.severity is Severity.CRITICAL
    assert told.issues[0].evidence == "os.system('id')"
    assert told.issues[0].at.isdigit()


@pytest.mark.parametrize("data", REVIEWED.values(), ids=REVIEWED)
def test_what_is_unknown_is_for_review(data: bytes) -> None:
    told = look(data)
    assert told.issues
    assert all(issue.review and issue.severity is not Severity.CRITICAL for issue in told.issues), told.issues


@pytest.mark.parametrize("data", BENIGN.values(), ids=BENIGN)
def test_what_frameworks_write_is_clean(data: bytes) -> None:
    told = look(data)
    assert (told.state, told.issues, told.gaps) == (State.CLEAN, (), ())


@pytest.mark.parametrize("data", EXPANDING.values(), ids=EXPANDING)
def test_what_expands_is_told(data: bytes) -> None:
    assert "pickle-expansion" in {issue.rule for issue in look(data).issues}


def test_what_holds_itself_ends() -> None:
    cycle = pickle(
        op.EMPTY_LIST, put(0), op.MARK, *[get(0)] * 40, op.APPENDS, put(1), call(name("a", "b"), get(1), get(1))
    )
    assert look(cycle).issues


@pytest.mark.parametrize("data", [b"", b"\x80\x04\xff", b"hello", b"\x80\x04N"], ids=repr)
def test_what_is_no_pickle_by_its_name_is_a_gap(data: bytes) -> None:
    told = look(data or b"\x00")
    assert told.state is State.NOT_ANALYSED
    assert "pickle" in told.gaps[0].reason


@pytest.mark.parametrize(
    "data",
    [
        b"import os\nos.system('id')\n",
        b"config\nname\nthird line\n",
        b"(c) 2024 Somebody\nAll rights reserved\n",
        b"cat\ndog\nbird\n",
        b"Number,Name\n1,a\n",
        b"[1, 2, 3]",
        b'{"a": 1}',
        b"\x30\x00\x00\x00\x00\x00\x00\x00" + b'{"a": 1}' + b" " * 40,
        b"GGUF\x03\x00\x00\x00",
        b"]]>",
        b"\x89HDF\r\n\x1a\n",
    ],
    ids=repr,
)
def test_what_is_no_pickle_is_not_read_as_one(data: bytes) -> None:
    assert "pickle" not in inspect("notes.dat", Bytes(data), POLICY).formats


@pytest.mark.parametrize(
    "first",
    [b"", b"N0", b"\x95" + bytes(8), b"\x8c\x01a0", b"C\x01a0", raw(b"x" * 70_000) + op.POP, b"\x8a\x01\x010", b"(1"],
    ids=["name", "none", "frame", "text", "bytes", "long", "integer", "mark"],
)
@pytest.mark.parametrize("callee", [SYSTEM, b"\x8c\x02os\x8c\x06system\x93"], ids=["global", "stacked"])
def test_without_protocol_and_extension_it_is_found(first: bytes, callee: bytes) -> None:
    told = look(first + call(callee, "id") + op.STOP, "weights.bin")
    assert told.severity is Severity.CRITICAL


def test_a_nested_file_is_inspected() -> None:
    inner = pickle(call(SYSTEM, "id"))
    told = look(plainly("torch.storage", "_load_from_bytes", raw(inner)))
    assert told.severity is Severity.CRITICAL
    assert told.issues[0].place[1].startswith("torch.storage._load_from_bytes at")
    assert look(plainly("torch.storage", "_load_from_bytes", raw(pickle(op.NONE)))).state is State.CLEAN


def test_an_advisory_is_named() -> None:
    assert look(DANGEROUS["collect_env"]).issues[0].advisories == ("GHSA-f745-w6jp-hpxx",)


def test_names_are_evidence_of_what_is_called() -> None:
    issue = look(DANGEROUS["attrgetter"]).issues
    assert ("pickle-dangerous-call", "os.system('id')") in {(each.rule, each.evidence) for each in issue}
    assert codecs.decode("flfgrz", "rot13") in " ".join(each.evidence for each in look(DANGEROUS["rot13"]).issues)


def test_words_of_what_is_only_unknown_are_not_told() -> None:
    issue = look(plainly("my_package", "restore", "alice@example.com", 3)).issues[0]
    assert issue.evidence == "my_package.restore(str of 17, 3)"

"""`modelkeep evidence`: what it says and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.unit.adapters.export.test_evidence import members, pack, packed
from typer.testing import CliRunner

from modelkeep.cli import app
from modelkeep.core.errors import UsageError


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["evidence", *words])
    if isinstance(result.exception, Exception):
        raise result.exception
    return result.exit_code, result.stdout


def test_keygen_signs_and_verify_verifies(tmp_path: Path) -> None:
    key = tmp_path / "key.pem"
    code, told = run("keygen", "-o", str(key))
    assert code == 0
    assert "PRIVATE" not in told
    assert key.stat().st_mode & 0o777 == 0o600
    path = pack(tmp_path / "e.zip", key)
    code, told = run("verify", str(path), "--key", str(tmp_path / "key.pub.pem"), "--format", "json")
    assert (code, json.loads(told)["verified"], json.loads(told)["signature"]) == (0, True, "valid")
    code, told = run("verify", str(path))
    assert (code, "signature  not checked" in told) == (0, True)


def test_a_changed_pack_ends_with_1(tmp_path: Path) -> None:
    content = members(pack(tmp_path / "e.zip"))
    code, told = run("verify", str(tmp_path / "e.zip"))
    assert (code, "signature  not signed" in told) == (0, True)
    content["reads.jsonl"] += b"{}\n"
    packed(tmp_path / "t.zip", content)
    code, told = run("verify", str(tmp_path / "t.zip"))
    assert code == 1
    assert "NOT VERIFIED" in told
    assert "reads.jsonl" in told


def test_wrong_options_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        run("verify", "x.zip", "--format", "xml")
    with pytest.raises(UsageError):
        run("verify", "x.zip", "--key", str(tmp_path / "none.pem"))

"""Evidence packs: what is written verifies, and every change to it is noticed."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.adapters.export.compliance_samples import report
from tests.unit.adapters.export.samples import HOSTILE, estate

from modelkeep.adapters.export.evidence import write_pack
from modelkeep.adapters.export.evidence_check import Signature, check_pack
from modelkeep.adapters.export.evidence_signature import (
    MANIFEST,
    SIGNATURE,
    make_keys,
    read_private_key,
    read_public_key,
    sign,
)
from modelkeep.core.compliance import ComplianceReport
from modelkeep.core.errors import UsageError

Members = dict[str, bytes]


@pytest.fixture
def keys(tmp_path: Path) -> tuple[Path, Path]:
    private, public = tmp_path / "key.pem", tmp_path / "key.pub.pem"
    make_keys(private, public)
    return private, public


def of_tables() -> ComplianceReport:
    """The sample report, its controls reading a table of the estate."""
    of = report()
    controls = {
        each.id: replace(each, tables=frozenset({"sagemaker_model", "no_such_table"}))
        for each in of.context.controls.values()
    }
    return replace(of, context=replace(of.context, controls=controls))


def pack(path: Path, private: Path | None = None) -> Path:
    write_pack(of_tables(), estate().snapshot(), path, read_private_key(private) if private else None)
    return path


def members(path: Path) -> Members:
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


def packed(path: Path, content: Members) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, each in content.items():
            file.writestr(name, each)
    return path


def test_a_signed_pack_verifies(tmp_path: Path, keys: tuple[Path, Path]) -> None:
    found = check_pack(pack(tmp_path / "e.zip", keys[0]), read_public_key(keys[1]))
    assert (found.problems, found.signature, found.verified) == ((), Signature.VALID, True)
    assert (found.scan, found.framework) == ("20261121T100000Z", "mine")


def test_without_a_public_key_the_signature_is_not_called_valid(tmp_path: Path, keys: tuple[Path, Path]) -> None:
    found = check_pack(pack(tmp_path / "e.zip", keys[0]))
    assert (found.verified, found.signature) == (True, Signature.UNCHECKED)


def test_a_pack_without_signature_says_so_and_fails_where_a_key_is_asked(
    tmp_path: Path, keys: tuple[Path, Path]
) -> None:
    path = pack(tmp_path / "e.zip")
    assert json.loads(members(path)[MANIFEST])["signature"] == "none: this pack is not signed"
    plain = check_pack(path)
    assert (plain.verified, plain.signature) == (True, Signature.NONE)
    asked = check_pack(path, read_public_key(keys[1]))
    assert (asked.verified, asked.signature) == (False, Signature.NONE)


def test_the_same_report_gives_the_same_bytes(tmp_path: Path, keys: tuple[Path, Path]) -> None:
    assert pack(tmp_path / "a.zip", keys[0]).read_bytes() == pack(tmp_path / "b.zip", keys[0]).read_bytes()


def test_the_pack_holds_findings_report_reads_versions_and_raw_rows(tmp_path: Path) -> None:
    found = members(pack(tmp_path / "e.zip"))
    assert found.keys() >= {
        "findings.jsonl", "compliance.json", "compliance.html", "coverage.json", "versions.json", "reads.jsonl",
        "raw/sagemaker_model.jsonl", "raw/model.jsonl", "raw/relation.jsonl", MANIFEST,
    }  # fmt: skip
    assert len(found["findings.jsonl"].splitlines()) == 7 + len(HOSTILE) - 1
    assert json.loads(found["raw/relation.jsonl"].splitlines()[0])["kind"] == "stored_in"
    assert {json.loads(line)["outcome"] for line in found["reads.jsonl"].splitlines()} == {"ok", "denied", "throttled"}
    assert json.loads(found["versions.json"])["controls"].keys() == {"S3-01", "SM-02", "SM-09"}
    named = json.loads(found[MANIFEST])["members"]
    assert named.keys() == found.keys() - {MANIFEST}
    for name, each in named.items():
        assert each == {"sha256": hashlib.sha256(found[name]).hexdigest(), "size": len(found[name])}


def changed(content: Members) -> None:
    content["findings.jsonl"] = content["findings.jsonl"].replace(b"FAIL", b"PASS", 1)


def swapped(content: Members) -> None:
    content["reads.jsonl"], content["coverage.json"] = content["coverage.json"], content["reads.jsonl"]


def added(content: Members) -> None:
    content["raw/more.jsonl"] = b"{}\n"


def removed(content: Members) -> None:
    del content["reads.jsonl"]


def manifest_changed(content: Members) -> None:
    content[MANIFEST] = content[MANIFEST].replace(b'"not met": 1', b'"not met": 0')


def manifest_follows(content: Members) -> None:
    """A member changed and its digest with it: only the signature shows it."""
    old = hashlib.sha256(content["findings.jsonl"]).hexdigest().encode()
    changed(content)
    new = hashlib.sha256(content["findings.jsonl"]).hexdigest().encode()
    content[MANIFEST] = content[MANIFEST].replace(old, new)


def signature_removed(content: Members) -> None:
    del content[SIGNATURE]


def signature_broken(content: Members) -> None:
    content[SIGNATURE] = b"not base64!"


def unsigned_claim(content: Members) -> None:
    content[MANIFEST] = content[MANIFEST].replace(b'"signed": true', b'"signed": false')
    del content[SIGNATURE]


def manifest_removed(content: Members) -> None:
    del content[MANIFEST]


def traversal(content: Members) -> None:
    content["../outside"] = b"x"


def absolute(content: Members) -> None:
    content["/etc/x"] = b"x"


def dots(content: Members) -> None:
    content["raw/./model.jsonl"] = b"x"


@pytest.mark.parametrize(
    "tamper",
    [
        changed, swapped, added, removed, manifest_changed, manifest_follows, signature_removed, signature_broken,
        unsigned_claim, manifest_removed, traversal, absolute, dots,
    ],
)  # fmt: skip
def test_tampering_is_noticed(tamper: Callable[[Members], None], tmp_path: Path, keys: tuple[Path, Path]) -> None:
    content = members(pack(tmp_path / "e.zip", keys[0]))
    key = read_public_key(keys[1])
    assert check_pack(packed(tmp_path / "same.zip", content), key).verified
    before = dict(content)
    tamper(content)
    assert content != before
    found = check_pack(packed(tmp_path / "t.zip", content), key)
    assert not found.verified
    assert found.problems


@pytest.mark.parametrize("tamper", [changed, swapped, added, removed])
def test_changed_members_are_noticed_without_a_key_too(tamper: Callable[[Members], None], tmp_path: Path) -> None:
    content = members(pack(tmp_path / "e.zip"))
    tamper(content)
    assert not check_pack(packed(tmp_path / "t.zip", content)).verified


def test_another_key_is_noticed(tmp_path: Path, keys: tuple[Path, Path]) -> None:
    make_keys(tmp_path / "other.pem", tmp_path / "other.pub.pem")
    path = pack(tmp_path / "e.zip", tmp_path / "other.pem")
    found = check_pack(path, read_public_key(keys[1]))
    assert (found.signature, found.verified) == (Signature.INVALID, False)


def test_a_manifest_signed_again_by_another_key_is_noticed(tmp_path: Path, keys: tuple[Path, Path]) -> None:
    make_keys(tmp_path / "other.pem", tmp_path / "other.pub.pem")
    content = members(pack(tmp_path / "e.zip", keys[0]))
    manifest_follows(content)
    content[SIGNATURE] = sign(content[MANIFEST], read_private_key(tmp_path / "other.pem"))
    assert not check_pack(packed(tmp_path / "t.zip", content), read_public_key(keys[1])).verified


def test_a_cut_file_is_noticed(tmp_path: Path, keys: tuple[Path, Path]) -> None:
    whole = pack(tmp_path / "e.zip", keys[0]).read_bytes()
    key = read_public_key(keys[1])
    for length in (0, 1, 100, len(whole) // 2, len(whole) - 30):
        (tmp_path / "cut.zip").write_bytes(whole[:length])
        assert not check_pack(tmp_path / "cut.zip", key).verified


def test_every_changed_byte_of_the_members_is_noticed(tmp_path: Path, keys: tuple[Path, Path]) -> None:
    """Single bytes all over the compressed members: whatever verifies still has the bytes that were written."""
    path = pack(tmp_path / "e.zip", keys[0])
    whole, key, before = path.read_bytes(), read_public_key(keys[1]), members(path)
    for at in range(0, len(whole), max(1, len(whole) // 150)):
        damaged = tmp_path / "d.zip"
        damaged.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        if check_pack(damaged, key).verified:
            assert members(damaged) == before


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name_are_noticed(tmp_path: Path) -> None:
    path = pack(tmp_path / "e.zip")
    content = members(path)
    with zipfile.ZipFile(path, "a") as file:
        file.writestr("findings.jsonl", content["findings.jsonl"])
    assert any("2 members of this name" in each for each in check_pack(path).problems)


def test_a_member_that_unpacks_to_more_than_the_manifest_says_is_not_read_on(tmp_path: Path) -> None:
    content = members(pack(tmp_path / "e.zip"))
    content["reads.jsonl"] = b"\0" * 50_000_000
    found = check_pack(packed(tmp_path / "t.zip", content))
    assert found.problems == ("'reads.jsonl': not the bytes that the manifest names",)


def test_sizes_that_no_compression_gives_are_refused(tmp_path: Path) -> None:
    path = pack(tmp_path / "e.zip")
    content = members(path)
    packed(path, content)
    raw = bytearray(path.read_bytes())
    entry = raw.index(b"PK\x01\x02")
    raw[entry + 24 : entry + 28] = (2**31).to_bytes(4, "little")
    path.write_bytes(raw)
    assert any("claim to unpack" in each for each in check_pack(path).problems)


@pytest.mark.parametrize("manifest", [b"", b"[]", b"{}", b'{"format": "other"}', b"\xff"])
def test_a_manifest_that_is_none_is_a_problem(manifest: bytes, tmp_path: Path) -> None:
    assert not check_pack(packed(tmp_path / "t.zip", {MANIFEST: manifest})).verified


def test_what_is_no_pack_is_not_verified(tmp_path: Path) -> None:
    assert not check_pack(tmp_path / "missing.zip").verified
    empty = io.BytesIO()
    zipfile.ZipFile(empty, "w").close()
    (tmp_path / "empty.zip").write_bytes(empty.getvalue())
    assert not check_pack(tmp_path / "empty.zip").verified


def test_keys_are_private_new_and_never_told(tmp_path: Path, keys: tuple[Path, Path]) -> None:
    assert keys[0].stat().st_mode & 0o777 == 0o600
    with pytest.raises(UsageError, match="there already"):
        make_keys(*keys)
    with pytest.raises(UsageError, match="a private key"):
        read_public_key(keys[0])
    (tmp_path / "bad.pem").write_text("-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n")
    for path in (tmp_path / "bad.pem", keys[1], tmp_path / "none.pem"):
        with pytest.raises(UsageError) as caught:
            read_private_key(path)
        assert "c2VjcmV0" not in str(caught.value)

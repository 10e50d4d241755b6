"""Log files are valid where a signed digest file names them with their hash; changed, missing and unsigned ones are told apart."""

from __future__ import annotations

import base64
import gzip
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from tests.unit.adapters.logs.deliveries import BASE, HOURS, Delivered, deliver

from modelkeep.adapters.logs.digests import Standing
from modelkeep.adapters.logs.verification import read_keys
from modelkeep.core.errors import UsageError


@pytest.fixture
def delivered(tmp_path: Path) -> Delivered:
    return deliver(tmp_path)


def _change(delivered: Delivered, name: str, old: bytes, new: bytes) -> None:
    (path,) = delivered.folder.rglob(name)
    content = gzip.decompress(path.read_bytes())
    assert old in content
    path.write_bytes(gzip.compress(content.replace(old, new)))


def test_what_is_as_delivered_is_valid(delivered: Delivered) -> None:
    standings = delivered.standings()
    assert len(standings) == 2 * HOURS
    assert set(standings.values()) == {Standing.VALID}


def test_the_next_digest_file_vouches_where_s3_is_not_asked(delivered: Delivered) -> None:
    standings = delivered.standings(with_signatures=False)
    assert standings.pop("digest-2.json.gz") is Standing.UNVERIFIED
    assert standings.pop("log-2.json.gz") is Standing.UNVERIFIED
    assert set(standings.values()) == {Standing.VALID}


def test_a_changed_log_file_is_invalid(delivered: Delivered) -> None:
    _change(delivered, "log-1.json.gz", b'"hour": 1', b'"hour": 9')
    standings = delivered.standings()
    assert standings.pop("log-1.json.gz") is Standing.INVALID
    assert set(standings.values()) == {Standing.VALID}


def test_a_changed_digest_file_is_invalid_and_its_log_files_with_it(delivered: Delivered) -> None:
    _change(delivered, "digest-1.json.gz", b"111122223333", b"444455556666")
    standings = delivered.standings()
    assert standings["digest-1.json.gz"] is Standing.INVALID
    assert standings["log-1.json.gz"] is not Standing.VALID
    assert standings["log-0.json.gz"] is Standing.VALID


def test_a_removed_log_file_is_told(delivered: Delivered) -> None:
    next(delivered.folder.rglob("log-1.json.gz")).unlink()
    assert delivered.standings()["log-1.json.gz"] is Standing.UNVERIFIED


def test_a_removed_digest_file_between_others_is_told(delivered: Delivered) -> None:
    next(delivered.folder.rglob("digest-1.json.gz")).unlink()
    standings = delivered.standings()
    assert standings["digest-1.json.gz"] is Standing.UNVERIFIED
    assert standings["log-1.json.gz"] is Standing.UNVERIFIED
    assert standings["log-2.json.gz"] is Standing.VALID


def test_a_log_file_that_no_digest_names_is_told(delivered: Delivered) -> None:
    (delivered.folder / BASE / "CloudTrail/eu-west-1/extra.json.gz").write_bytes(gzip.compress(b"{}"))
    assert delivered.standings()["extra.json.gz"] is Standing.UNVERIFIED


def test_without_the_key_nothing_is_valid(delivered: Delivered) -> None:
    assert set(delivered.standings(keys={}).values()) == {Standing.UNVERIFIED}
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    wrong = other.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.PKCS1)
    assert Standing.VALID not in set(delivered.standings(keys={"fp": wrong}).values())


def test_keys_are_read_as_the_command_line_of_aws_prints_them(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    path.write_text(json.dumps({"PublicKeyList": [{"Value": base64.b64encode(b"key").decode(), "Fingerprint": "fp"}]}))
    assert read_keys(path) == {"fp": b"key"}
    path.write_text("nothing")
    with pytest.raises(UsageError, match="no public keys"):
        read_keys(path)

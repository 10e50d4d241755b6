"""`sign` and `verify` as a person types them: what comes out, and how they end."""

from __future__ import annotations

import io
import json
import os
from contextlib import redirect_stdout
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tests.fakes import opcodes as op
from tests.fakes.signing import authority, certificate, certificate_pem, key, pem, private_pem
from typer.main import get_command

from modelkeep.cli import app
from modelkeep.core.errors import ModelkeepError, RefusedFileError, UsageError

command = cache(lambda: get_command(app))
"""Made once: it takes longer than to sign."""


@dataclass(frozen=True, slots=True)
class Result:
    """How a command ended."""

    exit_code: int
    stdout: str
    exception: ModelkeepError | None = None


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a model of two files, keys, and nothing that is asked of AWS."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "model" / "sub").mkdir(parents=True)
    (tmp_path / "model" / "config.json").write_text('{"layers": 2}')
    (tmp_path / "model" / "sub" / "notes.txt").write_text("trained on Monday")
    (tmp_path / "key.pem").write_bytes(private_pem(key()))
    (tmp_path / "pub.pem").write_bytes(pem(key()))
    (tmp_path / "other.pem").write_bytes(pem(key("other")))
    return tmp_path


def run(*arguments: str) -> Result:
    with redirect_stdout(io.StringIO()) as out:
        try:
            code = command()([*arguments], standalone_mode=False)
        except ModelkeepError as error:
            return Result(error.exit_code, out.getvalue(), error)
    return Result(code or 0, out.getvalue())


def error(*arguments: str) -> ModelkeepError:
    raised = run(*arguments).exception
    assert isinstance(raised, ModelkeepError), raised
    return raised


def verified(*arguments: str) -> tuple[int, dict[str, Any]]:
    told = run("verify", *arguments, "--format", "json", "-q")
    return told.exit_code, json.loads(told.stdout)


def test_a_folder_is_signed_and_verified_until_a_byte_flips(work: Path) -> None:
    told = run("sign", "model", "--key", "key.pem", "--no-inspect", "-q")
    assert told.exit_code == 0, told.exception
    assert told.stdout.startswith("signed          model\n")
    assert "not inspected" in told.stdout
    code, record = verified("model", "--trust-key", "pub.pem")
    assert (code, record["verdict"], record["files"]) == (0, "verified", 2)
    assert record["signer"]["method"] == "key"

    notes = work / "model" / "sub" / "notes.txt"
    notes.write_text("trained on monday")
    code, record = verified("model", "--trust-key", "pub.pem")
    assert (code, record["verdict"], record["differing"]) == (14, "failed", ["sub/notes.txt"])
    assert "sub/notes.txt differs" in run("verify", "model", "--trust-key", "pub.pem", "-q").stdout


def test_the_wrong_key_fails_and_no_signature_is_never_good(work: Path) -> None:
    run("sign", "model", "--key", "key.pem", "--no-inspect")
    assert verified("model", "--trust-key", "other.pem")[0] == 14
    assert verified("model", "--trust-key", "other.pem", "--trust-key", "pub.pem")[0] == 0
    code, record = verified("model/config.json", "--trust-key", "pub.pem")
    assert (code, record["verdict"]) == (4, "unsigned")
    (work / "model" / "model.sig").write_text("{}")
    code, record = verified("model", "--trust-key", "pub.pem")
    assert (code, record["verdict"]) == (4, "not-verifiable")


def test_inspection_and_digest_are_one_pass_and_what_is_found_refuses(work: Path) -> None:
    told = run("sign", "model/config.json", "--key", "key.pem", "--format", "json", "-q")
    assert told.exit_code == 0, told.exception
    record = json.loads(told.stdout)
    assert (record["inspected"], record["files"][0]["name"], record["files"][0]["by"]) == (True, ".", "read")
    (work / "bad.pkl").write_bytes(op.pickle(op.call(op.name("os", "system"), "id")))
    refused = error("sign", "bad.pkl", "--key", "key.pem")
    assert isinstance(refused, RefusedFileError)
    assert "bad.pkl is not signed: critical" in str(refused)
    assert not (work / "bad.pkl.sig").exists()
    told = run("sign", "bad.pkl", "--key", "key.pem", "--sign-anyway", "-q")
    assert "signed, though critical: bad.pkl" in told.stdout
    assert verified("bad.pkl", "--trust-key", "pub.pem")[0] == 0


def test_a_certificate_names_the_signer(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.fakes.signing import NOW

    monkeypatch.setattr("modelkeep.bootstrap.clock", lambda: NOW)
    (work / "cert.pem").write_bytes(certificate_pem(certificate()))
    (work / "ca.pem").write_bytes(certificate_pem(authority()))
    (work / "old.pem").write_bytes(certificate_pem(certificate(days=(-9, -1))))
    (work / "foreign.pem").write_bytes(certificate_pem(certificate("other")))
    signing = ("sign", "model", "--key", "key.pem", "--chain", "ca.pem", "--no-inspect", "-q", "--cert")
    told = run(*signing, "cert.pem")
    assert "by certificate CN=release, issued by CN=Acme CA" in told.stdout
    assert verified("model", "--trust-ca", "ca.pem", "--trust-subject", "CN=release")[0] == 0
    code, record = verified("model", "--trust-ca", "ca.pem", "--trust-subject", "CN=other")
    assert (code, "unexpected identity" in record["reason"]) == (14, True)
    assert "expired" in str(error(*signing, "old.pem"))
    assert "is not the certificate of the key" in str(error(*signing, "foreign.pem"))


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("sign", "model"), "it is not said what signs"),
        (("sign", "model", "--key", "key.pem", "--sigstore"), "two ways to sign"),
        (("sign", "model", "--key", "key.pem", "--chain", "pub.pem"), "--chain belongs to a certificate"),
        (("sign", "model", "--sigstore", "--cert", "pub.pem"), "a certificate of its own"),
        (("sign", "model", "--key", "key.pem", "--sigstore-config", "x"), "is for sigstore"),
        (("sign", "model", "key.pem", "--key", "key.pem", "--bundle", "x"), "are for one place"),
        (("sign", "model", "--key", "key.pem", "--refuse-from", "bad"), "'bad' is no severity"),
        (("sign", "model", "--key", "key.pem", "--ignore", "../x"), "no name within the model"),
        (("sign", "absent", "--key", "key.pem"), "no such file"),
        (("verify", "model"), "nobody is trusted"),
        (("verify", "model", "--trust-key", "pub.pem", "--format", "xml"), "unknown format"),
    ],
    ids=range(11),
)
def test_mistakes_are_told_before_anything_is_done(work: Path, arguments: tuple[str, ...], why: str) -> None:
    raised = error(*arguments)
    assert isinstance(raised, UsageError)
    assert why in str(raised)
    assert not (work / "model" / "model.sig").exists()


def test_what_is_ignored_and_links_are_said(work: Path) -> None:
    (work / "model" / "run.log").write_text("noise")
    (work / "model" / "link.json").symlink_to("config.json")
    assert "is a link" in str(error("sign", "model", "--key", "key.pem", "--no-inspect"))
    told = run("sign", "model/", "--key", "key.pem", "--no-inspect", "--ignore", "./run.log", "--follow-links", "-q")
    assert "run.log" in told.stdout
    (work / "model" / "run.log").write_text("other noise")
    assert verified("model", "--trust-key", "pub.pem")[0] == 0
    (work / "model" / "link.json").unlink()
    assert verified("model", "--trust-key", "pub.pem")[1]["missing"] == ["link.json"]


def test_an_encrypted_key_takes_its_password_from_the_environment(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat

    secret = key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"correct horse"))
    (work / "key.pem").write_bytes(secret)
    assert "MODELKEEP_KEY_PASSWORD" in error("sign", "model", "--key", "key.pem", "--no-inspect").remedy
    monkeypatch.setitem(os.environ, "MODELKEEP_KEY_PASSWORD", "correct horse")
    assert run("sign", "model", "--key", "key.pem", "--no-inspect").exit_code == 0


@pytest.mark.parametrize("name", ["sign", "verify"])
def test_help_shows_examples_and_exit_codes(name: str) -> None:
    told = run(name, "--help").stdout
    assert f"modelkeep {name} model.tar.gz" in told
    assert "Exit codes: 0" in told

"""Whom signatures are trusted from: options over environment over the table of the file, and what does not fit is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from modelkeep.cli import app
from modelkeep.cli.settings import resolve
from modelkeep.cli.trusting import require_no_trust, trust_of
from modelkeep.core.errors import ConfigError, UsageError
from modelkeep.core.signatures import SigstoreIdentity

PUBLIC = "-----BEGIN PUBLIC KEY-----\nAA==\n-----END PUBLIC KEY-----\n"
KMS = "arn:aws:kms:eu-west-1:111122223333:key/1"


def test_nobody_is_trusted_unless_named(tmp_path: Path) -> None:
    assert trust_of(resolve({}, environ={}, folder=tmp_path)).is_empty


def test_every_way_is_read_from_file_and_flags(tmp_path: Path) -> None:
    key = tmp_path / "release.pub.pem"
    key.write_text(PUBLIC)
    (tmp_path / "modelkeep.toml").write_text(
        f'[signing]\ntrust_keys = ["{key}"]\ntrust_kms = ["other"]\ntrust_identities = ["a@x.org", "b@x.org"]\n'
        'trust_issuers = ["https://issuer"]\n'
    )
    trust = trust_of(resolve({"signing.trust_kms": [KMS]}, environ={}, folder=tmp_path))
    assert trust.keys == (PUBLIC.encode(),)
    assert trust.kms_keys == (KMS,)
    assert trust.sigstore == (
        SigstoreIdentity("a@x.org", "https://issuer"),
        SigstoreIdentity("b@x.org", "https://issuer"),
    )
    given = resolve({}, environ={"MODELKEEP_SIGNING_TRUST_KMS": f"{KMS},two"}, folder=tmp_path)
    assert trust_of(given).kms_keys == (KMS, "two")


def test_where_trust_comes_from_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "modelkeep.toml").write_text(f'[signing]\ntrust_kms = ["{KMS}"]\n')
    monkeypatch.chdir(tmp_path)
    shown = CliRunner().invoke(app, ["config", "show", "--origin"]).output
    assert f'signing.trust_kms = ["{KMS}"]  # file {tmp_path}' in shown


def test_trust_that_would_do_nothing_is_refused(tmp_path: Path) -> None:
    (tmp_path / "modelkeep.toml").write_text(f'[signing]\ntrust_kms = ["{KMS}"]\n')
    require_no_trust(resolve({}, environ={}, folder=tmp_path))
    with pytest.raises(UsageError, match="none is looked at") as caught:
        require_no_trust(resolve({"signing.trust_kms": [KMS]}, environ={}, folder=tmp_path))
    assert "--inspect" in (caught.value.remedy or "")


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        ({"signing.trust_keys": ["nowhere.pem"]}, "nowhere.pem: No such file"),
        ({"signing.trust_ca": ["private.pem"]}, "no public key or certificate"),
        ({"signing.trust_keys": ["text.pem"]}, "no public key or certificate"),
        ({"signing.trust_subjects": ["CN=release"]}, "no CA is trusted"),
        ({"signing.trust_identities": ["a@x.org"]}, "1 identities and 0 issuers"),
        ({"signing.trust_issuers": ["https://issuer"]}, "0 identities and 1 issuers"),
        (
            {"signing.trust_identities": ["a", "b", "c"], "signing.trust_issuers": ["i", "j"]},
            "3 identities and 2 issuers",
        ),
    ],
)
def test_what_does_not_fit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, flags: dict[str, list[str]], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "private.pem").write_text(PUBLIC.replace("PUBLIC", "EC PRIVATE"))
    (tmp_path / "text.pem").write_text("key")
    with pytest.raises(ConfigError, match=message) as caught:
        trust_of(resolve(flags, environ={}, folder=tmp_path))
    assert caught.value.remedy

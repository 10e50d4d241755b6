"""The library's own verification accepts what is signed here, and what it signs is accepted here."""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from tests.fakes.signing import CURVES, NOW, authority, certificate, certificate_pem, key, manifest, pem, private_pem

from modelkeep.adapters.signing import library
from modelkeep.adapters.signing.files import LocalPlace
from modelkeep.core.signatures import FileDigest, Manifest
from modelkeep.engines.signing.bundles import UnusableError, manifest_of, outline
from modelkeep.engines.signing.manifests import in_order, root_of
from modelkeep.engines.signing.names import GIT


@pytest.mark.parametrize("curve", CURVES)
def test_what_a_key_signs_it_verifies(curve: str) -> None:
    bundle = library.signed_with_key(manifest(), key(curve, curve))
    payload = library.checked_with_key(bundle, key(curve, curve).public_key())
    told = manifest_of(payload)
    assert (told.name, told.files, told.root) == ("fraud", in_order(manifest().files), manifest().root)
    assert outline(bundle).hint == library.hint_of(key(curve, curve).public_key())


def test_the_package_is_not_half_imported_afterwards() -> None:
    library.signed_with_key(manifest(), key())
    assert "model_signing._signing.sign_ec_key" in sys.modules
    module = sys.modules.get("model_signing")
    assert module is None or hasattr(module, "__version__")


def test_a_flipped_bit_of_the_statement_is_a_bad_signature() -> None:
    told = json.loads(library.signed_with_key(manifest(), key()))
    payload = told["dsseEnvelope"]["payload"]
    told["dsseEnvelope"]["payload"] = payload[:200] + ("A" if payload[200] != "A" else "B") + payload[201:]
    with pytest.raises(library.BadSignatureError, match="does not fit the key"):
        library.checked_with_key(json.dumps(told).encode(), key().public_key())


def test_bundles_that_the_library_cannot_read_are_unusable() -> None:
    for content in (b"{}", b"[]", b"\xff", b'{"verificationMaterial": {"publicKey": {"hint": 5}}}'):
        with pytest.raises(UnusableError, match="no Sigstore bundle"):
            library.checked_with_key(content, key().public_key())


def test_certificates_are_held_against_the_authorities_that_are_trusted() -> None:
    chain = [certificate(), authority()]
    bundle = library.signed_with_key(manifest(), key("release"), chain)
    trusted = [certificate_pem(authority("Other CA")), certificate_pem(authority())]
    assert manifest_of(library.checked_with_authorities(bundle, trusted, NOW)).root == manifest().root
    with pytest.raises(library.BadSignatureError, match="certificate"):
        library.checked_with_authorities(bundle, trusted[:1], NOW)


def test_an_authority_that_expired_since_vouches_no_longer() -> None:
    bundle = library.signed_with_key(manifest(), key("release"), [certificate(days=(-30, 900)), authority()])
    trusted = [certificate_pem(authority())]
    assert library.checked_with_authorities(bundle, trusted, NOW)
    with pytest.raises(library.BadSignatureError, match="vouch no longer: certificate has expired"):
        library.checked_with_authorities(bundle, trusted, NOW + timedelta(days=500))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of three files, with what Git leaves beside it, and the key pair."""
    root = tmp_path_factory.mktemp("signed")
    model = root / "fraud"
    (model / "a").mkdir(parents=True)
    (model / "a.txt").write_text("text")
    (model / "a" / "x.bin").write_bytes(b"\0" * 70_000)
    (model / ".gitignore").write_text("*")
    (root / "one.bin").write_bytes(b"one")
    (root / "public.pem").write_bytes(pem(key()))
    (root / "private.pem").write_bytes(private_pem(key()))
    return root


def _manifest(place: Path, ignored: tuple[str, ...] = ()) -> Manifest:
    opened = LocalPlace(str(place))
    entries = [each for each in opened.entries() if each.name.partition("/")[0] not in ignored]
    files = in_order(each for _, each in opened.digested(entries) if isinstance(each, FileDigest))
    return Manifest(name=opened.name, files=files, root=root_of(files), ignored=ignored)


@pytest.mark.parametrize("name", ["fraud", "one.bin"])
def test_the_librarys_own_verification_accepts_our_bundles_and_notices_another_byte(folder: Path, name: str) -> None:
    from model_signing import verifying

    place, signature = folder / name, folder / f"{name}.sig"
    told = _manifest(place, GIT if place.is_dir() else ())
    signature.write_bytes(library.signed_with_key(told, key()))
    config = verifying.Config()  # type: ignore[no-untyped-call]  # the library's
    config.use_elliptic_key_verifier(public_key=folder / "public.pem")
    config.verify(place, signature)
    victim = place / "a.txt" if place.is_dir() else place
    before = victim.read_bytes()
    victim.write_bytes(b"X" + before[1:])
    with pytest.raises(ValueError, match="mismatch"):
        config.verify(place, signature)
    victim.write_bytes(before)


@pytest.mark.parametrize("name", ["fraud", "one.bin"])
def test_the_librarys_own_signatures_are_accepted(folder: Path, name: str) -> None:
    from model_signing import signing

    signature = folder / f"{name}.theirs.sig"
    config = signing.Config()  # type: ignore[no-untyped-call]  # the library's
    config.use_elliptic_key_signer(private_key=folder / "private.pem").sign(folder / name, signature)
    told = manifest_of(library.checked_with_key(signature.read_bytes(), key().public_key()))
    place = folder / name
    ours = _manifest(place, GIT if place.is_dir() else ())
    assert told.root == ours.root
    assert [(each.name, each.sha256) for each in told.files] == [(each.name, each.sha256) for each in ours.files]
    assert set(told.ignored) == set(GIT)

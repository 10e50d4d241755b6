"""What signs tells who it is, and makes nothing that would not verify."""

from __future__ import annotations

from typing import Any

import pytest
from sigstore.oidc import IdentityError
from tests.fakes.signing import authority, certificate, key, manifest

from modelkeep.adapters.signing import library
from modelkeep.adapters.signing.signers import KeySigner, SigstoreSigner
from modelkeep.core.errors import ConnectionFailedError, IntegrityError, UsageError
from modelkeep.core.signatures import SigningMethod

ARN = "arn:aws:kms:eu-west-1:111122223333:key/1"


class TwiceHashed:
    """A key of a stand-in for KMS that hashes a digest once more."""

    def public_key(self) -> Any:
        return key().public_key()

    def sign(self, data: bytes, algorithm: Any) -> bytes:
        return key().sign(data + b" and more", algorithm)


def test_a_signer_tells_the_key_its_certificate_or_kms() -> None:
    assert KeySigner(key(), SigningMethod.KEY).signer.identity == f"sha256:{library.hint_of(key().public_key())}"
    assert KeySigner(key(), SigningMethod.KMS, ARN).sign(manifest())[1].identity == ARN
    told = KeySigner(key(), SigningMethod.CERTIFICATE, chain=[certificate(), authority()]).signer
    assert (told.method, told.identity) == (SigningMethod.CERTIFICATE, "CN=release")


def test_a_signature_over_something_else_is_not_handed_out() -> None:
    with pytest.raises(IntegrityError, match="signed something else"):
        KeySigner(TwiceHashed(), SigningMethod.KMS, ARN).sign(manifest())


class Sigstore:
    """Stands for the library's signer by sigstore; `error` is what its identity provider says."""

    def __init__(self, error: Exception | None = None) -> None:
        self._error = error
        self._identity_token = ""

    def _get_identity_token(self) -> Any:
        if self._error is not None:
            raise self._error
        return Token()

    def sign(self, payload: Any) -> Any:
        assert self._identity_token == "token"  # it is not asked for again
        assert payload.statement.pb.subject[0].name == "fraud"
        return Bundle()


class Token:
    identity = "release@acme.example"

    def __str__(self) -> str:
        return "token"


class Bundle:
    @property
    def bundle(self) -> Bundle:
        return self

    def to_json(self) -> str:
        return "{}"


def test_sigstore_signs_for_the_identity_that_it_was_given() -> None:
    bundle, signer = SigstoreSigner(Sigstore()).sign(manifest())
    assert (bundle, signer.method, signer.identity) == (b"{}", SigningMethod.SIGSTORE, "release@acme.example")


def test_an_identity_that_does_not_count_is_no_matter_of_the_network() -> None:
    with pytest.raises(UsageError, match="takes no identity: token expired"):
        SigstoreSigner(Sigstore(IdentityError("token expired"))).sign(manifest())
    with pytest.raises(ConnectionFailedError, match="did not sign: no route"):
        SigstoreSigner(Sigstore(OSError("no route"))).sign(manifest())
    with pytest.raises(RuntimeError, match="a mistake of ours"):
        SigstoreSigner(Sigstore(RuntimeError("a mistake of ours"))).sign(manifest())

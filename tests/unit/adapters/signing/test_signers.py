"""What signs tells who it is, and makes nothing that would not verify."""

from __future__ import annotations

from typing import Any

import pytest
from tests.fakes.signing import authority, certificate, key, manifest

from modelkeep.adapters.signing import library
from modelkeep.adapters.signing.signers import KeySigner
from modelkeep.core.errors import IntegrityError
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

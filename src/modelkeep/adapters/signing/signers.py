"""Ways to sign: with a key in a file, a certificate, a key of KMS, sigstore."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from modelkeep.adapters.signing import library
from modelkeep.core.errors import IntegrityError
from modelkeep.core.signatures import Manifest, Signer, SigningMethod
from modelkeep.engines.signing.certificates import signer_of

if TYPE_CHECKING:
    from cryptography.x509 import Certificate


@dataclass(frozen=True, slots=True)
class KeySigner:
    """An `app.sign.Signing` with a key: of a file, or of KMS, whose ARN is then `identity`. With a `chain`, whose first is the key's
    certificate, the bundle names the holder."""

    key: library.PrivateKey
    method: SigningMethod
    identity: str = ""
    chain: Sequence[Certificate] = ()

    @property
    def signer(self) -> Signer:
        """See `app.sign.Signing`."""
        if self.chain:
            return signer_of(self.chain[0])
        return Signer(method=self.method, identity=self.identity or f"sha256:{library.hint_of(self.key.public_key())}")

    def sign(self, manifest: Manifest) -> tuple[bytes, Signer]:
        """See `app.sign.Signing`. What was signed is verified before anybody gets it: a key that is kept elsewhere may sign otherwise."""
        bundle = library.signed_with_key(manifest, self.key, self.chain)
        if not self.chain:
            try:
                library.checked_with_key(bundle, self.key.public_key())
            except library.BadSignatureError as error:
                raise IntegrityError(
                    f"{self.signer.identity} signed something else than it was asked to",
                    remedy="Check that the endpoint is AWS's own, and the key's type.",
                ) from error
        return bundle, self.signer


@dataclass(frozen=True, slots=True)
class SigstoreSigner:
    """An `app.sign.Signing` by sigstore; `library` made what signs."""

    signing: Any

    def sign(self, manifest: Manifest) -> tuple[bytes, Signer]:
        """See `app.sign.Signing`."""
        bundle, identity = library.signed_with_sigstore(manifest, self.signing)
        return bundle, Signer(method=SigningMethod.SIGSTORE, identity=identity)

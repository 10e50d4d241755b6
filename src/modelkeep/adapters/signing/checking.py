"""Whether a bundle is signed by somebody who is trusted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from modelkeep.adapters.signing import library
from modelkeep.adapters.signing.keys import CURVES, public_key
from modelkeep.core.errors import ModelkeepError
from modelkeep.core.signatures import Checked, Signer, SigningMethod, Trust, Verdict
from modelkeep.engines.signing import bundles, certificates
from modelkeep.engines.signing.bundles import Material, Outline, UnusableError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
    from cryptography.x509 import Certificate

NOBODY = "nobody is trusted: set [signing] in modelkeep.toml, or name whose signatures count (--trust-key, --trust-kms, --trust-ca, ...)"


@dataclass(slots=True)
class Checking:
    """An `app.verify.Checking`. `ask` gives the public half of a KMS key in PEM and its ARN, and raises AccessError or another
    ModelkeepError where it cannot be had; each key is asked for once. `config` are sigstore's roots of trust, else those of the network."""

    trust: Trust
    ask: Callable[[str], tuple[bytes, str]]
    clock: Callable[[], datetime]
    config: Path | None = None
    _asked: dict[str, tuple[bytes, str] | ModelkeepError] = field(default_factory=dict)

    def check(self, bundle: bytes) -> Checked:
        """See `app.verify.Checking`."""
        try:
            outline = bundles.outline(bundle)
            bundles.manifest_of(outline.payload)  # what cannot be understood needs no key
            if self.trust.is_empty:
                return _unverifiable(NOBODY)
            ways = {Material.KEY: self._by_key, Material.CHAIN: self._by_chain, Material.SIGSTORE: self._by_sigstore}
            return ways[outline.material](bundle, outline)
        except UnusableError as error:
            return _unverifiable(str(error))
        except ModelkeepError as error:  # a trusted key or CA that is none
            return _unverifiable(f"{error}. {error.remedy}")

    def _by_key(self, bundle: bytes, outline: Outline) -> Checked:
        """Try the keys that are at hand, and ask KMS only where none of them signed."""
        if not (self.trust.keys or self.trust.kms_keys):
            return _failed("unexpected identity: a bare key signed it, and no key is trusted")
        wrong = ""
        for number, content in enumerate(self.trust.keys, 1):
            key = public_key(content, f"trusted key {number}")
            signer = Signer(method=SigningMethod.KEY, identity=f"sha256:{library.hint_of(key)}")
            checked, wrong = self._with_key(bundle, outline, key, signer, wrong)
            if checked is not None:
                return checked
        unasked: ModelkeepError | None = None
        for arn in self.trust.kms_keys:
            try:
                content, full = self._public_half(arn)
            except ModelkeepError as error:
                unasked = error
                continue
            key, signer = public_key(content, arn), Signer(method=SigningMethod.KMS, identity=full)
            checked, wrong = self._with_key(bundle, outline, key, signer, wrong)
            if checked is not None:
                return checked
        if wrong:
            return _failed(wrong)
        if unasked is not None:
            return _unverifiable(f"a trusted KMS key could not be asked: {unasked}. {unasked.remedy}")
        told = f", sha256:{outline.hint}" if outline.hint else ""
        return _failed(f"wrong key: another key than the trusted ones signed it{told}")

    def _with_key(
        self, bundle: bytes, outline: Outline, key: EllipticCurvePublicKey, signer: Signer, wrong: str
    ) -> tuple[Checked | None, str]:
        """What a key says of the bundle, None where it is not the one that signed; and what is known to be wrong so far."""
        if outline.hint and outline.hint != library.hint_of(key):
            return None, wrong
        try:
            payload = library.checked_with_key(bundle, key)
        except library.BadSignatureError as error:
            # Without a hint, another key may be the right one.
            return None, f"the signature was changed, or is over something else: {error}" if outline.hint else wrong
        return _verified(payload, signer), wrong

    def _by_chain(self, bundle: bytes, outline: Outline) -> Checked:
        if not self.trust.authorities:
            return _failed("unexpected identity: a certificate's holder signed it, and no CA is trusted")
        certificate = _certificate(outline.certificates[0])
        _require_curve(certificate)
        now = self.clock()
        if why := certificates.why_not(certificate, self.trust.subjects, now):
            return _failed(why)
        try:
            payload = library.checked_with_authorities(bundle, self.trust.authorities, now)
        except library.BadSignatureError as error:
            told = certificates.signer_of(certificate)
            return _failed(f"the certificate says {told.identity}, issued by {told.issuer}: {error}")
        except ValueError as error:
            return _unverifiable(f"a trusted CA's certificate cannot be read: {str(error)[:200]}")
        return _verified(payload, certificates.signer_of(certificate))

    def _by_sigstore(self, bundle: bytes, outline: Outline) -> Checked:
        if not self.trust.sigstore:
            return _failed("unexpected identity: signed with sigstore, and no identity is trusted")
        certificate = _certificate(outline.certificates[0])
        wrong = ""
        for who in self.trust.sigstore:
            try:
                payload = library.checked_with_sigstore(bundle, who, self.config)
            except library.BadSignatureError as error:
                told = ", ".join(certificates.alternative_names(certificate)) or "somebody without a name"
                wrong = (
                    f"unexpected identity: signed by {told}, not verified as {who.identity} of {who.issuer}: {error}"
                )
                continue
            return _verified(payload, certificates.signer_of(certificate, SigningMethod.SIGSTORE, who.issuer))
        return _failed(wrong)

    def _public_half(self, arn: str) -> tuple[bytes, str]:
        if arn not in self._asked:
            try:
                self._asked[arn] = self.ask(arn)
            except ModelkeepError as error:
                self._asked[arn] = error
        known = self._asked[arn]
        if isinstance(known, ModelkeepError):
            raise known
        return known


def _certificate(der: bytes) -> Certificate:
    from cryptography import x509

    try:
        return x509.load_der_x509_certificate(der)
    except ValueError as error:
        raise UnusableError("the signer's certificate cannot be read") from error


def _require_curve(certificate: Certificate) -> None:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

    try:
        key = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm) as error:
        raise UnusableError("the key of the signer's certificate cannot be read") from error
    if not isinstance(key, EllipticCurvePublicKey) or key.curve.name not in CURVES:
        raise UnusableError("the signer's certificate has no key on the curves P-256, P-384 or P-521")


def _verified(payload: bytes, signer: Signer) -> Checked:
    return Checked(
        verdict=Verdict.VERIFIED, reason="the signature is right", signer=signer, manifest=bundles.manifest_of(payload)
    )


def _failed(reason: str) -> Checked:
    return Checked(verdict=Verdict.FAILED, reason=reason)


def _unverifiable(reason: str) -> Checked:
    return Checked(verdict=Verdict.UNVERIFIABLE, reason=reason)

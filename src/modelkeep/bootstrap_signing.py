"""Builds what signs and verifies models; see `bootstrap`, which builds everything else."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from modelkeep.app.sign import Gate, Rules, Signatory, Signing
from modelkeep.app.verify import Place, Verifier, Verifying
from modelkeep.core.errors import UsageError
from modelkeep.core.signatures import SigningMethod, Trust

if TYPE_CHECKING:
    from datetime import datetime

    from cryptography.x509 import Certificate

    from modelkeep.adapters.aws.artifacts import Way
    from modelkeep.adapters.aws.packages import Packages
    from modelkeep.app.artifact_signatures import PlaceSignatures
    from modelkeep.bootstrap import AwsOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class By:
    """What a person said about how to sign; which way it is follows from what is there."""

    key: Path | None = None
    certificate: Path | None = None
    chain: Sequence[Path] = ()
    kms: str | None = None
    sigstore: bool = False
    token: str | None = None
    config: Path | None = None

    @property
    def method(self) -> SigningMethod:
        """Which way. Raises UsageError for none, for several, and for what does not fit together."""
        ways = [self.key is not None, self.kms is not None, self.sigstore]
        if sum(ways) != 1:
            raise UsageError(
                "it is not said what signs" if not any(ways) else "two ways to sign are named",
                remedy="Name one: --key FILE, --key FILE with --cert FILE, --kms KEY, or --sigstore.",
            )
        if self.chain and self.certificate is None:
            raise UsageError("--chain belongs to a certificate", remedy="Name the signer's own with --cert.")
        if self.sigstore and self.certificate is not None:
            raise UsageError("sigstore issues a certificate of its own", remedy="Leave out --cert, or --sigstore.")
        if self.config is not None and not self.sigstore:
            raise UsageError("--sigstore-config is for sigstore", remedy="Add --sigstore.")
        if self.sigstore:
            return SigningMethod.SIGSTORE
        if self.certificate is not None:
            return SigningMethod.CERTIFICATE
        return SigningMethod.KMS if self.kms is not None else SigningMethod.KEY


def verifying(
    trust: Trust, aws: AwsOptions | None = None, *, rereads: bool = False, config: Path | None = None
) -> Verifying:
    """What verifies models by whom it trusts. Objects of S3 and keys of KMS are asked only with `aws`.

    With `rereads`, objects are read even where S3 keeps their SHA-256. `config` are roots of trust of a sigstore of one's own.
    """
    way = _way(aws)
    return _verifier(trust, way, _places(way, rereads), config)


def _verifier(
    trust: Trust, way: Way | None, places: Callable[[str, str], Place], config: Path | None = None
) -> Verifier:
    from modelkeep.adapters.signing.bundles import Bundles
    from modelkeep.adapters.signing.checking import Checking
    from modelkeep.bootstrap import clock

    def ask(key: str) -> tuple[bytes, str]:
        from modelkeep.adapters.aws.kms import signing_key

        if way is None:
            raise UsageError(f"KMS is not asked for {key} here", remedy="Give its public key in a file.")
        found = signing_key(key, way)
        return found.pem, found.arn

    return Verifier(places, Bundles(way), Checking(trust, ask, clock, config))


@contextmanager
def scanning_signatures(trust: Trust, aws: AwsOptions, workspace: Path) -> Iterator[PlaceSignatures]:
    """What a scan verifies with; digests of objects that did not change since the last time are remembered in the workspace."""
    from modelkeep.adapters.aws.signed_objects import S3Place
    from modelkeep.adapters.signing.digests import RememberedDigests
    from modelkeep.app.artifact_signatures import PlaceSignatures
    from modelkeep.app.remembered_digests import RememberedPlace
    from modelkeep.bootstrap import clock

    way = _way(aws)
    assert way is not None
    with RememberedDigests(workspace) as digests:

        def opened(place: str, account: str) -> Place:
            inner = S3Place(place, way, account)
            return RememberedPlace(inner, digests, inner.version_of, clock)

        yield PlaceSignatures(_verifier(trust, way, opened), opened)


def signatory(
    by: By,
    gate: Gate | None,
    rules: Rules,
    aws: AwsOptions | None = None,
    *,
    rereads: bool = False,
    telling: Callable[[int, int], None] = lambda _, __: None,
) -> Signatory:
    """What signs models. Raises UsageError for a key or certificate that cannot sign, and what KMS answers, before anything is read."""
    from modelkeep.adapters.signing.bundles import Bundles

    way = _way(aws)
    return Signatory(_places(way, rereads), Bundles(way), _signing(by, way), gate, rules, telling)


def registering(aws: AwsOptions) -> Packages:
    """What writes into model packages."""
    from modelkeep.adapters.aws.packages import Packages

    way = _way(aws)
    assert way is not None
    return Packages(way)


def _signing(by: By, way: Way | None) -> Signing:
    from modelkeep.adapters.signing.keys import PASSWORD, certificates, private_key
    from modelkeep.adapters.signing.library import PrivateKey, sigstore_signer
    from modelkeep.adapters.signing.signers import KeySigner, SigstoreSigner
    from modelkeep.bootstrap import clock

    method = by.method
    if method is SigningMethod.SIGSTORE:
        return SigstoreSigner(sigstore_signer(by.token, by.config))
    key: PrivateKey
    identity = ""
    if by.kms is not None:
        from modelkeep.adapters.aws.kms import signing_key

        if way is None:
            raise UsageError("AWS is not asked here", remedy="Sign with --key.")
        found = signing_key(by.kms, way)
        key, identity = found, found.arn
    else:
        assert by.key is not None
        key = private_key(by.key, os.environ.get(PASSWORD))
    chain = certificates([by.certificate, *by.chain]) if by.certificate is not None else []
    if chain:
        _require_fitting(key.public_key() == chain[0].public_key(), by, clock, chain[0])
    return KeySigner(key, method, identity, chain)


def _require_fitting(fits: bool, by: By, clock: Callable[[], datetime], certificate: Certificate) -> None:
    """A signature that nobody will accept is not made."""
    from modelkeep.engines.signing.certificates import why_not

    if not fits:
        raise UsageError(f"{by.certificate} is not the certificate of the key that signs", remedy="Name its own.")
    if why := why_not(certificate, (), clock()):
        raise UsageError(f"{by.certificate}: {why}", remedy="Sign with a certificate that is valid and meant for it.")


def _places(way: Way | None, rereads: bool) -> Callable[[str, str], Place]:
    from modelkeep.adapters.signing.files import LocalPlace

    def opened(place: str, account: str) -> Place:
        if not place.startswith("s3://"):
            return LocalPlace(place)
        from modelkeep.adapters.aws.signed_objects import S3Place

        if way is None:
            raise UsageError(f"{place} lies in S3, which is not asked here", remedy="Name files and folders.")
        return S3Place(place, way, account, rereads)

    return opened


def _way(aws: AwsOptions | None) -> Way | None:
    if aws is None:
        return None
    from modelkeep.bootstrap import way_of

    return way_of(aws)

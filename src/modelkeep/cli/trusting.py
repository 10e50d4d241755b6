"""Whose signatures count, as options and settings say it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from modelkeep.cli.settings import Settings
from modelkeep.core.errors import ConfigError, UsageError

if TYPE_CHECKING:
    from modelkeep.core.signatures import SigstoreIdentity, Trust

TrustKeysOption = Annotated[
    list[str] | None,
    typer.Option(
        "--trust-key", metavar="FILE", help="Public key (PEM) whose signatures of models count; repeat for more."
    ),
]
TrustKmsOption = Annotated[
    list[str] | None,
    typer.Option("--trust-kms", metavar="ARN", help="KMS key whose signatures of models count; repeat for more."),
]
TrustCaOption = Annotated[
    list[str] | None,
    typer.Option(
        "--trust-ca", metavar="FILE", help="CA certificate (PEM) whose signers of models count; repeat for more."
    ),
]
TrustSubjectsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--trust-subject", help="Of what --trust-ca issued, only this subject or alternative name; repeat for more."
    ),
]
TrustIdentitiesOption = Annotated[
    list[str] | None,
    typer.Option(
        "--trust-identity", metavar="EMAIL", help="Who signs with sigstore; needs --trust-issuer; repeat for more."
    ),
]
TrustIssuersOption = Annotated[
    list[str] | None,
    typer.Option(
        "--trust-issuer", metavar="URL", help="Who vouches for --trust-identity: one for all, or one for each."
    ),
]


def trust_flags(
    *,
    keys: list[str] | None,
    kms: list[str] | None,
    authorities: list[str] | None,
    subjects: list[str] | None,
    identities: list[str] | None,
    issuers: list[str] | None,
) -> dict[str, Any]:
    """The options as settings, for `resolve`."""
    return {
        "signing.trust_keys": keys, "signing.trust_kms": kms, "signing.trust_ca": authorities,
        "signing.trust_subjects": subjects, "signing.trust_identities": identities, "signing.trust_issuers": issuers,
    }  # fmt: skip


def require_no_trust(settings: Settings) -> None:
    """Raise UsageError for options that would do nothing, because no signature is looked at."""
    if any(settings.given(name) for name, _ in settings.items() if name.startswith("signing.")):
        raise UsageError(
            "whose signatures count is said, and none is looked at", remedy="Add --inspect, which reads model files."
        )


def trust_of(settings: Settings) -> Trust:
    """Whom the settings trust. Raises ConfigError for a file that cannot be read and for what does not fit together."""
    from modelkeep.core.signatures import Trust

    authorities = _contents(settings, "signing.trust_ca")
    if settings["signing.trust_subjects"] and not authorities:
        raise ConfigError(
            "signing.trust_subjects narrows what CAs issue, and no CA is trusted",
            remedy="Name the CA's certificate with signing.trust_ca or --trust-ca.",
        )
    return Trust(
        keys=_contents(settings, "signing.trust_keys"),
        kms_keys=tuple(settings["signing.trust_kms"]),
        authorities=authorities,
        subjects=tuple(settings["signing.trust_subjects"]),
        sigstore=_identities(settings),
    )


def _contents(settings: Settings, name: str) -> tuple[bytes, ...]:
    found: list[bytes] = []
    for each in settings[name]:
        try:
            content = Path(each).expanduser().read_bytes()
        except OSError as error:
            raise ConfigError(
                f"{name}: {each}: {error.strerror}", remedy="Name a file that is there and may be read."
            ) from error
        if b"-----BEGIN " not in content or b"PRIVATE KEY" in content:
            raise ConfigError(
                f"{name}: {each} holds no public key or certificate in PEM",
                remedy="Name the public half: a file that begins with -----BEGIN PUBLIC KEY----- or CERTIFICATE.",
            )
        found.append(content)
    return tuple(found)


def _identities(settings: Settings) -> tuple[SigstoreIdentity, ...]:
    from modelkeep.core.signatures import SigstoreIdentity

    identities, issuers = settings["signing.trust_identities"], settings["signing.trust_issuers"]
    if len(issuers) == 1 and identities:
        issuers = issuers * len(identities)
    if len(identities) != len(issuers):
        raise ConfigError(
            f"signing: {len(identities)} identities and {len(issuers)} issuers",
            remedy="Name one issuer for all identities, or one for each in the same order.",
        )
    return tuple(SigstoreIdentity(*each) for each in zip(identities, issuers, strict=True))

"""`modelkeep verify`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from modelkeep.cli.options import (
    EndpointOption,
    ExternalIdOption,
    OutputOption,
    ProfileOption,
    QuietOption,
    RoleOption,
)
from modelkeep.cli.trusting import (
    TrustCaOption,
    TrustIdentitiesOption,
    TrustIssuersOption,
    TrustKeysOption,
    TrustKmsOption,
    TrustSubjectsOption,
    trust_flags,
)

EPILOG = """The signature is read where `modelkeep sign` puts it, or where --bundle says; those of OpenSSF's
`model_signing sign` are read, too. Whose signatures count is said by options or in [signing] of modelkeep.toml:
nobody is trusted unless named.

verified: every file is as somebody who is trusted signed it. failed: a byte, a file or the signer is another. unsigned: there is no
signature. not-verifiable: something that it takes could not be read or understood, and the reason says what.

Examples:

  modelkeep verify model.tar.gz --trust-key release.pub.pem

  modelkeep verify s3://acme-models/fraud/ --trust-kms arn:aws:kms:eu-west-1:111122223333:key/KEY-ID

  modelkeep verify models/* --trust-ca ca.pem --trust-subject CN=release

  modelkeep verify models/fraud/ --trust-identity release@acme.example --trust-issuer https://accounts.google.com

  modelkeep verify model.tar.gz --bundle signatures/model.sig --trust-key release.pub.pem --format json

Exit codes: 0 all verified, 1 error, 2 usage, 4 something is unsigned or not verifiable, 14 something failed.
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("verify", epilog=EPILOG)(verify)


def verify(
    places: Annotated[
        list[str], typer.Argument(metavar="PLACE...", help="Files, folders, s3://BUCKET/KEY or s3://BUCKET/PREFIX/.")
    ],
    trust_key: TrustKeysOption = None,
    trust_kms: TrustKmsOption = None,
    trust_ca: TrustCaOption = None,
    trust_subject: TrustSubjectsOption = None,
    trust_identity: TrustIdentitiesOption = None,
    trust_issuer: TrustIssuersOption = None,
    sigstore_config: Annotated[
        Path | None,
        typer.Option("--sigstore-config", metavar="FILE", help="Roots of trust of a sigstore of your own."),
    ] = None,
    bundle: Annotated[
        str | None, typer.Option("--bundle", metavar="PLACE", help="The signature: a file or s3://BUCKET/KEY.")
    ] = None,
    reread: Annotated[bool, typer.Option("--reread", help="Read objects even where S3 keeps their SHA-256.")] = False,
    format: Annotated[  # noqa: A002
        str, typer.Option("--format", "-f", help="table or json (one place a line).")
    ] = "table",
    output: OutputOption = None,
    profile: ProfileOption = None,
    role: RoleOption = None,
    external_id: ExternalIdOption = None,
    endpoint_url: EndpointOption = None,
    quiet: QuietOption = False,
) -> None:
    """Say whether models are what somebody whom you trust signed."""
    from modelkeep.cli.settings import resolve
    from modelkeep.cli.signing import run_verify

    settings = resolve({
        "profile": profile, "role": role, "external_id": external_id, "endpoint_url": endpoint_url,
        **trust_flags(
            keys=trust_key, kms=trust_kms, authorities=trust_ca, subjects=trust_subject, identities=trust_identity,
            issuers=trust_issuer,
        ),
    })  # fmt: skip
    code = run_verify(
        settings, tuple(places), format, output, bundle=bundle, reread=reread, config=sigstore_config, quiet=quiet
    )
    raise typer.Exit(code)

"""`modelkeep sign`."""

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

EPILOG = """A signature covers every file: its name and its SHA-256. It is a bundle of OpenSSF model signing, which
`model_signing verify` reads, too, and lies beside the model: model.tar.gz.sig, or model.sig within a folder or prefix. Left out are that
signature, what belongs to Git (--with-git signs it) and what --ignore names; a link ends the command, unless --follow-links or --ignore
says otherwise.

Files are inspected first. One with an issue of severity high or worse is not signed. Local files are read once for both; objects of S3
are hashed as they stream, or told by S3's own SHA-256 of the whole object where it keeps one (--reread reads them all the same).

Examples:

  modelkeep sign model.tar.gz --key key.pem

  modelkeep sign models/fraud/ --key key.pem --cert signer.pem --chain ca.pem

  modelkeep sign s3://acme-models/fraud/model.tar.gz --kms alias/model-signing

  modelkeep sign s3://acme-models/fraud/model.tar.gz --kms KEY-ARN --package MODEL-PACKAGE-ARN

  modelkeep sign models/fraud/ --sigstore

The password of an encrypted key is taken from MODELKEEP_KEY_PASSWORD, sigstore's token from SIGSTORE_ID_TOKEN, the CI system or a browser.

Exit codes: 0 signed, 1 refused or error, 2 usage.
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("sign", epilog=EPILOG)(sign)


KeyOption = Annotated[
    Path | None,
    typer.Option("--key", metavar="FILE", help="Sign with this private key (PEM; P-256, P-384, P-521)."),
]
CertOption = Annotated[
    Path | None, typer.Option("--cert", metavar="FILE", help="The certificate of that key: it names the signer.")
]
ChainOption = Annotated[
    list[Path] | None,
    typer.Option("--chain", metavar="FILE", help="Certificates that vouch for it, up to the CA; repeat for more."),
]
KmsOption = Annotated[
    str | None, typer.Option("--kms", metavar="KEY", help="Sign with this KMS key: its ARN, id or alias.")
]
SigstoreOption = Annotated[
    bool, typer.Option("--sigstore", help="Sign with an identity, through sigstore; takes a network.")
]
SigstoreConfigOption = Annotated[
    Path | None,
    typer.Option("--sigstore-config", metavar="FILE", help="Addresses and roots of trust of a sigstore of your own."),
]
BundleOption = Annotated[
    str | None,
    typer.Option("--bundle", metavar="PLACE", help="Put the signature there: a file or s3://BUCKET/KEY."),
]
InspectOption = Annotated[
    bool, typer.Option("--inspect/--no-inspect", help="Inspect before signing, and refuse what is found.")
]
RefuseFromOption = Annotated[
    str,
    typer.Option("--refuse-from", metavar="SEVERITY", help="Refuse files with an issue of this severity or worse."),
]
OnlyCleanOption = Annotated[
    bool, typer.Option("--only-clean", help="Refuse files with any issue, and those that were not wholly analysed.")
]
SignAnywayOption = Annotated[
    bool, typer.Option("--sign-anyway", help="Sign whatever the inspection finds, and tell it.")
]
PolicyOption = Annotated[
    list[Path] | None,
    typer.Option("--policy", metavar="FILE", help="Calls that you know to be safe or dangerous; see `inspect`."),
]
IgnoreOption = Annotated[
    list[str] | None,
    typer.Option("--ignore", metavar="NAME", help="Leave out this file or folder of the model; repeat for more."),
]
WithGitOption = Annotated[bool, typer.Option("--with-git", help="Sign .git, .github, .gitignore, .gitattributes.")]
FollowLinksOption = Annotated[
    bool, typer.Option("--follow-links", help="Sign links to files as the files that they point to.")
]
RereadOption = Annotated[bool, typer.Option("--reread", help="Read objects even where S3 keeps their SHA-256.")]
PackageOption = Annotated[
    str | None,
    typer.Option("--package", metavar="ARN", help="Also tell the signature in this model package's metadata."),
]


def sign(
    places: Annotated[
        list[str], typer.Argument(metavar="PLACE...", help="Files, folders, s3://BUCKET/KEY or s3://BUCKET/PREFIX/.")
    ],
    key: KeyOption = None,
    cert: CertOption = None,
    chain: ChainOption = None,
    kms: KmsOption = None,
    sigstore: SigstoreOption = False,
    sigstore_config: SigstoreConfigOption = None,
    bundle: BundleOption = None,
    inspect: InspectOption = True,
    refuse_from: RefuseFromOption = "high",
    only_clean: OnlyCleanOption = False,
    sign_anyway: SignAnywayOption = False,
    policy: PolicyOption = None,
    ignore: IgnoreOption = None,
    with_git: WithGitOption = False,
    follow_links: FollowLinksOption = False,
    reread: RereadOption = False,
    package: PackageOption = None,
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
    """Sign models, so that everybody can tell whether they are what you released."""
    from modelkeep.bootstrap_signing import By
    from modelkeep.cli.settings import resolve
    from modelkeep.cli.signing import Ask, run_sign

    settings = resolve({"profile": profile, "role": role, "external_id": external_id, "endpoint_url": endpoint_url})
    by = By(key=key, certificate=cert, chain=tuple(chain or ()), kms=kms, sigstore=sigstore, config=sigstore_config)
    ask = Ask(
        places=tuple(places), by=by, bundle=bundle, inspect=inspect, refuse_from=refuse_from, only_clean=only_clean,
        anyway=sign_anyway, policies=tuple(policy or ()), ignored=tuple(ignore or ()), with_git=with_git, follow_links=follow_links,
        reread=reread, package=package, quiet=quiet,
    )  # fmt: skip
    run_sign(settings, ask, format, output)

"""`modelkeep evidence verify` and `keygen`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from modelkeep.cli.formats import require_format

app = typer.Typer(
    no_args_is_help=True, help="Verify evidence packs, and make the keys that sign them.", rich_markup_mode=None
)

VERIFY_EPILOG = """Examples:

  modelkeep evidence verify hipaa.zip --key modelkeep-evidence.pub.pem

  modelkeep evidence verify hipaa.zip --format json

Exit codes: 0 verified, 1 not. With --key, a pack that this key did not sign is not verified.
"""


@app.command("verify", epilog=VERIFY_EPILOG)
def verify(
    pack: Annotated[Path, typer.Argument(help="The ZIP file.", metavar="FILE.zip")],
    key: Annotated[Path | None, typer.Option("--key", help="Public key (PEM) of who signed it.")] = None,
    format: Annotated[str, typer.Option("--format", "-f", help="table or json.")] = "table",  # noqa: A002
) -> None:
    """Check every member of an evidence pack against its manifest, and the manifest's signature against a key."""
    import json

    from modelkeep.adapters.export.evidence_check import check_pack
    from modelkeep.adapters.export.evidence_signature import read_public_key
    from modelkeep.adapters.export.text import visible

    require_format(format, ("table", "json"))
    found = check_pack(pack, read_public_key(key) if key else None)
    if format == "json":
        told = {
            "file": str(pack), "verified": found.verified, "signature": found.signature.value, "members": found.members,
            "scan": found.scan, "framework": found.framework, "problems": list(found.problems),
        }  # fmt: skip
        typer.echo(json.dumps(told))
    else:
        lines = [
            f"{pack}: {'verified' if found.verified else 'NOT VERIFIED'}",
            f"  members    {found.members}",
            f"  scan       {found.scan}",
            f"  framework  {found.framework}",
            f"  signature  {found.signature.value}",
            *(f"  problem    {problem}" for problem in found.problems),
        ]
        typer.echo("\n".join(visible(line) for line in lines))
    if not found.verified:
        raise typer.Exit(1)


@app.command("keygen", epilog="Example: modelkeep evidence keygen -o modelkeep-evidence.pem")
def keygen(
    output: Annotated[
        Path, typer.Option("--output", "-o", help="The private key; the public one lies beside it as .pub.pem.")
    ] = Path("modelkeep-evidence.pem"),
) -> None:
    """Make a key pair (Ed25519): the private key to sign packs with, the public one to give to who verifies them."""
    from modelkeep.adapters.export.evidence_signature import make_keys

    public = output.with_suffix(".pub.pem")
    make_keys(output, public)
    typer.echo(f"Private key: {output} (readable by you only)\nPublic key: {public}")

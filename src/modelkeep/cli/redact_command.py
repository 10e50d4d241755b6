"""`modelkeep redact`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from modelkeep.cli.options import (
    EndpointOption,
    ExternalIdOption,
    HashKeyOption,
    IdentifiersOption,
    MatcherOption,
    ProfileOption,
    QuietOption,
    RoleOption,
    WorkspaceOption,
)

EPILOG = """What `classify --full` finds of the class or above is redacted: every value in text, and every one of a column that holds an
identifier. Tables as text, JSON lines, JSON and text are rewritten in blocks, and all their other bytes stay; Parquet keeps its schema, but
columns of numbers or dates that hold values become text. The output is classified before it appears: if anything is found in it still, or
could not be read, there is none.

Methods: mask keeps the form alone (letters as *, digits as #); hash writes the beginning of the keyed hash that findings have; tokenise
writes the same token for the same value, which --restore turns back with the key; drop leaves nothing.

Examples:

  modelkeep redact customers.csv customers.masked.csv

  modelkeep redact train.jsonl train.tokens.jsonl --method tokenise --key tokens.key --report -

  modelkeep redact --restore train.tokens.jsonl train.again.jsonl --key tokens.key

  modelkeep redact notes.txt notes.clean.txt --method drop --only email --only us_ssn

  modelkeep redact exports/ redacted/ --format json

  modelkeep redact s3://acme-training/2026/ s3://acme-training-clean/2026/ --profile redactor

Objects of S3 are read by ranges, without a copy of them here, and written whole, encrypted as the bucket of OUT has it by default. That
takes s3:PutObject there, and kms:GenerateDataKey and kms:Decrypt on its key, besides what `modelkeep policy --classify` prints.

Exit codes: 0 everything is redacted, 1 error, 2 usage, 4 some of several files are not redacted.
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("redact", epilog=EPILOG)(redact)


PlacesArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="IN... OUT",
        help="Files, folders, s3://BUCKET/KEY or PREFIX/; the last one is written. Several go into a folder.",
    ),
]
MethodOption = Annotated[str, typer.Option("--method", "-m", help="mask, hash, tokenise or drop.")]
ClassOption = Annotated[
    str, typer.Option("--class", help="The least class that is redacted: internal, confidential or restricted.")
]
OnlyOption = Annotated[
    list[str] | None, typer.Option("--only", metavar="ID", help="Redact this identifier alone; repeat for more.")
]
ReportOption = Annotated[
    Path | None, typer.Option("--report", help="Write counts by identifier and column as JSON; - for the screen.")
]
RestoreOption = Annotated[bool, typer.Option("--restore", help="Turn tokens back into what they stand for.")]
ForceOption = Annotated[bool, typer.Option("--force", help="Replace what is there; IN is never replaced.")]
FormatOption = Annotated[str, typer.Option("--format", "-f", help="table or json (one file a line).")]


def redact(
    places: PlacesArgument,
    method: MethodOption = "mask",
    data_class: ClassOption = "confidential",
    only: OnlyOption = None,
    identifiers: IdentifiersOption = None,
    key: HashKeyOption = None,
    report: ReportOption = None,
    restore: RestoreOption = False,
    force: ForceOption = False,
    matcher: MatcherOption = "",
    format: FormatOption = "table",  # noqa: A002
    profile: ProfileOption = None,
    role: RoleOption = None,
    external_id: ExternalIdOption = None,
    endpoint_url: EndpointOption = None,
    workspace: WorkspaceOption = None,
    quiet: QuietOption = False,
) -> None:
    """Mask, hash, tokenise or drop the personal, health, financial and secret values in files, and prove that none is left."""
    from modelkeep.cli.redacting import Ask, run_redact
    from modelkeep.cli.settings import resolve

    settings = resolve({
        "profile": profile, "role": role, "external_id": external_id, "endpoint_url": endpoint_url, "workspace": workspace,
    })  # fmt: skip
    ask = Ask(
        places=tuple(places), method=method, data_class=data_class, only=tuple(only or ()), identifiers=tuple(identifiers or ()),
        key=key, report=report, restore=restore, force=force, engine=matcher, quiet=quiet,
    )  # fmt: skip
    raise typer.Exit(run_redact(settings, ask, format))

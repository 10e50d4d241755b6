"""`modelkeep bom`, with `bom diff` and `bom check`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from modelkeep.cli.formats import require_format
from modelkeep.cli.options import OutputOption, SnapshotOption, WorkspaceOption
from modelkeep.cli.unnamed import UNNAMED, UnnamedGroup

EPILOG = """The bill of materials of a model, as CycloneDX 1.7 or SPDX 3.0.1: what it runs and loads, packages with licences and known
vulnerabilities, data sets, the jobs and models that it was made by and from, endpoints, signatures, what its model card states. It is valid
by the format's own schema or not written. What a scan did not look into is told as unknown: `scan --inspect` looks into model files,
`scan --vulnerabilities` reads packages and looks them up.

Examples:

  modelkeep bom fraud-detector -o fraud-detector.cdx.json

  modelkeep bom fraud-detector --format spdx

  modelkeep bom fraud-detector --format table

  modelkeep bom --all --out boms/

  modelkeep bom diff fraud-detector@previous fraud-detector@latest

  modelkeep bom check fraud-detector.cdx.json

Exit codes: 0 written, 1 error, 2 usage, 3 no model, 4 written, and not everything is known.
"""
DIFF_EPILOG = """What one of the bills does not tell, because it is not complete there, is neither added nor removed, but `newly known` or
`no longer known`.

Examples:

  modelkeep bom diff old.cdx.json new.cdx.json

  modelkeep bom diff fraud-detector@previous fraud-detector@latest --format json

Exit codes: 0 no difference, 1 error, 2 usage, 4 only what one of the two does not tell, 10 something is added, removed or changed.
"""
CHECK_EPILOG = """Besides the schema: every bom-ref is unique, and whatever is named is there.

Example: modelkeep bom check fraud-detector.cdx.json

Exit codes: 0 valid, 1 not, 2 no CycloneDX document in JSON.
"""
DOCUMENTS = ("cyclonedx", "spdx")
app = typer.Typer(
    cls=UnnamedGroup, help="Bills of materials of models: CycloneDX 1.7 and SPDX 3; compare and check them."
)


@app.command(UNNAMED, epilog=EPILOG, hidden=True)
def write(
    model: Annotated[str | None, typer.Argument(help="The model's name or ARN.")] = None,
    every: Annotated[bool, typer.Option("--all", help="All models; needs --out.")] = False,
    folder: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="With --all: the folder; a file for each model.")
    ] = None,
    format: Annotated[str, typer.Option("--format", "-f", help="cyclonedx, spdx or table.")] = "cyclonedx",  # noqa: A002
    output: OutputOption = None,
    snapshot: SnapshotOption = "latest",
    workspace: WorkspaceOption = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Do not tell on the screen what is not known.")] = False,
) -> None:
    """Write the bill of materials of a model of the latest snapshot."""
    from modelkeep.cli.bom_writing import run

    require_format(format, (*DOCUMENTS, "table"))
    raise typer.Exit(run(model, every, folder, format, output, snapshot, workspace, quiet))


@app.command("diff", epilog=DIFF_EPILOG)
def diff(
    before: Annotated[str, typer.Argument(metavar="OLD", help="A CycloneDX file, or MODEL@SNAPSHOT.")],
    after: Annotated[str, typer.Argument(metavar="NEW", help="The same.")],
    format: Annotated[str, typer.Option("--format", "-f", help="text or json.")] = "text",  # noqa: A002
    output: OutputOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Compare two bills: components, versions, digests, licences, data sets, signatures, endpoints and vulnerabilities."""
    from modelkeep.adapters.export.bom_view import CHANGE_FORMATS
    from modelkeep.adapters.export.files import written
    from modelkeep.bootstrap_bom import compare_bills
    from modelkeep.cli.living import living
    from modelkeep.cli.settings import resolve

    require_format(format, CHANGE_FORMATS)
    settings = resolve({"workspace": workspace})
    found = compare_bills(before, after, Path(settings["workspace"]), living(settings))
    with written(output) as file:
        CHANGE_FORMATS[format](found, file)
    raise typer.Exit(found.exit_code)


@app.command("check", epilog=CHECK_EPILOG)
def check(file: Annotated[Path, typer.Argument(metavar="FILE", help="A CycloneDX document in JSON.")]) -> None:
    """Check a CycloneDX document against the schema of its version."""
    from modelkeep.adapters.export.text import visible
    from modelkeep.bootstrap_bom import check_file

    wrong = check_file(file)
    for each in wrong:
        typer.echo(visible(each))
    typer.echo(f"{file}: {'not valid' if wrong else 'valid'}")
    raise typer.Exit(1 if wrong else 0)

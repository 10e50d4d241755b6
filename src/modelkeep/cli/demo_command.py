"""`modelkeep demo`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from modelkeep.cli.options import WorkspaceOption

LAB_INDEX = "lab-vulndb"
"""Where a workspace keeps the vulnerability data of the lab."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demo", epilog="Example: modelkeep demo --hardened")(demo)


def demo(
    hardened: Annotated[bool, typer.Option("--hardened", help="Scan the estate done right instead.")] = False,
    output: Annotated[Path, typer.Option("--output", "-o", help="Where the HTML report goes.")] = Path(
        "modelkeep-report.html"
    ),
    workspace: WorkspaceOption = None,
) -> None:
    """Start the lab, scan its three accounts, show the summary and write the HTML report. Needs no AWS account."""
    from modelkeep.cli.choice import Choice
    from modelkeep.cli.console import err
    from modelkeep.cli.report_command import write_report
    from modelkeep.cli.scan_command import run_scan
    from modelkeep.cli.settings import resolve
    from modelkeep.lab.process import require_lab

    require_lab()
    from modelkeep.lab.advisories import index
    from modelkeep.lab.seed import REGION, ROLE, plant
    from modelkeep.lab.seed.signing import TRUSTED
    from modelkeep.lab.server import LabServer

    settings = resolve({"workspace": workspace, "regions": [REGION], "role": ROLE, "organisation": True})
    with LabServer() as lab:
        err().print(f"The lab is up at {lab.url}; seeding acme-ml", highlight=False)
        plant(lab.url, hardened=hardened)
        run_scan(
            resolve({
                "workspace": settings["workspace"], "regions": [REGION], "role": ROLE, "organisation": True,
                "endpoint_url": lab.url, "control_profile": "strict", "inspect": True, "vulnerabilities.scan": True, "classify.scan": True,
                "signing.trust_kms": [TRUSTED],
                "vulnerabilities.index": index(Path(settings["workspace"]) / LAB_INDEX),
            }),
            Choice(),
            credentials=("testing", "testing"),
        )  # fmt: skip
    write_report(settings, "latest", output)
    typer.echo(f"Report: {output.resolve()}")

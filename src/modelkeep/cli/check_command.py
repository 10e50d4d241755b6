"""`modelkeep check`: judge templates and plans before anything exists."""

from __future__ import annotations

from typing import Annotated

import typer

from modelkeep.cli.options import (
    ControlIdsOption,
    ControlProfileOption,
    ControlsOption,
    EndpointOption,
    EverythingOption,
    OutputOption,
    PracticesOption,
    ProfileOption,
    QuietOption,
    SeveritiesOption,
)

TEXT = "text"
EPILOG = """Examples:

  modelkeep check infra/

  terraform show -json plan.out > plan.json && modelkeep check plan.json

  modelkeep check template.yaml --parameter Stage=prod --region eu-central-1

  modelkeep check infra/ --format sarif -o check.sarif

  modelkeep check s3://config-bucket/AWSLogs/111122223333/Config/eu-central-1/2026/11/20/ConfigSnapshot/ --profile audit

Exit codes are those of a scan: 11 to 14 for the worst open severity, 4 where something is unknown or was not read.
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("check", epilog=EPILOG)(check)


PathsArgument = Annotated[
    list[str],
    typer.Argument(
        help="CloudFormation templates, Terraform plans or states as JSON, AWS Config snapshots and histories; folders; "
        "or s3://BUCKET/PREFIX, which is downloaded.",
        show_default=False,
    ),
]
ParametersOption = Annotated[
    list[str] | None,
    typer.Option("--parameter", help="Value of a template's parameter, NAME=VALUE; repeat for more."),
]
AccountOption = Annotated[str, typer.Option("--account", help="The account in which it will be deployed.")]
RegionOption = Annotated[str, typer.Option("--region", "-r", help="The region in which it will be deployed.")]
AcceptUnknownOption = Annotated[
    bool,
    typer.Option(
        "--accept-unknown",
        help="What is unknown before deployment does not count for the exit code. Files not read do.",
    ),
]
OthersPassOption = Annotated[
    bool,
    typer.Option(
        "--others-pass",
        help="Pass over named files that declare nothing, as for a pre-commit hook; nothing to check is 0.",
    ),
]
FormatOption = Annotated[str, typer.Option("--format", "-f", help="text, or a format of `modelkeep findings`.")]


def check(
    paths: PathsArgument,
    parameter: ParametersOption = None,
    account: AccountOption = "",
    region: RegionOption = "",
    control_profile: ControlProfileOption = None,
    control: ControlIdsOption = None,
    practice: PracticesOption = None,
    severity: SeveritiesOption = None,
    controls: ControlsOption = None,
    everything: EverythingOption = False,
    accept_unknown: AcceptUnknownOption = False,
    others_pass: OthersPassOption = False,
    format: FormatOption = TEXT,  # noqa: A002
    output: OutputOption = None,
    profile: ProfileOption = None,
    endpoint_url: EndpointOption = None,
    quiet: QuietOption = False,
) -> None:
    """Judge what CloudFormation templates, Terraform plans and AWS Config snapshots declare, with the controls of a scan.

    Nothing is asked of AWS but s3:// addresses, and nothing is written but the output. What cannot be known before deployment is UNKNOWN.
    """
    from modelkeep.cli.checking import run_check
    from modelkeep.cli.choice import Choice
    from modelkeep.cli.settings import resolve

    settings = resolve({
        "controls": controls, "control_profile": control_profile, "everything": everything or None,
        "profile": profile, "endpoint_url": endpoint_url,
    })  # fmt: skip
    choice = Choice(control or (), practice or (), severity or ())
    raise typer.Exit(
        run_check(
            settings, paths, choice, parameters=parameter or [], account=account, region=region,
            format_name=format, output=output, accept_unknown=accept_unknown, others_pass=others_pass, quiet=quiet,
        )
    )  # fmt: skip

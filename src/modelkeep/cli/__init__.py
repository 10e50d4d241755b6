"""The command line: one module per command; parse, call a use case, render.

Nothing heavy is imported before a command runs, so that `--help` is quick.
"""

from __future__ import annotations

import typer

from modelkeep.cli import (
    access_command,
    actions_command,
    bom_command,
    can_reach_command,
    check_command,
    classify_command,
    compliance_command,
    config_command,
    controls_command,
    convert_command,
    demo_command,
    detect_command,
    diff_command,
    evidence_command,
    explain_command,
    findings_command,
    inspect_command,
    investigate_command,
    lab_command,
    learn_command,
    least_privilege_command,
    logs_command,
    model_command,
    patch_command,
    paths_command,
    policy_command,
    public_command,
    push_command,
    redact_command,
    report_command,
    scan_command,
    sign_command,
    simulate_command,
    snapshots_command,
    sql_command,
    suppress_command,
    verify_command,
    vulndb_command,
    vulnerabilities_command,
    who_can_command,
)
from modelkeep.core.errors import ModelkeepError

app = typer.Typer(
    name="modelkeep",
    help="Secure the AI models that you run on AWS: what protects them, what does not, and what is unknown.",
    epilog="Try it without an AWS account: modelkeep demo. Exit codes: 0 clean, 1 error, 2 usage, 3 nothing to scan, "
    "4 coverage incomplete, 11 to 14 worst open severity low to critical.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for command in (
    scan_command,
    check_command,
    findings_command,
    model_command,
    who_can_command,
    can_reach_command,
    explain_command,
    public_command,
    paths_command,
    inspect_command,
    convert_command,
    sign_command,
    verify_command,
    vulnerabilities_command,
    classify_command,
    redact_command,
    report_command,
    compliance_command,
    diff_command,
    snapshots_command,
    sql_command,
    policy_command,
    least_privilege_command,
    simulate_command,
    investigate_command,
    demo_command,
    learn_command,
):
    command.register(app)
app.add_typer(logs_command.app, name="logs")
app.add_typer(detect_command.app, name="detect")
app.add_typer(bom_command.app, name="bom")
app.add_typer(access_command.app, name="access")
app.add_typer(controls_command.app, name="controls")
app.add_typer(patch_command.app, name="patch")
app.add_typer(actions_command.app, name="actions")
app.add_typer(vulndb_command.app, name="vulndb")
app.add_typer(suppress_command.app, name="suppress")
app.add_typer(evidence_command.app, name="evidence")
app.add_typer(push_command.app, name="push")
app.add_typer(lab_command.app, name="lab")
app.add_typer(config_command.app, name="config")


def _version(value: bool) -> None:
    if value:
        from modelkeep import __version__

        typer.echo(f"modelkeep {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: bool = typer.Option(False, "--version", help="Print the version.", callback=_version, is_eager=True),
) -> None:
    """Options of every command."""


def main() -> None:
    """The entry point: errors become a message with its remedy, and the exit code that the documentation promises."""
    try:
        app()
    except ModelkeepError as error:
        _complain(str(error), error.remedy)
        raise SystemExit(error.exit_code) from None


def _complain(message: str, remedy: str) -> None:
    from modelkeep.cli.console import err

    err().print(f"[bold red]error:[/bold red] {_plain(message)}", highlight=False)
    err().print(f"  {_plain(remedy)}", highlight=False)


def _plain(text: str) -> str:
    from rich.markup import escape

    return escape(text)

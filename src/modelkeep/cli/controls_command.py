"""`modelkeep controls`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from modelkeep.cli.formats import echo_json, require_format
from modelkeep.cli.options import ControlsOption, PracticesOption, SeveritiesOption

app = typer.Typer(help="List, explain and test controls.", no_args_is_help=True)


@app.command("list", epilog="Example: modelkeep controls list --practice network --format json")
def list_controls(
    practice: PracticesOption = None,
    severity: SeveritiesOption = None,
    control_profile: Annotated[
        str | None, typer.Option("--control-profile", "-P", help="Only the controls of this profile.")
    ] = None,
    controls: ControlsOption = None,
    format: Annotated[str, typer.Option("--format", "-f", help="table or json.")] = "table",  # noqa: A002
) -> None:
    """List the controls, those of all profiles unless one is given."""
    from rich.table import Table

    from modelkeep import bootstrap
    from modelkeep.app.selection import choose, profile_named
    from modelkeep.cli.console import out_uncut

    require_format(format, ("table", "json"))
    catalogue = bootstrap.load_catalogue(controls or [])
    chosen = choose(catalogue.controls, ids=[], practices=practice or [], severities=severity or [])
    if control_profile is not None:
        profile = profile_named(catalogue.profiles, control_profile)
        chosen = [each for each in chosen if profile.holds(each)]
    if format == "json":
        rows = [
            {
                "id": each.id, "title": each.title, "severity": each.severity, "practice": each.practice,
                "subject": each.subject, "scope": each.scope, "maps": dict(each.maps),
                "profiles": [profile.name for profile in catalogue.profiles if profile.holds(each)],
                "peers": dict(each.peers),
            }
            for each in chosen
        ]  # fmt: skip
        echo_json(rows)
        return
    table = Table("id", "severity", "practice", "title", box=None, pad_edge=False, header_style="bold")
    for each in chosen:
        table.add_row(each.id, each.severity.value, each.practice.value, each.title)
    out_uncut().print(table)


@app.command("profiles", epilog="Example: modelkeep controls profiles")
def list_profiles(controls: ControlsOption = None) -> None:
    """List the profiles and how many controls each holds."""
    from rich.table import Table

    from modelkeep import bootstrap
    from modelkeep.cli.console import out_uncut

    catalogue = bootstrap.load_catalogue(controls or [])
    table = Table("profile", "controls", "what it holds", box=None, pad_edge=False, header_style="bold")
    for profile in catalogue.profiles:
        table.add_row(profile.name, str(sum(map(profile.holds, catalogue.controls))), profile.description)
    out_uncut().print(table)


@app.command("coverage", epilog="Example: modelkeep controls coverage --peer prowler")
def coverage(
    peer: Annotated[
        list[str] | None,
        typer.Option("--peer", help="Only this tool: prowler, securityhub, checkov or config; repeat for more."),
    ] = None,
    controls: ControlsOption = None,
    format: Annotated[str, typer.Option("--format", "-f", help="table or json.")] = "table",  # noqa: A002
) -> None:
    """Show which controls answer each check about AI services that other tools have. Exit code 1 when there is a hole."""

    from modelkeep import bootstrap
    from modelkeep.app.peers import answers, chosen_peers
    from modelkeep.cli.console import out_uncut
    from modelkeep.cli.coverage_view import answer_records, answer_tables

    require_format(format, ("table", "json"))
    catalogue = bootstrap.load_catalogue(controls or [])
    found = answers(chosen_peers(bootstrap.load_peers(catalogue.controls), peer or []), catalogue.controls)
    if format == "json":
        echo_json(answer_records(found))
    else:
        for part in answer_tables(found):
            out_uncut().print(part)
    raise typer.Exit(1 if any(each.is_hole for each in found) else 0)


@app.command("show", epilog="Example: modelkeep controls show SM-NB-01 --format markdown")
def show(
    control_id: Annotated[str, typer.Argument(metavar="ID", help="The control's id.")],
    controls: ControlsOption = None,
    format: Annotated[str, typer.Option("--format", "-f", help="text, markdown or json.")] = "text",  # noqa: A002
) -> None:
    """Explain one control: why, how an attacker uses it, four ways to fix it, what it maps to and reads, and the lab."""
    from modelkeep import bootstrap
    from modelkeep.app.selection import choose
    from modelkeep.cli.console import out

    require_format(format, ("text", "markdown", "json"))
    catalogue = bootstrap.load_catalogue(controls or [])
    chosen = choose(catalogue.controls, ids=[control_id], practices=[], severities=[])
    (page,) = bootstrap.control_pages(catalogue, chosen)
    if format == "markdown":
        from modelkeep.adapters.export.control_page import markdown

        typer.echo(markdown(page), nl=False)
    elif format == "json":
        from modelkeep.adapters.export.control_view import record
        from modelkeep.adapters.export.views import write_json

        write_json(record(page), sys.stdout)
    else:
        from modelkeep.adapters.export.control_view import show_page

        show_page(page, out())


@app.command("test", epilog="Example: modelkeep controls test --controls ./my-controls")
def run_tests(
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Only these controls.")] = None,
    controls: ControlsOption = None,
    cases: Annotated[
        Path | None,
        typer.Option(
            "--cases", help="Folder of the case files. Default: `tests` beside your controls; ours are built in."
        ),
    ] = None,
) -> None:
    """Run the controls' test cases, and deny every call in turn to see that no verdict improves."""
    from modelkeep import bootstrap
    from modelkeep.app.selection import choose
    from modelkeep.cli.console import err, out
    from modelkeep.engines.posture.bench import Bench
    from modelkeep.engines.posture.cases import load_cases, run_cases

    failed = 0
    catalogue = bootstrap.load_catalogue(controls or [], check=True)
    chosen = choose(catalogue.controls, ids=ids or [], practices=[], severities=[])
    if controls and not ids:
        mine = {folder.resolve() for folder in controls}
        chosen = [each for each in chosen if mine & set(each.path.resolve().parents)]
    bench = Bench()
    for control in chosen:
        mishaps = run_cases(control, load_cases(bootstrap.case_file(control, cases)), bench)
        for mishap in mishaps:
            err().print(f"{mishap.control}: {mishap.case}: {mishap.message}", markup=False, highlight=False)
        failed += bool(mishaps)
    out().print(f"{len(chosen) - failed} of {len(chosen)} controls keep their cases", highlight=False)
    raise typer.Exit(1 if failed else 0)

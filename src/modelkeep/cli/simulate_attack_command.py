"""`modelkeep detect simulate`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from modelkeep.app.attack_series import Written

EPILOG = """Examples:

  modelkeep detect simulate --list

  modelkeep detect simulate stolen-key --out attack/

  modelkeep detect simulate model-theft --benign 1000000 --seed 7 --out big/ && modelkeep detect big/logs --known @big/estate.json

Written are logs/ (the files that AWS would deliver), truth.jsonl (the events of the attack, each with its step and the rules that should
notice it) and estate.json (what a scan of the invented organisation would know). The same seed writes the same files.
"""


def register(app: typer.Typer) -> None:
    """Add the command to the group of `detect`."""
    app.command("simulate", epilog=EPILOG)(simulate)


def simulate(
    scenario: Annotated[str | None, typer.Argument(metavar="SCENARIO", help="Its id; --list shows them.")] = None,
    seed: Annotated[int, typer.Option("--seed", help="Another seed writes other events of the same attack.")] = 1,
    benign: Annotated[
        int,
        typer.Option("--benign", min=0, help="CloudTrail events of normal life around the attack, over five weeks."),
    ] = 20_000,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Folder to write; default: simulated-SCENARIO.")
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="Show the scenarios and what they teach.")] = False,
) -> None:
    """Write an attack amid normal life as log files, to test detections and to learn."""
    from modelkeep.core.errors import UsageError

    if list_:
        _list()
        return
    if scenario is None:
        raise UsageError("name a scenario", remedy="`modelkeep detect simulate --list` shows them.")
    from modelkeep.adapters.logs.delivery import SeriesFolder
    from modelkeep.app.attack_series import LOGS, write_attack

    folder = out or Path(f"simulated-{scenario}")
    written = write_attack(scenario, folder, SeriesFolder(folder, LOGS), benign=benign, seed=seed)
    _tell(written)


def _list() -> None:
    from modelkeep.engines.logs.scenarios.known import SCENARIOS

    for each in SCENARIOS:
        typer.echo(f"{each.id}\n    {each.title}. {each.teaches}")


def _tell(written: Written) -> None:
    from modelkeep.app.attack_series import ESTATE, LOGS, TRUTH
    from modelkeep.cli.console import err

    series = written.series
    err().print(
        f"{written.records:,} records in {written.files:,} files under {written.folder / LOGS}; {len(series.truth)} of them are the "
        f"attack, told in {written.folder / TRUTH}. Rules that should notice it: {', '.join(series.rules)}.",
        highlight=False,
    )
    err().print(f"Try: modelkeep detect {written.folder / LOGS} --known @{written.folder / ESTATE}", highlight=False)
    typer.echo(str(written.folder))

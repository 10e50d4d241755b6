"""`modelkeep config`."""

from __future__ import annotations

from typing import Annotated

import typer

from modelkeep.cli.settings import SETTINGS, resolve
from modelkeep.core.notification import masked

app = typer.Typer(help="Settings: flags over environment over modelkeep.toml.", no_args_is_help=True)


@app.callback()
def settings() -> None:
    """Settings: flags over environment over modelkeep.toml."""


@app.command("show", epilog="Example: modelkeep config show --origin")
def show(
    origin: Annotated[
        bool, typer.Option("--origin", help="Also where each value comes from, and what it is for.")
    ] = False,
) -> None:
    """Show every setting."""
    helps = {setting.name: setting.help for setting in SETTINGS}
    for name, resolved in resolve({}).items():
        value = _toml(_shown(name, resolved.value))
        typer.echo(f"{name} = {value}  # {resolved.origin}: {helps[name]}" if origin else f"{name} = {value}")


def _shown(name: str, value: object) -> object:
    """A setting's value without what is secret in it."""
    if name == "notify" and isinstance(value, (list, tuple)):
        return tuple(masked(str(each)) for each in value)
    return _without_password(value) if name == "state_url" and isinstance(value, str | None) else value


def _without_password(url: str | None) -> str | None:
    """A database URL that can be shown; what is no URL is not shown at all, for it may be half a password."""
    if not url:
        return None
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        return "***"
    query = {key: "***" if "password" in key.lower() else value for key, value in parsed.query.items()}
    return parsed.set(query=query).render_as_string(hide_password=True)


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(f'"{each}"' for each in value) + "]"
    return "(not set)" if value is None else str(value) if isinstance(value, int) else f'"{value}"'

"""Groups of commands with one that needs no name: what is no name of a command belongs to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typer.core import TyperGroup

if TYPE_CHECKING:
    from typer import _click as click

UNNAMED = "run"
"""The hidden name of that command. It is never taken from what a person writes: a file of that name is a file."""


class UnnamedGroup(TyperGroup):
    """A group whose unnamed command takes what is no name of another one: its options, files or names."""

    def parse_args(self, ctx: click.core.Context, args: list[str]) -> list[str]:
        """Put the name of the unnamed command where none stands."""
        named = [name for name, command in self.commands.items() if not command.hidden]
        if not args or args[0] not in named:
            args = [UNNAMED, *args]
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.core.Context, args: list[str]
    ) -> tuple[str | None, click.core.Command | None, list[str]]:
        """In its own help, the unnamed command has no name."""
        name, command, rest = super().resolve_command(ctx, args)
        return "" if name == UNNAMED else name, command, rest

"""`modelkeep convert`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

EPILOG = """The file is inspected first, and not loaded: tensors are rebuilt from what it says and from the bytes that it holds. Anything
that is found in it, that cannot be analysed, or that is not proven to be a plain tensor ends the conversion. What was written is inspected,
too, before it gets its name.

Read are files of torch.save (zip, and the format before 1.6) and NumPy's .npy and .npz. Nested dicts and lists become dotted names.

Examples:

  modelkeep convert pytorch_model.bin model.safetensors

  modelkeep convert checkpoint.pt model.safetensors --drop-others

Exit codes: 0 converted, 1 refused or error, 2 usage.
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("convert", epilog=EPILOG)(convert)


def convert(
    source: Annotated[str, typer.Argument(metavar="IN", help="A file of PyTorch or NumPy.")],
    out: Annotated[Path, typer.Argument(metavar="OUT.safetensors", help="What is written.")],
    force: Annotated[bool, typer.Option("--force", help="Replace OUT where it exists.")] = False,
    drop_others: Annotated[
        bool, typer.Option("--drop-others", help="Leave out, and list, what is no tensor: epochs, settings, names.")
    ] = False,
    policy: Annotated[
        list[Path] | None,
        typer.Option("--policy", metavar="FILE", help="Calls that you know to be safe or dangerous (TOML)."),
    ] = None,
) -> None:
    """Write a model file's tensors as safetensors, without loading it."""
    from modelkeep.adapters.export.text import visible
    from modelkeep.bootstrap_inspect import converted
    from modelkeep.core.words import plural

    told = converted(source, out, policies=tuple(policy or ()), force=force, drop_others=drop_others)
    typer.echo(f"{out}: {plural(told.tensors, 'tensor')}, {told.size:,} bytes, sha256 {told.sha256}")
    for name, what in told.dropped:
        typer.echo(visible(f"dropped {name}: {what}"))
    for name, other in told.shared:
        typer.echo(visible(f"written apart: {name} shares its memory with {other} in {source}"))

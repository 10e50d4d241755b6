"""Jupyter notebooks: their code cells as Python, and secrets in cells and outputs (https://nbformat.readthedocs.io/)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from modelkeep.engines.artifacts.code.commands import doings as of_commands
from modelkeep.engines.artifacts.code.doing import tell
from modelkeep.engines.artifacts.code.python import doings
from modelkeep.engines.artifacts.formats.text import read_text, tell_secrets
from modelkeep.engines.artifacts.looking import Look
from modelkeep.engines.artifacts.sources import Source

_MAGIC = re.compile(r"^\s*(?:[!%?]|\w+\s*=\s*[!%])")
_CELL_MAGIC = re.compile(r"^\s*%%(?P<name>\w+)")
_SHELLS = frozenset({"bash", "sh", "script", "system", "sx"})


def inspect(source: Source, look: Look) -> None:
    """Every cell by itself; a cell that is no Python is a gap of its own."""
    text = read_text(source, look)
    if text is None:
        return
    document = json.loads(text)
    if not isinstance(document, dict) or not isinstance(cells := document.get("cells"), list):
        look.gap("notebook: it has no cells (formats before version 4 are not read)")
        return
    for number, cell in enumerate(cells, 1):
        if isinstance(cell, dict):
            _cell(number, cell, look)


def _cell(number: int, cell: dict[str, Any], look: Look) -> None:
    inside = look.inside(f"cell {number}")
    code = _joined(cell.get("source"))
    outputs = "\n".join(_outputs(cell.get("outputs")))
    tell_secrets(code, inside)
    if outputs:
        tell_secrets(outputs, look.inside(f"output of cell {number}"))
    if cell.get("cell_type") != "code" or not code.strip():
        return
    magic = _CELL_MAGIC.match(code)
    lines = code.splitlines()
    commands = "\n".join(each.lstrip(" !%") if _MAGIC.match(each) else "" for each in lines)
    if magic and magic["name"] in _SHELLS:
        commands, lines = "\n".join(["", *lines[1:]]), []
    elif magic:
        lines = ["", *lines[1:]] if magic["name"] in ("time", "timeit", "capture", "prun") else []
    tell(of_commands(commands), inside)
    try:
        found = doings("\n".join(re.sub(r"\S.*", "pass", each) if _MAGIC.match(each) else each for each in lines))
    except (SyntaxError, ValueError) as error:
        inside.gap(f"notebook: no source of Python 3: {getattr(error, 'msg', None) or error}")
        return
    tell(found, inside)


def _joined(value: Any) -> str:
    """Text that a notebook keeps as one string or as lines."""
    if isinstance(value, str):
        return value
    return "".join(each for each in value if isinstance(each, str)) if isinstance(value, list) else ""


def _outputs(value: Any) -> Iterator[str]:
    """The text of outputs; pictures are none."""
    for each in value if isinstance(value, list) else ():
        if isinstance(each, dict):
            yield _joined(each.get("text"))
            data = each.get("data")
            if isinstance(data, dict):
                yield from (_joined(inner) for kind, inner in data.items() if str(kind).startswith("text/"))
            yield _joined(each.get("traceback"))

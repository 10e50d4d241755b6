"""What names in Python sources mean: imports, aliases, attributes, `getattr` and `__import__` with constant names."""

from __future__ import annotations

import ast
from collections.abc import Mapping

_BUILTIN = frozenset({"eval", "exec", "compile", "open", "input", "breakpoint", "__import__", "getattr"})


def aliases_of(tree: ast.Module) -> Mapping[str, str]:
    """Dotted names by what the source calls them: `import os as o`, `from os import system as s`, `run = os.system`.

    Scopes are not told apart: a name that means something dangerous anywhere means it everywhere.
    """
    found: dict[str, str] = {}
    assigned: list[tuple[str, ast.expr]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for each in node.names:
                found[each.asname or each.name.partition(".")[0]] = (
                    each.name if each.asname else each.name.partition(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for each in node.names:
                found[each.asname or each.name] = f"{node.module}.{each.name}"
        elif isinstance(node, ast.Assign):
            assigned.extend((each.id, node.value) for each in node.targets if isinstance(each, ast.Name))
    for _ in range(3):  # an alias of an alias of an alias is as far as this goes
        for name, value in assigned:
            told = dotted(value, found)
            if told and told.partition(".")[0] != name and (name not in found or "." in told):
                found[name] = told
    return found


def dotted(node: ast.expr, aliases: Mapping[str, str]) -> str:
    """The dotted name that an expression stands for, such as `os.system`; '' for what is none or cannot be told."""
    if isinstance(node, ast.Name):
        return aliases.get(node.id, f"builtins.{node.id}" if node.id in _BUILTIN else "")
    if isinstance(node, ast.Attribute):
        whole = dotted(node.value, aliases)
        return f"{whole}.{node.attr}" if whole else ""
    if isinstance(node, ast.Call):
        return _called(node, aliases)
    if isinstance(node, ast.Subscript):
        whole, key = dotted(node.value, aliases), _text(node.slice)
        if whole in ("sys.modules", "builtins.globals()") and key:
            return key
        return f"{whole.removesuffix('.__dict__')}.{key}" if whole.endswith(".__dict__") and key else ""
    return ""


def _called(node: ast.Call, aliases: Mapping[str, str]) -> str:
    """What a call gives, where it is a module or an attribute by a constant name."""
    name = dotted(node.func, aliases)
    first = _text(node.args[0]) if node.args else ""
    if name in ("builtins.__import__", "importlib.import_module", "importlib.__import__"):
        return first
    if name == "builtins.getattr" and len(node.args) > 1:
        whole, attribute = dotted(node.args[0], aliases), _text(node.args[1])
        return f"{whole}.{attribute}" if whole and attribute else ""
    return ""


def _text(node: ast.expr) -> str:
    """A constant text, also where it is put together from constants."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _text(node.left), _text(node.right)
        return left + right if left and right else ""
    return ""

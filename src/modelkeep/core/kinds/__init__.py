"""Every kind, facet and part of the estate, one module per AWS service.

`tables()` finds them by walking this folder: declaring a class is all that a new table needs.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType

from modelkeep.core.tables import Table


@cache
def tables() -> Mapping[str, Table]:
    """All declared tables by name, in order of name; raises ValueError where two classes claim one name."""
    found: dict[str, Table] = {}
    for module_info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{module_info.name}")
        for value in vars(module).values():
            table = getattr(value, "__table__", None)
            if not isinstance(table, Table) or table.row.__module__ != module.__name__:
                continue
            if table.name in found and found[table.name].row is not table.row:
                raise ValueError(f"table {table.name} is declared by both {found[table.name].row} and {table.row}")
            found[table.name] = table
    return MappingProxyType(dict(sorted(found.items())))


def calls_for(names: Iterable[str]) -> frozenset[str]:
    """The API calls that together fill the named tables."""
    declared = tables()
    return frozenset(call for name in names for call in declared[name].calls)

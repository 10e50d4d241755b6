"""Collectors: one module per AWS service, found by walking this folder.

A collector is an async function that asks a `Reader` and lets the rows flow. It declares the tables that it fills:

    @collector(NotebookInstance, NotebookLifecycleConfig)
    async def notebooks(aws: Reader) -> None: ...

It runs once per region of an account, or once per account with `per=GLOBAL`, when any of its tables is wanted.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache

from modelkeep.adapters.aws.reader import Reader
from modelkeep.core.arn import GLOBAL
from modelkeep.core.tables import Row, table_of

REGIONAL = "regional"

Collect = Callable[[Reader], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Collector:
    """A collect function with the tables that it fills. `per` is REGIONAL or GLOBAL."""

    name: str
    collect: Collect
    tables: frozenset[str]
    per: str


def collector(*rows: type[Row], per: str = REGIONAL) -> Callable[[Collect], Collector]:
    """Declare a collector."""
    assert per in (REGIONAL, GLOBAL)

    def declare(collect: Collect) -> Collector:
        name = f"{collect.__module__.rsplit('.', 1)[-1]}.{getattr(collect, '__name__', 'collect')}"
        return Collector(name, collect, frozenset(table_of(row).name for row in rows), per)

    return declare


@cache
def collectors() -> tuple[Collector, ...]:
    """All collectors, in order of name."""
    found: list[Collector] = []
    for module_info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{module_info.name}")
        found.extend(value for value in vars(module).values() if isinstance(value, Collector))
    return tuple(sorted(found, key=lambda collector: collector.name))

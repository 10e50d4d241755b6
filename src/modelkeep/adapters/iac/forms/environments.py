"""What the forms of services that run code share: environment variables, of which only names and models get into rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from modelkeep.adapters.iac.properties import Properties
from modelkeep.core.environment import model_references

Variables = Mapping[str, Any]


def models_among(every: Iterable[Variables | None]) -> tuple[str, ...] | None:
    """Which models the variables of one or several containers name; None where none does as far as the values are known, and some
    are not."""
    found: set[str] = set()
    is_known = True
    for variables in every:
        known = {k: str(v) for k, v in (variables or {}).items() if isinstance(v, str | int | float)}
        found.update(model_references(known))
        is_known = is_known and variables is not None and len(known) == len(variables)
    return tuple(sorted(found)) if found or is_known else None


def naming(models: Iterable[str]) -> Variables:
    """Variables that name models, for tests."""
    return {f"{'X' * turn}_ENDPOINT_NAME": model for turn, model in enumerate(models)}


def listed(properties: Properties, path: str) -> Variables | None:
    """Variables from a list of Name and Value; None where it is not known which there are."""
    elements, complete = properties.each(path)
    names = [each.text("Name", None) for each in elements]
    if not complete or None in names:
        return None
    values = [each.value("Value") for each in elements]
    return {str(n): "" if v is None else v for n, v in zip(names, values, strict=True)}


def as_list(variables: Variables) -> list[dict[str, Any]]:
    """Variables as a list of Name and Value, for tests."""
    return [{"Name": name, "Value": value} for name, value in variables.items()]

"""What is known of CloudTrail's events, from `iam/events.toml`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from modelkeep.catalogue.toml_file import TomlFile
from modelkeep.core.event_facts import Companion, DerivedArn, EventFacts, On

_NOTES = ("source", "date")


def built_in_events() -> Path:
    """The file that comes with Modelkeep."""
    return Path(str(files("modelkeep.catalogue"))) / "iam" / "events.toml"


def load_event_facts(path: Path) -> EventFacts:
    """The facts of a file. Raises CatalogueError for one that lacks something, a source included."""
    file = TomlFile(path)
    content = file.content
    try:
        return EventFacts(
            sources=_facts(content["sources"]),
            dated_services=frozenset(_facts(content["dated_names"])["services"]),
            operations={
                f"{service}:{name}".lower(): tuple(actions)
                for service, part in content["operations"].items()
                for name, actions in _facts(part).items()
            },
            placeholders={
                name.lower(): tuple(each.lower() for each in parameters)
                for name, parameters in _facts(content["placeholders"]).items()
            },
            lower_case_services=frozenset(_facts(content["lower_case"])["services"]),
            derived=tuple(map(_derived, content["resources"])),
            data_events=tuple(_facts(content["data_events"])["actions"]),
            data_types={service: tuple(types) for service, types in content["data_events"]["types"].items()},
            not_logged=tuple(_facts(content["not_logged"])["actions"]),
            not_certain=tuple(_facts(content["not_certain"])["actions"]),
            may_be_left_out=frozenset(_facts(content["may_be_left_out"])["services"]),
            refused=frozenset(_facts(content["refused"])["codes"]),
            companions=_companions(content["companions"]),
            keys=_companions(content["keys"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError, re.error) as error:
        raise file.error(f"the file lacks what it is to hold: {error}") from error


def _facts(part: Mapping[str, Any]) -> dict[str, Any]:
    if not str(part["source"]).startswith("https://"):
        raise ValueError(f"{part['source']} is no source")
    return {key: value for key, value in part.items() if key not in _NOTES}


def _derived(row: Mapping[str, Any]) -> DerivedArn:
    facts = _facts(row)
    return DerivedArn(facts["service"], facts["parameter"], re.compile(facts["match"]), tuple(facts["arns"]))


def _companions(rows: Sequence[Mapping[str, Any]]) -> tuple[Companion, ...]:
    return tuple(
        Companion(tuple(row["actions"]), tuple(row["adds"]), row["why"], On(row.get("on", On.SAME)))
        for row in map(_facts, rows)
    )

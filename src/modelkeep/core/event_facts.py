"""What is known of CloudTrail's events beside the action table; `catalogue/iam/events.toml` holds it, with sources."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class DerivedArn:
    """ARNs that follow from a request parameter which `match` fits whole: `{0}` is the parameter, `{1}` the first group."""

    service: str
    parameter: str
    match: re.Pattern[str]
    arns: tuple[str, ...]


class On(StrEnum):
    """On what a companion is needed."""

    SAME = "same"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Companion:
    """Actions that are needed besides others, and leave no event."""

    actions: tuple[str, ...]
    adds: tuple[str, ...]
    why: str
    on: On = On.SAME


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFacts:
    """`sources`: IAM prefixes by event source. `operations`: actions by `prefix:EventName` in lower case. `placeholders`: parameters by
    placeholder, both in lower case. `data_events`, `not_logged` and
    `not_certain` (AWS does not say whether there are events) are action patterns; `data_types` resource types by service.
    """

    sources: Mapping[str, str]
    dated_services: frozenset[str]
    operations: Mapping[str, tuple[str, ...]]
    placeholders: Mapping[str, tuple[str, ...]]
    lower_case_services: frozenset[str]
    derived: tuple[DerivedArn, ...]
    data_events: tuple[str, ...]
    data_types: Mapping[str, tuple[str, ...]]
    not_logged: tuple[str, ...]
    not_certain: tuple[str, ...]
    may_be_left_out: frozenset[str]
    refused: frozenset[str]
    companions: tuple[Companion, ...]
    keys: tuple[Companion, ...]

"""Verbs: what somebody may do with a model, whichever services that takes. One file each in `catalogue/verbs`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from modelkeep.core.escalation import Need, Predicate

MODEL = "model"
"""The variable that stands for the model."""
PLACE = frozenset({"partition", "account", "region"})
"""What a resource may name besides variables: where the model is."""
IN_BUCKET = "in_bucket"
"""The one predicate that no SQL answers: the bucket of an object."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to do it: all of its needs, for whatever of the model fits `where`. A need's context may name a variable's region,
    as `{key_region}`."""

    how: str
    needs: tuple[Need, ...]
    where: tuple[Predicate, ...]


@dataclass(frozen=True, slots=True)
class Verb:
    """One verb. Any of its ways is enough."""

    id: str
    title: str
    means: str
    source: str
    ways: tuple[Way, ...]
    path: Path

"""What a change opens and closes: the answers of verbs before it and after it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from modelkeep.engines.access.asking.answers import Certainty, Grant
from modelkeep.engines.access.asking.coverage import Coverage
from modelkeep.engines.access.verbs.answering import VerbAnswer, WayAnswer


class Turn(StrEnum):
    """How somebody's access changed."""

    NEW = "new"
    """They could not, and can now, be it under a condition."""
    SURER = "surer"
    """A condition is gone."""
    OTHER = "other"
    """The condition is another one."""
    LESS = "less"
    """They could for certain, and now under a condition."""
    GONE = "gone"
    UNKNOWN = "unknown"
    """Before or after, whether they can rests on something that was not read."""


OPENS = frozenset({Turn.NEW, Turn.SURER})
"""What lets somebody do more than before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One way in which somebody's access to a model changed. A model that was not there before, or is not there now, has none of the
    ways then."""

    turn: Turn
    model: str
    verb: str
    how: str
    actions: tuple[str, ...]
    before: Grant | None
    after: Grant | None

    @property
    def grant(self) -> Grant:
        """What is now, or was."""
        found = self.after or self.before
        assert found is not None
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessDiff:
    """All changes, those that open something first. `change` says in words what lies between; `coverages` are those of both sides."""

    change: str
    changes: tuple[Change, ...]
    models: int
    coverages: tuple[Coverage, ...]
    is_complete: bool

    @property
    def opens(self) -> tuple[Change, ...]:
        """The changes that let somebody do more."""
        return tuple(each for each in self.changes if each.turn in OPENS)


def changes(before: Iterable[VerbAnswer], after: Iterable[VerbAnswer]) -> tuple[Change, ...]:
    """What changed between the answers about the same or other models."""
    old, new = _ways(before), _ways(after)
    found = [each for key in sorted(old.keys() | new.keys()) for each in _of_way(key, old.get(key), new.get(key))]
    order = list(Turn)
    return tuple(sorted(found, key=lambda each: (order.index(each.turn), each.model, each.verb, each.grant.rank)))


def _ways(answers: Iterable[VerbAnswer]) -> Mapping[tuple[str, str, str], WayAnswer]:
    return {(answer.model, answer.verb.id, way.how): way for answer in answers for way in answer.ways}


def _of_way(key: tuple[str, str, str], old: WayAnswer | None, new: WayAnswer | None) -> Iterator[Change]:
    before = {each.principal: each for each in old.grants} if old else {}
    after = {each.principal: each for each in new.grants} if new else {}
    some = new or old
    assert some is not None
    for principal in sorted(before.keys() | after.keys()):
        was, now = before.get(principal), after.get(principal)
        turn = _turn(was, now)
        if turn is not None:
            yield Change(
                turn=turn, model=key[0], verb=key[1], how=key[2], actions=some.actions, before=was, after=now
            )  # fmt: skip


def _turn(was: Grant | None, now: Grant | None) -> Turn | None:
    if was is not None and now is not None and (was.outcome, was.condition) == (now.outcome, now.condition):
        return None
    if any(each is not None and each.certainty is Certainty.UNKNOWN for each in (was, now)):
        return Turn.UNKNOWN
    if was is None:
        return Turn.NEW
    if now is None:
        return Turn.GONE
    if was.certainty is now.certainty:
        return Turn.OTHER
    return Turn.SURER if now.certainty is Certainty.CERTAIN else Turn.LESS

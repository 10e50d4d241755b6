"""What lies between two answers: new, gone, surer, less sure, unknown."""

from __future__ import annotations

from pathlib import Path

import pytest

from modelkeep.core.verb import Verb
from modelkeep.engines.access.asking.answers import Grant
from modelkeep.engines.access.decision import Outcome
from modelkeep.engines.access.verbs.answering import VerbAnswer, WayAnswer
from modelkeep.engines.access.verbs.changes import AccessDiff, Turn, changes

YES, IF_TLS, IF_VPC = (Outcome.ALLOWED, ""), (Outcome.ALLOWED_IF, "TLS"), (Outcome.ALLOWED_IF, "a VPC")
PERHAPS = (Outcome.UNKNOWN, "a policy allows it")
Held = tuple[Outcome, str] | None


def answer(held: Held, model: str = "m") -> VerbAnswer:
    grants = (Grant(principal="r", kind="role", account="1", outcome=held[0], condition=held[1]),) if held else ()
    way = WayAnswer(how="does it", actions=("s3:PutObject",), resources=("o",), grants=grants)
    return VerbAnswer(verb=Verb("do", "Do", "Do.", "https://x", (), Path("do.yml")), model=model, ways=(way,))


@pytest.mark.parametrize(
    ("before", "after", "turn"),
    [
        (None, YES, Turn.NEW), (None, IF_TLS, Turn.NEW), (YES, None, Turn.GONE), (IF_TLS, YES, Turn.SURER),
        (YES, IF_TLS, Turn.LESS), (IF_TLS, IF_VPC, Turn.OTHER), (PERHAPS, YES, Turn.UNKNOWN), (YES, PERHAPS, Turn.UNKNOWN),
        (None, PERHAPS, Turn.UNKNOWN), (PERHAPS, None, Turn.UNKNOWN),
    ],
)  # fmt: skip
def test_every_turn_is_told(before: Held, after: Held, turn: Turn) -> None:
    (found,) = changes([answer(before)], [answer(after)])
    assert (found.turn, found.how, found.grant.principal) == (turn, "does it", "r")
    opens = AccessDiff(change="", changes=(found,), models=1, coverages=(), is_complete=True).opens
    assert bool(opens) == (turn in (Turn.NEW, Turn.SURER))


@pytest.mark.parametrize("held", [None, YES, IF_TLS, PERHAPS])
def test_what_stays_is_no_change(held: Held) -> None:
    assert changes([answer(held)], [answer(held)]) == ()


def test_what_opens_something_comes_first_and_models_that_come_and_go_count() -> None:
    found = changes([answer(YES, "old")], [answer(YES, "new")])
    assert [(each.model, each.turn) for each in found] == [("new", Turn.NEW), ("old", Turn.GONE)]

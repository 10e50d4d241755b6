"""Policies that a person gives become targets, and what such files never hold is said."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TypeVar

from tests.unit.engines.access.asking.grounds import BUCKET, HOME

from modelkeep import bootstrap
from modelkeep.core.tables import Row
from modelkeep.engines.access.asking.given import GivenPolicy, given_ground, short_name

RowT = TypeVar("RowT", bound=Row)


class Empty:
    """An estate of which nothing was read."""

    def rows(self, row: type[RowT]) -> Iterable[RowT]:
        return ()

    def was_read(self, call: str, account: str, region: str, resource: str) -> bool:
        return False

    def why_not(self, call: str, account: str, resource: str) -> str:
        return "nothing was read"


def test_a_policy_is_a_target_with_what_else_may_open_it() -> None:
    document = json.dumps(
        {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"{BUCKET}/*"}]}
    )
    topic = f"arn:aws:sns:eu-west-1:{HOME}:alarms"
    given = [GivenPolicy(BUCKET, HOME, document, "weights.json"), GivenPolicy(topic, HOME, None, "alarms.json")]
    place = given_ground(bootstrap.load_action_table(), Empty(), given, "files")
    assert place.world.owner(BUCKET) == HOME
    assert [each.name for each in place.world.targets[BUCKET].policies] == ["weights.json"]
    assert place.world.targets[topic].policies == ()
    assert set(place.openings) == {BUCKET}
    assert place.lacks
    assert [each.arn for each in place.named("alarms")] == [topic]


def test_short_names() -> None:
    assert [short_name(each) for each in (BUCKET, f"arn:aws:iam::{HOME}:role/ml/x", "x")] == ["weights", "x", "x"]

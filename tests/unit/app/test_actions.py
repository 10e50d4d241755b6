"""A new edition of the action facts takes the table's place, and nothing that was known is lost by it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from tests.fakes.actions import DAY, FACTS, Told, action, release

from modelkeep.app.actions import ActionUpdate, update_actions
from modelkeep.core.action import ActionFacts, ActionRelease, ConditionKey, ServiceActions
from modelkeep.core.errors import UsageError
from modelkeep.engines.access.action_data import META, data_members
from modelkeep.engines.access.actions import Action, ActionTable

Members = dict[str, Mapping[str, Any]]


def table_of(members: Members) -> ActionTable:
    return ActionTable(members[META], members.get)


def before(*actions: Action, facts: ActionFacts = FACTS) -> ActionTable:
    return table_of(dict(data_members(release(*actions), facts)))


def updated(edition: ActionRelease, table: ActionTable) -> tuple[ActionTable, ActionUpdate]:
    kept: Members = {}

    def keep(members: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
        kept.update(members)

    made = update_actions(Told(edition), table, FACTS, keep)
    return table_of(kept), made


def test_what_is_new_and_what_is_gone() -> None:
    table = before(action("svc:GetThing"), action("svc:OldThing"))
    now, made = updated(release(action("svc:GetThing"), action("svc:NewThing"), day=DAY + timedelta(1)), table)
    assert (made.added, made.removed, made.actions) == (("svc:NewThing",), ("svc:OldThing",), 2)
    assert now.date == DAY + timedelta(1)
    assert now.action("svc:OldThing") is None
    assert now.action("svc:newthing") is not None


def test_an_older_edition_is_refused_and_nothing_kept() -> None:
    table = before(action("svc:GetThing"))
    with pytest.raises(UsageError, match="2026-09-30, older than the action table in use, of 2026-10-01"):
        updated(release(day=DAY - timedelta(1)), table)


def test_a_service_that_the_edition_lacks_is_kept_whole() -> None:
    table = before(action("svc:GetThing", dependents=("iam:PassRole",)))
    other = ServiceActions("other", (action("other:Do"),), table.service_actions("svc").resource_types, ())  # type: ignore[union-attr]
    now, made = updated(replace(release(), services=(other,)), table)
    assert made.kept_services == ("svc",)
    assert now.action("svc:GetThing") == table.action("svc:GetThing")
    assert now.resource_type("svc", "thing") == table.resource_type("svc", "thing")
    assert now.condition_key("svc:Colour") == ConditionKey("svc:Colour", "String")


def test_what_the_edition_does_not_tell_is_kept() -> None:
    table = before(action("svc:GetThing", required=False, dependents=("iam:PassRole",)))
    silent = release(
        action("svc:GetThing", dependents=("kms:Decrypt",)),
        action("svc:NewThing"),
        required=False,
        dependents=False,
    )
    now, _ = updated(silent, table)
    get, new = now.action("svc:GetThing"), now.action("svc:NewThing")
    assert get is not None
    assert not get.resource_types[0].required
    assert get.dependents == ("iam:PassRole", "kms:Decrypt")
    assert new is not None
    assert new.resource_types[0].required


def test_what_the_edition_tells_stands() -> None:
    table = before(action("svc:GetThing", required=False, dependents=("iam:PassRole",)))
    now, _ = updated(release(action("svc:GetThing")), table)
    get = now.action("svc:GetThing")
    assert get is not None
    assert get.resource_types[0].required
    assert get.dependents == ()


def test_keys_of_no_service_are_kept() -> None:
    facts = replace(FACTS, global_keys=(ConditionKey("saml:aud", "String"),))
    now, _ = updated(release(), before(facts=facts))
    assert now.condition_key("saml:aud") == ConditionKey("saml:aud", "String")
    assert now.condition_key("aws:SourceIp") is not None


def test_whose_data_it_is_is_told_once_each() -> None:
    edition = replace(release(), attribution=("Others.",))
    once, _ = updated(edition, before())
    twice, _ = updated(edition, once)
    assert once.attribution == twice.attribution == "Others. Tests."


def test_documented_facts_are_laid_over_every_edition() -> None:
    facts = replace(FACTS, alternatives=frozenset({"svc:PutThing"}), dependents={"svc:GetThing": ("kms:Decrypt",)})
    table = before(action("svc:PutThing"), action("svc:GetThing", dependents=("iam:PassRole",)), facts=facts)
    put, get = table.action("svc:PutThing"), table.action("svc:GetThing")
    assert put is not None
    assert not put.resource_types[0].required
    assert get is not None
    assert get.resource_types[0].required
    assert get.dependents == ("iam:PassRole", "kms:Decrypt")
    assert table.rcp_services == {"svc"}
    assert table.rcp_exempt == {"svc:PutThing"}
    assert table.rcp_date == date(2026, 9, 1)
    assert table.region_of_requests("SVC") == "us-east-1"
    assert table.actions_of_operation("svc:fetch") == (get,)

"""The facts on CloudTrail's events: each has a source and names actions and services that there are."""

from __future__ import annotations

from pathlib import Path

import pytest

from modelkeep.bootstrap import load_action_table
from modelkeep.catalogue.events import built_in_events, load_event_facts
from modelkeep.core.errors import CatalogueError


def test_the_facts_name_actions_and_services_that_the_table_knows() -> None:
    table, facts = load_action_table(), load_event_facts(built_in_events())
    named = {
        *(action for actions in facts.operations.values() for action in actions),
        *facts.data_events,
        *facts.not_logged,
        *facts.not_certain,
        *(name for each in (*facts.companions, *facts.keys) for name in (*each.actions, *each.adds)),
    }
    assert [name for name in sorted(named) if not table.matching(name)] == []
    services = {*facts.sources.values(), *facts.dated_services, *facts.data_types, *facts.may_be_left_out,
                *facts.lower_case_services, *(each.service for each in facts.derived)}  # fmt: skip
    assert [name for name in sorted(services) if not table.knows_service(name)] == []
    assert all(table.resource_type(service, name) for service, names in facts.data_types.items() for name in names)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('source = "https://docs.aws.amazon.com/lambda/latest/dg/logging-using-cloudtrail.html"', 'source = "hearsay"'),
        ('match = "[^:]+"', 'match = "["'),
        ("[not_logged]", "[never_logged]"),
        ('on = "any"', 'on = "none"'),
        ('codes = ["AccessDenied"', "codes = [AccessDenied"),
    ],
)
def test_a_file_that_lacks_something_is_refused(old: str, new: str, tmp_path: Path) -> None:
    text = built_in_events().read_text()
    assert old in text
    file = tmp_path / "events.toml"
    file.write_text(text.replace(old, new, 1))
    with pytest.raises(CatalogueError, match=r"events\.toml"):
        load_event_facts(file)

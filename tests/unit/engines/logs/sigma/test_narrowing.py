"""What a condition says of an event's kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from modelkeep.core.logs.detection import RuleFile
from modelkeep.engines.logs.sigma.kinds import Look
from modelkeep.engines.logs.sigma.parsing import read
from modelkeep.engines.logs.sigma.program import Compiler

RULE = """
title: R
name: R-1
level: high
logsource: {{product: aws, service: cloudtrail}}
detection:
  name: {{eventName: CreateKey}}
  other: {{eventName: DeleteKey}}
  inside: {{requestParameters.a: b}}
  root: {{userIdentity.type: Root}}
  condition: {condition}
"""
NAME, OTHER, ROOT = (
    "LOWER(\"event_name\") = 'createkey'",
    "LOWER(\"event_name\") = 'deletekey'",
    "LOWER(\"user_type\") = 'root'",
)


def look(condition: str) -> Look:
    book = read([RuleFile(Path("r.yml"), RULE.format(condition=condition))])
    program = Compiler(book, {}).compile()
    assert not program.troubles
    return program.looks["cloudtrail"]


@pytest.mark.parametrize(
    ("condition", "possible", "exact"),
    [
        ("name and root", f"{NAME} AND {ROOT}", True),
        ("name and inside", NAME, False),
        ("name and not inside", NAME, False),
        ("name and not (inside and root)", NAME, False),
        ("name and not (inside or root)", f"{NAME} AND NOT COALESCE({ROOT}, FALSE)", False),
        ("name or inside", "TRUE", False),
        ("(name and inside) or other", f"({NAME}) OR {OTHER}", False),
        ("not inside", "TRUE", False),
    ],
)
def test_a_kind_decides_what_its_columns_say(condition: str, possible: str, exact: bool) -> None:
    (test,) = look(condition).tests
    found = test.possible.replace("(" + NAME + ")", NAME).replace("(" + OTHER + ")", OTHER)
    assert (found.replace("(", "").replace(")", ""), test.exact) == (possible.replace("(", "").replace(")", ""), exact)


def test_conditions_about_names_that_no_event_has_are_not_asked() -> None:
    found = look("name and inside")
    assert found.of_names(["deletekey"]) == []
    assert [each.names for each in found.of_names(["createkey"])] == [("createkey",)]
    assert look("inside").of_names([]) != []

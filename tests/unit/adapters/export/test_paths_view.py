"""Paths as text, JSON, Graphviz and SVG."""

from __future__ import annotations

import datetime as dt
import io
import json
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from modelkeep.adapters.export.paths_view import PATHS_FORMATS
from modelkeep.core.escalation import Gained
from modelkeep.engines.access.asking.coverage import Coverage
from modelkeep.engines.access.decision import Outcome
from modelkeep.engines.access.paths.answer import Answer
from modelkeep.engines.access.paths.edges import Edge, Evidence, Removable
from modelkeep.engines.access.paths.graph import Choke, Path
from modelkeep.engines.access.statements import Ref
from modelkeep.engines.access.world import Unread

EVE = "arn:aws:iam::111122223333:user/eve"
ROLE = "arn:aws:iam::111122223333:role/strong"
MODEL = "arn:aws:sagemaker:eu-west-1:111122223333:model/fraud"
REF = Ref("own", 2, "Sid")
FIRST = Edge(
    EVE, ROLE, "lambda-004", "Other code in a function", Gained.ROLE, Outcome.ALLOWED_IF, "aws:SourceIp is within 10.0.0.0/8",
    (Evidence("lambda:UpdateFunctionCode", "arn:aws:lambda:eu-west-1:111122223333:function:answer", (REF,)),),
    ("the function works as strong",),
)  # fmt: skip
SECOND = Edge(
    ROLE, MODEL, "mk-use-01", "Reading a <model>", Gained.MODEL, Outcome.UNKNOWN, "the policy says so (unread)"
)
PUBLIC = Edge("anonymous", MODEL, "mk-use-01", "Reading a model", Gained.MODEL, Outcome.ALLOWED)
ANSWER = Answer(
    target=MODEL,
    start="",
    paths=(Path((PUBLIC,), (0,)), Path((FIRST, SECOND), (2, 0))),
    more=3,
    starts=5,
    administrators=2,
    chokes=(Choke(4, statement=Removable(ROLE, REF)), Choke(1, principal=ROLE)),
    coverage=Coverage(
        source="snapshot s-1",
        accounts=("111122223333",),
        principals=9,
        policy_kinds=("identity",),
        services={"s3": 2},
        unread=tuple(Unread("resource policy", f"bucket {number}", "AccessDenied") for number in range(7)),
        lacks=(),
        table_date=dt.date(2026, 9, 26),
        table_source="a table",
    ),
)
NONE = replace(
    ANSWER, paths=(), more=0, starts=0, administrators=0, chokes=(), coverage=replace(ANSWER.coverage, unread=())
)


def written(answer: Answer, form: str) -> str:
    out = io.StringIO()
    PATHS_FORMATS[form](answer, out)
    return out.getvalue()


def test_text_tells_steps_with_statements_conditions_and_what_is_unknown() -> None:
    text = written(ANSWER, "text")
    for line in (
        f"Paths to {MODEL}",
        "5 starting points lead there. 2 administrators not shown; --from NAME shows one.",
        "1. anybody, without credentials, 1 step",
        f"2. {EVE}, 2 steps, unknown",
        "   lambda-004  Other code in a function",
        f"     to {ROLE}",
        "     lambda:UpdateFunctionCode on arn:aws:lambda:eu-west-1:111122223333:function:answer: own, statement 2 (Sid)",
        "     the function works as strong",
        "     if: aws:SourceIp is within 10.0.0.0/8",
        "     and by 2 other techniques",
        "     unknown whether: the policy says so (unread)",
        "3 more; --most shows more of them.",
        "What one removal cuts, of 5 starting points",
        f"      4  the statement {ROLE}: own, statement 2 (Sid)",
        f"      1  everything of {ROLE}",
        "  from snapshot s-1",
        "  users and roles of 1 account: 111122223333 (9)",
        "  actions as of 2026-09-26 (a table)",
    ):
        assert line in text.splitlines(), line
    assert "not read: resource policy of bucket 0, bucket 1" in text


def test_an_answer_of_nothing_says_what_it_rests_on() -> None:
    text = written(NONE, "text")
    assert "Nobody was found who reaches it." in text
    assert "1 account: 111122223333" in text
    assert "not read" not in text
    assert "No path was found." in written(replace(NONE, start="public"), "text")
    assert "not read" in written(replace(NONE, coverage=ANSWER.coverage), "text")


def test_of_one_there_is_one() -> None:
    assert "1 starting point leads there." in written(replace(ANSWER, starts=1, administrators=0), "text")
    assert "5 shortest paths." in written(replace(ANSWER, start="eve"), "text")


def test_json_has_everything() -> None:
    document: dict[str, Any] = json.loads(written(ANSWER, "json"))
    assert (document["target"], document["from"], document["more"]) == (MODEL, None, 3)
    assert (document["starting_points"], document["administrators"]) == (5, 2)
    first = document["paths"][1]["steps"][0]
    assert first["permissions"] == [
        {
            "action": "lambda:UpdateFunctionCode",
            "resource": "arn:aws:lambda:eu-west-1:111122223333:function:answer",
            "by": [{"policy": "own", "statement": 2, "sid": "Sid"}],
        }
    ]
    assert (first["from"], first["to"], first["technique"], first["gains"]) == (EVE, ROLE, "lambda-004", "role")
    assert (first["outcome"], first["other_techniques"]) == ("allowed_if", 2)
    assert first["condition"] == "aws:SourceIp is within 10.0.0.0/8"
    assert [path["outcome"] for path in document["paths"]] == ["allowed", "unknown"]
    assert document["choke_points"] == [
        {"cut": 4, "principal": None, "statement": {"policy": "own", "statement": 2, "sid": "Sid", "of": ROLE}},
        {"cut": 1, "principal": ROLE, "statement": None},
    ]
    assert document["coverage"]["complete"] is False
    assert len(document["coverage"]["unread"]) == 7


def test_graphviz_names_each_node_and_step_once() -> None:
    lines = written(ANSWER, "dot").splitlines()
    assert (lines[0], lines[-1]) == ("digraph paths {", "}")
    assert sum(line.startswith(f'  "{MODEL}" [label=') for line in lines) == 1
    assert f'  "{EVE}" [label="user/eve (111122223333)", tooltip="{EVE}"];' in lines
    (step,) = [line for line in lines if line.startswith(f'  "{EVE}" ->')]
    assert f'"{ROLE}"' in step
    assert "style=dashed" in step
    assert any("style=dotted" in line for line in lines if line.startswith(f'  "{ROLE}" ->'))


def test_graphviz_text_cannot_end_a_string() -> None:
    odd = replace(PUBLIC, title='a " quote and a \\ slash')
    text = written(replace(ANSWER, paths=(Path((odd,), (0,)),)), "dot")
    assert 'a \\" quote and a \\\\ slash' in text


def test_svg_is_xml_with_a_box_for_each_node_left_to_right() -> None:
    root = ET.fromstring(written(ANSWER, "svg"))
    name = "{http://www.w3.org/2000/svg}"
    places = {
        group.findtext(f"{name}title"): int(box.attrib["x"])
        for group in root.iter(f"{name}g")
        if (box := group.find(f"{name}rect")) is not None
    }
    assert places.keys() == {"anonymous", EVE, ROLE, MODEL}
    assert places[EVE] < places[ROLE] < places[MODEL]
    assert places["anonymous"] == places[ROLE]
    dashes = {path.attrib.get("stroke-dasharray") for path in root.iter(f"{name}path")}
    assert {"8 4", "2 4"} <= dashes
    assert "Reading a &lt;model&gt;" in written(ANSWER, "svg")


@pytest.mark.parametrize("form", PATHS_FORMATS)
def test_no_format_lets_characters_through_that_hide_or_rearrange(form: str) -> None:
    sly = replace(PUBLIC, technique="x\u202ey")
    text = written(replace(ANSWER, paths=(Path((sly,), (0,)),)), form)
    assert "\u202e" not in text


@pytest.mark.parametrize("form", ["dot", "svg"])
def test_a_picture_of_nothing_shows_the_target(form: str) -> None:
    assert "model/fraud" in written(NONE, form)

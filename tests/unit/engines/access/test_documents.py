"""The quick way to compile a document: it leads where the way that says what is wrong leads."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from modelkeep.engines.access.documents import Documents
from modelkeep.engines.access.statements import policy_of

ACTION: st.SearchStrategy[Any] = st.sampled_from(["s3:Get*", "*", ["s3:*", "kms:Decrypt"]])
RESOURCE: st.SearchStrategy[Any] = st.sampled_from(
    ["*", "arn:aws:s3:::b/${aws:username}", ["arn:aws:s3:::b/*", "arn:aws:s3:::b"]]
)
PRINCIPAL: st.SearchStrategy[Any] = st.sampled_from(
    ["*", {"AWS": "111111111111"}, {"AWS": ["*", "arn:aws:iam::111111111111:root"]}]
)
CONDITION: st.SearchStrategy[Any] = st.sampled_from(
    [
        {"Bool": {"a": False}},
        {"StringLike": {"a": "${b}", "c": ["d", "e"]}},
        {"NumericLessThan": {"a": [1, 2.5, 10**30]}},
    ]
)
ODD: st.SearchStrategy[Any] = st.sampled_from([
    ("Action", []), ("Action", " s3:Get"), ("Action", "s3:\u00e9"), ("Action", 3), ("NotAction", "*"), ("Resource", []),
    ("Resource", [1]), ("NotResource", "*"), ("Principal", {}), ("Principal", {"Who": "*"}), ("NotPrincipal", {"AWS": "*"}),
    ("Condition", {}), ("Condition", "x"), ("Condition", {"Strange": {"a": "b"}}), ("Condition", {"DateLessThan": {"a": "b"}}),
    ("Effect", "Permit"), ("Sid", 1), ("Sid", '"'), ("Resources", "*"),
])  # fmt: skip
"""Elements that are not plain, or no elements."""


@st.composite
def statements(draw: st.DrawFn) -> dict[str, Any]:
    """One statement, mostly as the grammar has it."""
    found: dict[str, Any] = {
        "Effect": draw(st.sampled_from(["Allow", "Deny"])),
        draw(st.sampled_from(["Action", "Action", "NotAction"])): draw(ACTION),
        draw(st.sampled_from(["Resource", "Resource", "NotResource"])): draw(RESOURCE),
    }
    if draw(st.booleans()):
        found[draw(st.sampled_from(["Principal", "NotPrincipal"]))] = draw(PRINCIPAL)
    if draw(st.booleans()):
        found["Condition"] = draw(CONDITION)
    if draw(st.integers(0, 3)) == 0:
        name, value = draw(ODD)
        found[name] = value
    return found


DOCUMENT = st.fixed_dictionaries(
    {"Statement": st.one_of(statements(), st.lists(statements(), max_size=2))},
    optional={
        "Version": st.sampled_from(["2012-10-17", "2012-10-17", "2008-10-17", "2012-10-18"]),
        "Id": st.sampled_from(["x", {"a": "b"}]),
    },
)
DOCUMENTS = Documents()
"""One for all examples, since it remembers."""


HIDDEN = r'{"Statement": {"Effect": "Deny", "Sid": "\u0022\u0022\u0022\u0022", "Action": "*", "Resource": "a", "Resource": "*"}}'
"""As many quotation marks are added by what is escaped as are lost with the first of two values."""
NOWHERE = '{"Statement": {"Effect": "Allow", "Action": "*", "Resource": []}}'


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A document as text; in some a key is said twice."""
    found = json.dumps(draw(DOCUMENT))
    key = draw(st.sampled_from(["", "", "", "", "Resource", "AWS"]))
    return found.replace(f'"{key}": ', f'"{key}": "x", "{key}": ', 1) if key else found


@settings(deadline=None, max_examples=120)
@given(texts(), st.booleans(), st.sampled_from(["aws", "aws-cn"]))
@example(HIDDEN, False, "aws")
@example(NOWHERE, False, "aws")
def test_the_quick_way_and_the_other_lead_to_one_policy(text: str, of_resource: bool, partition: str) -> None:
    slow = policy_of("p", text, of_resource=of_resource, partition=partition)
    assert DOCUMENTS.policy("p", text.encode(), of_resource=of_resource, partition=partition) == slow

"""What a change opens and closes, for people and as JSON; hostile names send nothing to the terminal."""

from __future__ import annotations

import io
import json

from modelkeep.adapters.export.access_diff_view import ACCESS_DIFF_FORMATS
from modelkeep.engines.access.asking.answers import Grant
from modelkeep.engines.access.decision import Outcome
from modelkeep.engines.access.verbs.changes import AccessDiff, Change, Turn

MODEL = "arn:aws:sagemaker:eu-west-1:111122223333:model/fraud"


def grant(outcome: Outcome, condition: str = "", name: str = "arn:aws:iam::111122223333:role/trainer") -> Grant:
    return Grant(principal=name, kind="role", account="111122223333", outcome=outcome, condition=condition)


def change(turn: Turn, before: Grant | None, after: Grant | None) -> Change:
    return Change(
        turn=turn, model=MODEL, verb="replace", how="overwrites the artifact", actions=("s3:PutObject", "kms:Decrypt"),
        before=before, after=after,
    )  # fmt: skip


FOUND = AccessDiff(
    change="new.json as a policy of r",
    changes=(
        change(Turn.NEW, None, grant(Outcome.ALLOWED_IF, "aws:SourceVpc is vpc-1")),
        change(Turn.OTHER, grant(Outcome.ALLOWED_IF, "MFA"), grant(Outcome.ALLOWED_IF, "TLS", "\x1b[31mevil")),
        change(Turn.GONE, grant(Outcome.ALLOWED), None),
        change(Turn.UNKNOWN, None, grant(Outcome.UNKNOWN, "a policy allows it")),
    ),
    models=1,
    coverages=(),
    is_complete=False,
)


def shown(name: str, found: AccessDiff) -> str:
    out = io.StringIO()
    ACCESS_DIFF_FORMATS[name](found, out)
    return out.getvalue()


def test_changes_for_people() -> None:
    text = shown("table", FOUND)
    order = [
        text.index(each)
        for each in ("Newly possible (1)", "Under another condition (1)", "No longer possible (1)", "Unknown:")
    ]
    assert order == sorted(order)
    for words in (
        "role trainer in 111122223333: replace", "overwrites the artifact, by s3:PutObject and kms:Decrypt",
        "if aws:SourceVpc is vpc-1", "before: if MFA", MODEL,
    ):  # fmt: skip
        assert words in text
    assert "\x1b" not in text


def test_no_change_is_said() -> None:
    nothing = AccessDiff(change="x", changes=(), models=2, coverages=(), is_complete=True)
    assert "Nothing changes for 2 models." in shown("table", nothing)


def test_changes_as_json() -> None:
    document = json.loads(shown("json", FOUND))
    assert (document["opens"], document["complete"], document["models"]) == (1, False, 1)
    assert [each["change"] for each in document["changes"]] == ["new", "other", "gone", "unknown"]
    assert document["changes"][0]["before"] is None
    assert document["changes"][0]["after"]["condition"] == "aws:SourceVpc is vpc-1"

"""A passport and a comparison, for people and as JSON."""

from __future__ import annotations

import io
import json

from tests.unit.adapters.export.samples import FRAUD, HOSTILE, estate
from tests.unit.estates import Estate

from modelkeep.adapters.export.diff_view import DIFF_FORMATS
from modelkeep.adapters.export.passport_view import PASSPORT_FORMATS
from modelkeep.app.diff import diff
from modelkeep.app.passport import passport
from modelkeep.core.passport import Reach


def passport_in(name: str, of: Estate) -> str:
    out = io.StringIO()
    PASSPORT_FORMATS[name](passport(of.connection(), FRAUD), out)
    return out.getvalue()


def diff_in(name: str, before: Estate, after: Estate) -> str:
    out = io.StringIO()
    DIFF_FORMATS[name](diff(before.snapshot("20261120T000000Z"), after.snapshot("20261121T000000Z")), out)
    return out.getvalue()


def test_passport_for_people() -> None:
    text = passport_in("text", estate())
    for words in (
        "fraud", "stored in data", "not in the scan", "Open (", "Unknown (1)", "may belong to the model (1)", "Tags: not read",
    ):  # fmt: skip
        assert words in text
    assert "not analysed yet: this does not mean nobody" in text
    assert "nothing to judge" in text


REACH = (
    Reach(
        verb="replace", title="Put another model in its place", certain=2, conditional=0, unknown=3,
        names=("arn:aws:iam::111122223333:role/ops/trainer", "arn:aws:iam::111122223333:root", "anonymous\x1b[31m"),
    ),
    Reach(verb="approve", title="Approve it", certain=0, conditional=0, unknown=0, names=()),
    Reach(verb="unguard", title="Take its guard away", certain=0, conditional=0, unknown=0, names=(), occasion=False),
)  # fmt: skip


def test_passport_tells_how_many_can_do_what_and_whom_to_look_at_first() -> None:
    out = io.StringIO()
    PASSPORT_FORMATS["text"](passport(estate().connection(), FRAUD, lambda arn: REACH), out)
    for words in (
        "replace: 2 certainly, 3 unknown", "role/ops/trainer, root user of 111122223333, ", " and 2 more",
        "approve: nobody, as far as was read", "unguard: the snapshot shows nothing of the model for it",
    ):  # fmt: skip
        assert words in out.getvalue()
    assert "\x1b" not in out.getvalue()
    out = io.StringIO()
    PASSPORT_FORMATS["json"](passport(estate().connection(), FRAUD, lambda arn: REACH), out)
    document = json.loads(out.getvalue())
    assert document["reach_status"] == "analysed"
    assert document["reach"][0]["unknown"] == 3
    assert [each["occasion"] for each in document["reach"]] == [True, True, False]


def test_passport_as_json() -> None:
    document = json.loads(passport_in("json", estate()))
    assert (document["reach"], document["reach_status"]) == (None, "not analysed yet")
    assert document["lineage"]["children"][0]["read"] is False
    assert [each["control"] for each in document["open"]] == ["SM-01", "OLD-1", "IN-01"]
    assert document["practices"]["access"]["failed"] == 1


def test_a_hostile_model_name_sends_nothing_to_the_terminal() -> None:
    for name in HOSTILE:
        text = passport_in("text", Estate(models=[{"arn": FRAUD, "name": name}], edges=[(FRAUD, "runs_as", name)]))
        assert "\x1b" not in text
        assert "\u202e" not in text


def test_diff_for_people() -> None:
    before = Estate(findings=[{"severity": "high"}], accounts=("111122223333", "222233334444"))
    after = Estate(findings=[{"severity": "high", "verdict": "PASS"}, {"control": "B-1"}], controls={"SM-NB-01": "1"})
    text = diff_in("text", before, after)
    for words in (
        "1 new; 1 fixed.",
        "1 account no longer scanned: 222233334444",
        "was FAIL, is PASS; the control itself changed",
        "1 control newly asked: B-1",
    ):
        assert words in text


def test_diff_says_when_nothing_is_open() -> None:
    assert "Nothing is open or unknown" in diff_in("text", Estate(), Estate())


def test_diff_as_json() -> None:
    document = json.loads(
        diff_in("json", Estate(findings=[{}]), Estate(accounts=("222233334444",), controls={"SM-NB-01": "0"}))
    )
    assert document["counts"]["not scanned"] == 1
    assert document["counts"]["fixed"] == 0
    (change,) = document["changes"]
    assert (change["before"], change["after"], change["note"]) == ("FAIL", None, "the account was not scanned")
    assert document["scope"]["accounts_dropped"] == ["111122223333"]

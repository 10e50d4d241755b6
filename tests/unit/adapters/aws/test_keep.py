"""When an earlier answer stands, and that anything else is asked again."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.fakes.journal import MemoryJournal

from modelkeep.adapters.aws import collect
from modelkeep.adapters.aws.collect.sagemaker_replies import Listing
from modelkeep.adapters.aws.keep import S3, SAGEMAKER, Dated, Keep, Keeper, Window
from modelkeep.core.coverage import Basis, Outcome, Read
from modelkeep.ports import Former, Recorded

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
ACCOUNT, HERE, THERE = "111122223333", "us-east-1", "eu-west-1"
ENDPOINT = f"arn:aws:sagemaker:{HERE}:{ACCOUNT}:endpoint/fraud"
BUCKET = "arn:aws:s3:::data"
QUIET = Window(complete=True)
KEPT = frozenset({
    "DescribeAutoMLJobV2", "DescribeDataQualityJobDefinition", "DescribeEndpoint",
    "DescribeEndpointConfig", "DescribeHyperParameterTuningJob", "DescribeInferenceComponent", "DescribeModel",
    "DescribeModelBiasJobDefinition", "DescribeModelCard", "DescribeModelExplainabilityJobDefinition",
    "DescribeModelQualityJobDefinition", "DescribeNotebookInstance", "DescribeNotebookInstanceLifecycleConfig",
    "DescribeProcessingJob", "DescribeStudioLifecycleConfig", "DescribeTrainingJob", "DescribeTransformJob",
})  # fmt: skip
"""Each was held against what AWS documents of the service; a new one needs the same, and a place here."""


def read(call: str = "sagemaker:DescribeEndpoint", resource: str = ENDPOINT, **more: object) -> Read:
    given = Read(
        call=call, account=ACCOUNT, region=HERE, resource=resource, outcome=Outcome.OK, at=NOW - timedelta(days=1)
    )  # fmt: skip
    return replace(given, **more)  # type: ignore[arg-type]  # fields by name


def basis(
    earlier: Read | None, keep: Keep | None, *, version: str = "v1", here: Window | None = QUIET, there: Window = QUIET
) -> Basis:
    """What is decided about a call that the earlier scan recorded so."""
    formerly = {earlier.key: Recorded(earlier, ("row",), version)} if earlier else {}
    former = Former(snapshot="S1", started=NOW - timedelta(days=1), oldest=timedelta(days=7), resources={})
    keeper = Keeper(MemoryJournal(former=former, formerly=formerly), former, NOW)
    keeper.windows[ACCOUNT, THERE] = there
    if here is not None:
        keeper.windows[ACCOUNT, HERE] = here
    answer, found = keeper.answer((earlier or read()).key, keep)
    assert (answer is not None) is found.kept
    if answer is not None:
        assert earlier is not None
        assert (answer.read.at, answer.read.kept_from, answer.values) == (earlier.at, "S1", ("row",))
    return found


SAME = Keep("v1", vouched=True)


def test_a_call_of_which_nobody_said_so_is_made() -> None:
    assert basis(read(), None) is Basis.ALWAYS


def test_a_call_that_the_earlier_scan_did_not_ask_is_made() -> None:
    assert basis(None, SAME) is Basis.NEW


@pytest.mark.parametrize("outcome", sorted(set(Outcome) - {Outcome.OK, Outcome.ABSENT}))
def test_a_call_that_gave_no_answer_is_made_again(outcome: Outcome) -> None:
    assert basis(read(outcome=outcome), SAME) is Basis.FAILED


def test_absent_is_an_answer() -> None:
    assert basis(read(outcome=Outcome.ABSENT), SAME) is Basis.CLOUDTRAIL


def test_an_answer_that_is_too_old_is_asked_again() -> None:
    assert basis(read(at=NOW - timedelta(days=7)), SAME) is Basis.CLOUDTRAIL
    assert basis(read(at=NOW - timedelta(days=7, seconds=1)), SAME) is Basis.OLD


def test_what_the_list_shows_changed_or_changing_is_asked_again_whatever_cloudtrail_says() -> None:
    assert basis(read(), Keep("v2", vouched=True)) is Basis.CHANGED
    assert basis(read(), Keep("v1", vouched=True, settled=False)) is Basis.CHANGED


def test_what_an_event_names_is_asked_again_though_the_list_shows_no_change() -> None:
    touched = Window(True, {SAGEMAKER: frozenset({"fraud"})})
    assert basis(read(), SAME, here=touched) is Basis.CHANGED
    assert basis(read(), SAME, here=Window(True, {SAGEMAKER: frozenset({"chat"})})) is Basis.CLOUDTRAIL
    assert basis(read(), SAME, here=Window(True, sources=frozenset({SAGEMAKER}))) is Basis.CHANGED
    assert basis(read(), SAME, here=Window(True, sources=frozenset({""}))) is Basis.CHANGED


@pytest.mark.parametrize("window", [None, Window(complete=False)])
def test_without_cloudtrail_only_what_the_list_vouches_for_is_kept(window: Window | None) -> None:
    assert basis(read(), SAME, here=window) is Basis.LISTED
    assert basis(read(), Keep("v1"), here=window) is Basis.UNPROVEN
    assert basis(read(), Keep("v2", vouched=True), here=window) is Basis.CHANGED


def test_a_bucket_is_touched_from_any_region_and_an_endpoint_from_its_own() -> None:
    elsewhere = Window(True, {S3: frozenset({"data"}), SAGEMAKER: frozenset({"fraud"})})
    assert basis(read("s3:GetBucketPolicy", BUCKET), Keep("v1"), there=elsewhere) is Basis.CHANGED
    assert basis(read(), SAME, there=elsewhere) is Basis.CLOUDTRAIL


def test_an_answer_that_was_kept_before_names_the_scan_that_asked() -> None:
    earlier = read(kept_from="S0", basis=Basis.CLOUDTRAIL)
    former = Former(snapshot="S1", started=NOW - timedelta(days=1), oldest=timedelta(days=7), resources={})
    journal = MemoryJournal(former=former, formerly={earlier.key: Recorded(earlier, (), "v1")})
    keeper = Keeper(journal, former, NOW, {(ACCOUNT, HERE): QUIET})
    answer, _ = keeper.answer(earlier.key, SAME)
    assert answer is not None
    assert answer.read.kept_from == "S0"


def test_a_list_that_leaves_a_time_out_vouches_for_nothing() -> None:
    dated = Dated(("CreationTime", "LastModifiedTime"), "Status", frozenset({"InService"}))
    whole = {"CreationTime": NOW, "LastModifiedTime": NOW, "Status": "InService"}
    assert Keep(*dated.of(whole)) == Keep(f"{NOW.isoformat()} {NOW.isoformat()} InService", vouched=True)
    assert not Keep(*dated.of({"CreationTime": NOW, "Status": "InService"})).vouched
    assert not Keep(*dated.of({**whole, "Status": "Updating"})).settled
    assert not Keep(*dated.of({"CreationTime": NOW, "LastModifiedTime": NOW})).settled


def test_only_descriptions_that_were_looked_into_are_kept() -> None:
    found = set()
    for info in pkgutil.iter_modules(collect.__path__):
        module = importlib.import_module(f"{collect.__name__}.{info.name}")
        found |= {each.describes for each in vars(module).values() if isinstance(each, Listing) and each.dated}
    definitions = {
        f"Describe{each}JobDefinition" for each in ("DataQuality", "ModelQuality", "ModelBias", "ModelExplainability")
    }
    assert found | definitions == KEPT

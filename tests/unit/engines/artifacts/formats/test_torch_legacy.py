"""The format before PyTorch 1.6: pickles are pickles, storages are numbers, and what follows them is inspected."""

from __future__ import annotations

from tests.fakes.model_files import LEGACY_START, legacy, legacy_text

from modelkeep.core.artifact_policy import Policy
from modelkeep.core.artifacts import Inspection, State
from modelkeep.engines.artifacts.inspecting import inspect
from modelkeep.engines.artifacts.limits import Limits
from modelkeep.engines.artifacts.sources import Bytes

CALL = b"cos\nsystem\n(S'id'\ntR."


def look(data: bytes, limits: Limits | None = None) -> Inspection:
    return inspect("m.pth", Bytes(data), Policy(), limits)


def above_review(told: Inspection) -> set[str]:
    return {issue.rule for issue in told.issues if not issue.review}


def test_storages_are_numbers() -> None:
    told = look(legacy((b"11", bytes(400)), (b"12", b"\xff" * 80)))
    assert told.formats == ("pytorch legacy",)
    assert not told.gaps
    assert not above_review(told)


def test_what_hides_in_a_storage_is_told_by_its_key() -> None:
    told = look(legacy((b"11", bytes(400)), (b"12", CALL + bytes(22 + 36))))
    hidden = [issue for issue in told.issues if issue.rule == "hidden-in-tensor"]
    assert [issue.place for issue in hidden] == [("m.pth", "storage 12")]


def test_what_follows_the_storages_is_inspected() -> None:
    told = look(legacy((b"11", bytes(400)), after=CALL))
    assert "torch-trailing-bytes" in {issue.rule for issue in told.issues}
    assert ("m.pth", "bytes after the storages") in {issue.place for issue in told.issues}


def test_a_call_in_the_object_is_told() -> None:
    assert any("os" in issue.message for issue in look(legacy((b"11", bytes(40)), inner=CALL[:-1])).issues)


def test_a_class_with_its_source_is_judged_as_the_class() -> None:
    module = (
        b"("
        + legacy_text(b"module")
        + b"cos\nsystem\n"
        + legacy_text(b"path")
        + legacy_text(b"source")
        + b"tQ"
        + legacy_text(b"id")
        + b"\x85R"
    )
    assert any("os.system" in issue.message for issue in look(legacy(inner=module)).issues)


def test_what_is_cut_off_is_not_analysed() -> None:
    assert look(legacy((b"11", bytes(400)))[:-8]).gaps[0].reason.startswith("storage 11 would end at byte")
    assert look(LEGACY_START + b"\x80\x02(").state is State.NOT_ANALYSED


def test_a_storage_that_claims_too_much_is_not_analysed() -> None:
    assert any("would end" in gap.reason for gap in look(legacy((b"11", bytes(40)), claimed=1 << 30)).gaps)

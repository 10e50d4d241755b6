"""How things stand to what their makers have released."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from tests.unit.engines.releases.test_images import IMAGES, NEW, OLD, REGISTRY

from modelkeep.core.releases import Release, Releases, Source, Standing, worst
from modelkeep.engines.releases.images import image_name
from modelkeep.engines.releases.judging import (
    ENDING_DAYS,
    FoundationModel,
    PatchState,
    as_far_as_read,
    container_framework,
    foundation_model,
    function_runtime,
    host,
    image,
    jumpstart,
    package_framework,
    package_version,
)

TODAY = date(2026, 3, 31)
NOW = datetime(2026, 3, 31, tzinfo=UTC)
TOLD = Source(name="somebody", as_of=TODAY)
LINE = Release(product="pytorch-inference", line="2.6", newest="2.6.1", ends=TODAY + timedelta(days=365), source=TOLD)


def framework(tag: str, *known: Release) -> Standing:
    name = image_name(f"{REGISTRY}:{tag}")
    assert name is not None
    return container_framework(name, Releases(known), TODAY).standing


def test_a_framework_is_current_only_where_its_line_is_known_and_supported() -> None:
    assert framework("2.6.1-cpu-py312", LINE) is Standing.CURRENT
    assert framework("2.6.0-cpu-py312", LINE) is Standing.BEHIND
    assert framework("2.6.1-cpu-py312", replace(LINE, ends=TODAY + timedelta(days=ENDING_DAYS))) is Standing.ENDING
    assert framework("2.6.1-cpu-py312", replace(LINE, ends=TODAY)) is Standing.ENDED
    assert framework("2.6.1-cpu-py312", replace(LINE, ends=None)) is Standing.UNKNOWN
    assert framework("2.7.0-cpu-py312", LINE) is Standing.UNKNOWN
    assert framework("latest", LINE) is Standing.UNKNOWN


def test_a_repository_that_no_rule_knows_is_unknown() -> None:
    name = image_name("763104351884.dkr.ecr.eu-west-1.amazonaws.com/djl-inference:0.36.0-lmi18.0.0-cu128")
    assert name is not None
    assert container_framework(name, Releases((LINE,)), TODAY).standing is Standing.UNKNOWN


@pytest.mark.parametrize(
    ("version", "standing"),
    [
        ("2.6.0", Standing.BEHIND), ("2.6.1+cu124", Standing.BEHIND), ("2.7.0", Standing.CURRENT),
        ("2.5.1", Standing.UNKNOWN), ("", Standing.UNKNOWN),
    ],
)  # fmt: skip
def test_a_package_stands_to_its_line_and_to_the_newest_release(version: str, standing: Standing) -> None:
    known = Releases(tuple(
        Release(product="torch", line=newest[:3], newest=newest, source=TOLD) for newest in ("2.7.0", "2.6.1")
    ))  # fmt: skip
    assert package_framework("torch", version, known).standing is standing


def test_a_runtime_without_a_date_is_unknown() -> None:
    known = Releases((Release(product="lambda", line="python3.9", ends=TODAY, source=TOLD),))
    assert function_runtime("python3.9", known, TODAY).standing is Standing.ENDED
    assert function_runtime("python3.99", known, TODAY).standing is Standing.UNKNOWN


@pytest.mark.parametrize(
    ("status", "legacy", "ends", "standing"),
    [
        ("ACTIVE", None, None, Standing.CURRENT),
        ("ACTIVE", None, ENDING_DAYS + 1, Standing.CURRENT),
        ("ACTIVE", None, ENDING_DAYS, Standing.ENDING),
        ("ACTIVE", 10, None, Standing.ENDING),
        ("LEGACY", None, None, Standing.ENDING),
        ("LEGACY", -10, 300, Standing.ENDING),
        ("LEGACY", -200, 0, Standing.ENDED),
        ("", None, None, Standing.UNKNOWN),
    ],
)
def test_the_lifecycle_of_a_foundation_model(
    status: str, legacy: int | None, ends: int | None, standing: Standing
) -> None:
    def day(after: int | None) -> date | None:
        return TODAY + timedelta(days=after) if after is not None else None

    found = FoundationModel(status=status, legacy=day(legacy), extended_access=None, ends=day(ends))
    assert foundation_model("a model", found, TOLD, TODAY).standing is standing


@pytest.mark.parametrize(
    ("version", "standing"),
    [
        ("2.1.0", Standing.CURRENT), ("2.0.9", Standing.BEHIND), ("1.0.0", Standing.ENDED), ("0.9.0", Standing.BEHIND),
        ("*", Standing.UNKNOWN), ("", Standing.UNKNOWN), ("3.0.0", Standing.UNKNOWN),
    ],
)  # fmt: skip
def test_a_model_of_jumpstart_stands_to_what_the_hub_lists(version: str, standing: Standing) -> None:
    versions = {"1.0.0": "Deprecated", "2.0.9": "Supported", "2.0.10": "Supported", "2.1.0": "Supported"}
    assert jumpstart("a-model", version, versions, TOLD).standing is standing
    assert jumpstart("a-model", version, {}, TOLD).standing is Standing.UNKNOWN


@pytest.mark.parametrize(
    ("reference", "resolved", "standing", "says"),
    [
        (f"@{NEW}", "", Standing.CURRENT, "22 days old, the newest of its line"),
        (f"@{OLD}", "", Standing.BEHIND, "30 days old; a newer one of its line was pushed 22 days ago"),
        (":2.6.0-cpu-py312-ubuntu22.04-sagemaker", OLD, Standing.BEHIND, "means sha256:bbbbbbbbbbbb now"),
        (":2.6.0-cpu-py312-ubuntu22.04-sagemaker", "", Standing.CURRENT, "the newest of its line"),
        (
            ":2.6.0-cpu-py312-ubuntu22.04-sagemaker",
            "sha256:dd",
            Standing.BEHIND,
            "sha256:dd runs, which its repository lists no more",
        ),
        ("@sha256:" + "d" * 64, "", Standing.UNKNOWN, "lists no image of sha256:dddddddddddd"),
        (":9.9", "", Standing.UNKNOWN, "lists no image of the tag 9.9"),
    ],
)
def test_an_image_against_the_newest_of_its_line(reference: str, resolved: str, standing: Standing, says: str) -> None:
    name = image_name(f"{REGISTRY}{reference}")
    assert name is not None
    part = image("an image", name, resolved, IMAGES, TOLD, NOW)
    assert (part.standing, says in part.reason) == (standing, True), part.reason


def test_an_image_whose_push_is_not_dated_is_not_called_current() -> None:
    name = image_name(f"{REGISTRY}@{NEW}")
    assert name is not None
    undated = [replace(each, pushed_at=None) for each in IMAGES]
    assert image("an image", name, "", undated, TOLD, NOW).standing is Standing.UNKNOWN


def test_the_newest_of_a_list_that_was_not_read_to_its_end_is_not_current() -> None:
    name = image_name(f"{REGISTRY}@{NEW}")
    assert name is not None
    part = image("an image", name, "", IMAGES, TOLD, NOW)
    assert as_far_as_read(part, "").standing is Standing.CURRENT
    assert as_far_as_read(part, "the call was denied").standing is Standing.UNKNOWN
    behind = replace(part, standing=Standing.BEHIND)
    assert as_far_as_read(behind, "the call was denied").standing is Standing.BEHIND


def test_a_registered_version_stands_to_the_newest_approved_one() -> None:
    assert package_version("fraud 1", 1, "Approved", [1], TOLD).standing is Standing.CURRENT
    assert package_version("fraud 1", 1, "Approved", [1, 3], TOLD).standing is Standing.BEHIND
    assert package_version("fraud 4", 4, "Rejected", [1, 3], TOLD).standing is Standing.BEHIND


def test_a_machine_that_was_never_scanned_for_patches_is_unknown() -> None:
    scanned = PatchState(online=True, platform="Amazon Linux", scanned=NOW, missing=0, failed=0, pending_reboot=0)
    assert host("i-1", scanned, TOLD).standing is Standing.CURRENT
    assert host("i-1", replace(scanned, missing=2), TOLD).standing is Standing.BEHIND
    assert host("i-1", replace(scanned, pending_reboot=1), TOLD).standing is Standing.BEHIND
    assert host("i-1", replace(scanned, scanned=None), TOLD).standing is Standing.UNKNOWN
    assert (
        host("i-1", replace(scanned, scanned=None, read=False), TOLD).reason == "what its patch scan found was not read"
    )
    assert host("i-1", replace(scanned, missing=None), TOLD).standing is Standing.UNKNOWN
    assert host("i-1", replace(scanned, online=False), TOLD).standing is Standing.UNKNOWN


def test_what_ended_is_worse_than_what_is_unknown_and_that_than_current() -> None:
    assert worst([Standing.CURRENT, Standing.UNKNOWN, Standing.NONE]) is Standing.UNKNOWN
    assert worst(Standing) is Standing.ENDED
    assert worst([]) is Standing.NONE

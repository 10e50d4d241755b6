"""What names of images tell."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from modelkeep.engines.releases.images import Image, image_name, line_of_tag, newest_of_line, running

REGISTRY = "763104351884.dkr.ecr.eu-west-1.amazonaws.com/pytorch-inference"
OLD, NEW, OTHER = ("sha256:" + each * 64 for each in "abc")


def an_image(digest: str, day: int, *tags: str) -> Image:
    return Image(digest=digest, tags=tags, pushed_at=datetime(2026, 3, day, tzinfo=UTC))


IMAGES = (
    an_image(OLD, 1, "2.6.0-cpu-py312-ubuntu22.04-sagemaker-v1.9"),
    an_image(NEW, 9, "2.6.0-cpu-py312-ubuntu22.04-sagemaker", "2.6.0-cpu-py312-ubuntu22.04-sagemaker-v1.10"),
    an_image(OTHER, 20, "2.6.0-gpu-py312-cu124-ubuntu22.04-sagemaker"),
)


@pytest.mark.parametrize(
    ("tag", "line"),
    [
        ("2.6.0-cpu-py312-ubuntu22.04-sagemaker", "2.6-cpu-py312-ubuntu22.04-sagemaker"),
        ("2.6-cpu-py312-ubuntu22.04-sagemaker-v1", "2.6-cpu-py312-ubuntu22.04-sagemaker"),
        ("2.6.0-cpu-py312-ubuntu22.04-sagemaker-v1.9", "2.6-cpu-py312-ubuntu22.04-sagemaker"),
        ("2.6.0-cpu-py312-ubuntu22.04-sagemaker-v1.9-2026-03-01-10-00-00", "2.6-cpu-py312-ubuntu22.04-sagemaker"),
        ("2.12.1-cpu-amzn2023-sagemaker", "2.12-cpu-amzn2023-sagemaker"),
        ("1.4.2", "1.4"),
        ("v1.4.2", "1.4"),
        ("latest", ""),
        ("20260301", ""),
    ],
)
def test_builds_and_patch_releases_share_a_line(tag: str, line: str) -> None:
    assert line_of_tag(tag) == line


def test_names_without_a_tag_mean_latest_unless_a_digest_stands_there() -> None:
    plain, pinned = image_name(REGISTRY), image_name(f"{REGISTRY}@{OLD}")
    assert plain is not None
    assert pinned is not None
    assert (plain.tag, plain.version, pinned.tag, pinned.digest) == ("latest", "", "", OLD)
    assert image_name("docker.io/library/python:3.12") is None


def test_the_newest_of_a_line_is_not_one_of_another() -> None:
    name = image_name(f"{REGISTRY}@{OLD}")
    assert name is not None
    runs = running(name, "", IMAGES)
    assert runs is not None
    assert runs.digest == OLD
    found = newest_of_line(name, runs, IMAGES)
    assert found is not None
    assert found.digest == NEW


def test_what_an_endpoint_resolved_counts_for_more_than_what_the_tag_means_now() -> None:
    name = image_name(f"{REGISTRY}:2.6.0-cpu-py312-ubuntu22.04-sagemaker")
    assert name is not None
    resolved, meant = running(name, OLD, IMAGES), running(name, "", IMAGES)
    assert resolved is not None
    assert meant is not None
    assert (resolved.digest, meant.digest) == (OLD, NEW)

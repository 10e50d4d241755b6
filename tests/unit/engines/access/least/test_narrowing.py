"""Resources become patterns that mean each of them and no more than is allowed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from modelkeep.engines.access.least.narrowing import MOST, narrowed
from modelkeep.engines.access.patterns import covers

JOB = "arn:aws:sagemaker:eu-west-1:111111111111:training-job/"
OBJECT = "arn:aws:s3:::weights/"


def patterns(*resources: str, within: str = "*") -> list[str]:
    return list(narrowed(resources, lambda pattern: covers(within, pattern)))


def test_what_a_run_makes_up_is_left_open() -> None:
    assert patterns(f"{JOB}fraud-2026-11-01-03-00-12-345") == [f"{JOB}fraud-*"]
    assert patterns(f"{JOB}fraud-model-1762000000") == [f"{JOB}fraud-model-*"]
    assert patterns(f"{JOB}fraud-a1b2c3d4e5f6") == [f"{JOB}fraud-*"]


def test_names_are_kept() -> None:
    assert patterns(f"{JOB}fraud", f"{JOB}fraud-v2", f"{JOB}123456789") == [
        f"{JOB}fraud",
        f"{JOB}fraud-v2",
        f"{JOB}123456789",
    ]
    key = "arn:aws:kms:eu-west-1:111111111111:key/01234567-89ab-cdef-0123-456789abcdef"
    assert patterns(key) == [key]


def test_objects_become_their_folder() -> None:
    assert patterns(f"{OBJECT}fraud/a.csv", f"{OBJECT}fraud/b.csv", f"{OBJECT}fraud/x/c.csv") == [f"{OBJECT}fraud/*"]
    assert patterns("arn:aws:s3:::weights") == ["arn:aws:s3:::weights"]


def test_many_become_what_they_have_in_common() -> None:
    names = [f"arn:aws:ecr:eu-west-1:111111111111:repository/ml/{letter}" for letter in "abcdefghijkl"]
    assert len(names) > MOST
    assert patterns(*names) == ["arn:aws:ecr:eu-west-1:111111111111:repository/ml/*"]
    apart = [f"{JOB}{letter}" for letter in "abcdefghijkl"]
    assert patterns(*apart) == [f"{JOB}*"]


def test_nothing_wider_than_what_is_allowed() -> None:
    job = f"{JOB}fraud-2026-11-01-03-00-12-345"
    assert patterns(job, within=f"{JOB}fraud-2026*") == [job]
    assert patterns(f"{OBJECT}fraud/a.csv", within=f"{OBJECT}fraud/a*") == [f"{OBJECT}fraud/a.csv"]


_NAMES = st.text("ab1-/_?", min_size=1, max_size=14)


@given(
    resources=st.lists(
        st.one_of(_NAMES.map(JOB.__add__), _NAMES.map(OBJECT.__add__), st.just("*")), min_size=1, max_size=25
    ),
    within=st.sampled_from(("*", f"{JOB}a*", f"{OBJECT}*", "arn:aws:s3:::*", "none")),
)
def test_every_resource_is_meant_by_a_pattern(resources: list[str], within: str) -> None:
    found = patterns(*resources, within=within)
    for resource in resources:
        assert any(covers(pattern, resource) for pattern in found), (resource, found)
    for pattern in found:
        assert pattern in resources or covers(within, pattern)

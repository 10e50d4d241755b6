"""The corpus of the benchmarks and the engine agree: every tenth file."""

from __future__ import annotations

from tests.fakes.corpus import Case, cases

from modelkeep.catalogue.artifacts import load_policy
from modelkeep.core.artifacts import Inspection, State
from modelkeep.engines.artifacts.inspecting import inspect
from modelkeep.engines.artifacts.sources import Bytes


def agrees(case: Case, told: Inspection) -> bool:
    """Whether an inspection says what the manifest expects."""
    if case.expected == "clean":
        return told.state is State.CLEAN
    if case.expected == "review":
        return bool(told.issues) and all(issue.review for issue in told.issues)
    return any(not issue.review and issue.rule.startswith(case.rule) for issue in told.issues)


def test_every_tenth_file_of_the_corpus_is_judged_as_its_manifest_says() -> None:
    policy, chosen = load_policy(), list(cases())[::10]
    assert {case.expected for case in chosen} == {"dangerous", "review", "clean"}
    wrong = [case.path for case in chosen if not agrees(case, inspect(case.path, Bytes(case.make()), policy))]
    assert not wrong


def test_paths_are_told_apart() -> None:
    paths = [case.path for case in cases()]
    assert len(set(paths)) == len(paths)
    assert len({path.partition("/")[0] for path in paths}) == 3

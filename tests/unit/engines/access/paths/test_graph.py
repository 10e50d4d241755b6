"""Shortest paths and choke points."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given, settings
from hypothesis import strategies as st

from modelkeep.core.escalation import Gained
from modelkeep.engines.access.decision import Outcome
from modelkeep.engines.access.paths.edges import Edge, Evidence, Removable
from modelkeep.engines.access.paths.graph import Choke, Graph
from modelkeep.engines.access.statements import Ref


def step(source: str, target: str, outcome: Outcome = Outcome.ALLOWED, by: str = "", name: str = "t") -> Edge:
    essential = (Removable("", Ref(by, 0)),) if by else ()
    evidence = (Evidence("a:B", "*", (), essential),)
    condition = "" if outcome is Outcome.ALLOWED else "if"
    return Edge(source, target, name, name, Gained.ROLE, outcome, condition, evidence)


def ways(graph: Graph, target: str, *starts: str) -> list[list[str]]:
    found = graph.paths([target], starts or None)
    return [[path.steps[0].source, *(each.target for each in path.steps)] for path in found]


def test_each_starting_point_has_its_shortest_path_the_shortest_first() -> None:
    graph = Graph([step("a", "b"), step("b", "c"), step("c", "t"), step("b", "t"), step("x", "a"), step("o", "x")])
    assert ways(graph, "t") == [
        ["b", "t"],
        ["c", "t"],
        ["a", "b", "t"],
        ["x", "a", "b", "t"],
        ["o", "x", "a", "b", "t"],
    ]
    assert ways(graph, "t", "x") == [["x", "a", "b", "t"]]
    assert ways(graph, "o") == []


def test_of_paths_of_one_length_the_surest_is_taken() -> None:
    graph = Graph([
        step("a", "b", Outcome.UNKNOWN), step("b", "t"),
        step("a", "c", Outcome.ALLOWED_IF), step("c", "t"),
        step("a", "d", Outcome.ALLOWED_IF), step("d", "t", Outcome.ALLOWED_IF),
    ])  # fmt: skip
    (path,) = graph.paths(["t"], ["a"])
    assert [each.target for each in path.steps] == ["c", "t"]
    assert path.outcome is Outcome.ALLOWED_IF


def test_a_path_of_unknown_steps_is_a_path() -> None:
    (path,) = Graph([step("a", "t", Outcome.UNKNOWN)]).paths(["t"])
    assert path.outcome is Outcome.UNKNOWN


def test_of_several_techniques_between_two_the_surest_is_shown_and_the_others_are_counted() -> None:
    graph = Graph([step("a", "t", Outcome.UNKNOWN, name="x"), step("a", "t", name="y"), step("a", "t", name="z")])
    (path,) = graph.paths(["t"])
    assert (path.steps[0].technique, path.others) == ("y", (2,))


def test_all_shortest_paths_are_counted_and_as_many_shown_as_are_asked_for() -> None:
    graph = Graph([
        step("a", "b"), step("a", "c", Outcome.UNKNOWN), step("a", "d"), step("b", "t"), step("c", "t"), step("d", "t"),
        step("d", "e"), step("e", "t"),
    ])  # fmt: skip
    paths, total = graph.shortest(["t"], ["a"], 2)
    assert total == 3
    assert [[each.target for each in path.steps] for path in paths] == [["b", "t"], ["d", "t"]]
    assert graph.shortest(["t"], ["t", "nobody"], 2) == ((), 0)


def test_circles_end() -> None:
    graph = Graph([step("a", "b"), step("b", "a"), step("b", "t"), step("t", "a"), step("a", "a")])
    assert ways(graph, "t") == [["b", "t"], ["a", "b", "t"]]


def test_the_principal_whom_most_paths_need_is_the_first_choke_point() -> None:
    graph = Graph(
        [step("a", "m"), step("b", "m"), step("c", "m"), step("m", "t"), step("c", "t"), step("d", "e"), step("e", "t")]
    )
    assert graph.chokes(["t"], ["a", "b", "c", "d"]) == (Choke(2, principal="m"), Choke(1, principal="e"))


def test_a_statement_behind_several_steps_is_a_choke_point() -> None:
    graph = Graph([step("a", "t", by="shared"), step("b", "t", by="shared"), step("c", "t", by="own")])
    assert graph.chokes(["t"]) == (
        Choke(2, statement=Removable("", Ref("shared", 0))),
        Choke(1, statement=Removable("", Ref("own", 0))),
    )


def test_what_is_on_most_shortest_paths_may_cut_less_than_another() -> None:
    around = [step("a", "x"), step("b", "x"), step("x", "y"), step("y", "t")]
    graph = Graph(
        [
            step("a", "m"),
            step("b", "m"),
            step("c", "m"),
            step("m", "t"),
            *around,
            step("d", "n"),
            step("e", "n"),
            step("n", "t"),
        ]
    )
    assert graph.chokes(["t"], ["a", "b", "c", "d", "e"], 1) == (Choke(2, principal="n"),)


def test_what_only_lengthens_paths_cuts_nothing() -> None:
    graph = Graph([step("a", "m"), step("m", "t"), step("a", "x"), step("x", "y"), step("y", "t")])
    assert graph.chokes(["t"], ["a"]) == ()


def test_a_second_technique_between_two_keeps_the_step_when_a_statement_goes() -> None:
    graph = Graph([step("a", "t", by="one", name="x"), step("a", "t", by="two", name="y")])
    assert graph.chokes(["t"]) == ()


NODES = st.sampled_from("abcdef")
EDGES = st.lists(
    st.tuples(NODES, NODES, st.sampled_from(list(Outcome)[-2:]), st.sampled_from(["", "p", "q"])), max_size=14
)


def reached(edges: Iterable[Edge], target: str) -> set[str]:
    """Whoever reaches the target, the slow way."""
    found = {target}
    known = list(edges)
    while more := {each.source for each in known if each.target in found} - found:
        found |= more
    return found - {target}


@settings(max_examples=60, deadline=None)
@given(EDGES)
def test_choke_points_cut_exactly_what_removal_cuts_and_none_that_cuts_more_is_missed(
    drawn: list[tuple[str, str, Outcome, str]],
) -> None:
    edges = [step(source, target, outcome, by) for source, target, outcome, by in drawn]
    before = reached(edges, "a")
    others = {name: [each for each in edges if name not in (each.source, each.target)] for name in "bcdef"}
    cuts = [len(before - reached(left, "a") - {name}) for name, left in others.items()]
    for policy in "pq":
        kept = [each for each in edges if Removable("", Ref(policy, 0)) not in each.evidence[0].essential]
        cuts += [len(before - reached(kept, "a"))]
    starts = sorted(before)
    expected = sorted((cut for cut in cuts if cut), reverse=True)[:3]
    assert [each.cut for each in Graph(edges).chokes(["a"], starts, 3)] == expected

"""A model is asked only where nothing else tells, and about few values."""

from __future__ import annotations

from collections.abc import Sequence

from tests.unit.engines.classify.test_text import CARD, identifier

from modelkeep.core.data import DataClass
from modelkeep.engines.artifacts.sources import Bytes
from modelkeep.engines.classify.compiled import compile_identifiers
from modelkeep.engines.classify.objects import Classifier
from modelkeep.engines.classify.reading import Plan
from modelkeep.engines.classify.recognising import LONGEST, VALUES, Recognised, Undecided


class Knows:
    """A model that knows one name."""

    def __init__(self, name: str, score: float = 0.85) -> None:
        self.name, self.score = name, score
        self.asked: list[str] = []

    def recognise(self, text: str) -> Sequence[Recognised]:
        self.asked.append(text)
        at = text.find(self.name)
        return [Recognised(at, at + len(self.name), "person", self.score)] if at >= 0 else []


def test_free_text_of_columns_is_asked_about_and_told_apart() -> None:
    model = Knows("Ada Lovelace")
    rows = b"id,note\n1,yesterday we talked with Ada Lovelace about it\n2,nothing else was said that day\n"
    told = Classifier(compile_identifiers([CARD]), b"k" * 32, "re", model).classify(
        "t.csv", Bytes(rows), Plan(full=True)
    )
    (found,) = told.findings
    assert (found.identifier, found.column, found.at, found.count, found.examined) == (
        "ner-person",
        "note",
        "row 0",
        1,
        2,
    )
    assert (found.data_class, found.confidence, found.masked) == (DataClass.CONFIDENTIAL, 0.85, "xxx xxxxxxce")
    assert all("1" not in text for text in model.asked)


def test_text_is_asked_about_line_by_line() -> None:
    model = Knows("Ada Lovelace")
    text = b"short\nwe went to see Ada Lovelace there\n"
    (found,) = (
        Classifier(compile_identifiers([CARD]), b"k" * 32, "re", model).classify("t.txt", Bytes(text), Plan()).findings
    )
    assert (found.identifier, found.at) == ("ner-person", "line 2")
    assert model.asked == ["we went to see Ada Lovelace there"]


def test_what_is_uncertain_is_left_out() -> None:
    rows = b"we went to see Ada Lovelace there\n"
    told = Classifier(compile_identifiers([CARD]), b"k" * 32, "re", Knows("Ada Lovelace", 0.3))
    assert told.classify("t.txt", Bytes(rows), Plan()).findings == ()


def test_where_names_were_found_no_model_is_asked() -> None:
    names = identifier("person_name", CARD.shapes[0])
    model = Knows("Ada Lovelace")
    text = b"we went to see Ada Lovelace, of 4012 8888 8888 1881\n"
    told = Classifier(compile_identifiers([names]), b"k" * 32, "re", model).classify("t.txt", Bytes(text), Plan())
    assert [each.identifier for each in told.findings] == ["person_name"]
    assert model.asked == []


def test_few_values_are_kept_and_no_long_ones() -> None:
    undecided = Undecided()
    for row in range(VALUES + 5):
        undecided.add(("t",), "note", b"one two three four " + b"x" * 9_000, f"row {row}")
    undecided.add(("t",), "code", b"ABC-123", "row 0")
    assert len(undecided.kept[("t",), "note"]) == VALUES
    assert max(len(text) for text, _ in undecided.kept[("t",), "note"]) == LONGEST
    assert undecided.kept[("t",), "code"] == []

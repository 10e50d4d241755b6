"""A model of the user's own, by Presidio; nothing is fetched."""

from __future__ import annotations

from pathlib import Path

import pytest

from modelkeep.adapters.classify import ner
from modelkeep.core.errors import UsageError


def test_without_the_extra_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ner, "find_spec", lambda _: None)
    with pytest.raises(UsageError) as raised:
        ner.check("en_core_web_sm")
    assert "pip install 'modelkeep[ner]'" in str(raised.value.remedy)


@pytest.mark.parametrize("model", ["no_such_model", "/no/such/folder", "gliner:urchade/gliner_multi", "a-b"])
def test_a_model_that_is_not_there_is_refused(model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    there = {"presidio_analyzer", "spacy"}
    monkeypatch.setattr(ner, "find_spec", lambda name: name if name in there else None)
    with pytest.raises(UsageError, match="there is no model"):
        ner.check(model)


def test_presidio_with_a_pipeline_in_a_folder(tmp_path: Path) -> None:
    pytest.importorskip("presidio_analyzer")
    spacy = pytest.importorskip("spacy")
    pipeline = spacy.blank("en")
    pipeline.add_pipe("entity_ruler").add_patterns([{"label": "PERSON", "pattern": "Ada Lovelace"}])
    pipeline.to_disk(tmp_path / "model")
    (found,) = ner.load(str(tmp_path / "model")).recognise("we saw Ada Lovelace there")
    assert (found.start, found.end, found.kind) == (7, 19, "person")
    spacy.blank("en").to_disk(tmp_path / "none")
    with pytest.raises(UsageError, match="names no entities"):
        ner.load(str(tmp_path / "none"))

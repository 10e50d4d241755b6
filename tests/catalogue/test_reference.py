"""The committed references, docs/controls/, docs/detections.md and docs/tables.md, are what catalogue and kinds give."""

from __future__ import annotations

import re
from pathlib import Path

from modelkeep import bootstrap
from modelkeep.adapters.export.detection_reference import detection_reference
from modelkeep.adapters.export.reference import reference
from modelkeep.adapters.export.table_reference import table_reference
from modelkeep.catalogue.detections import built_in_detections, load_detections
from modelkeep.catalogue.loader import built_in_controls
from modelkeep.core.kinds import tables
from modelkeep.engines.logs.sigma.parsing import read

FOLDER = Path(__file__).parents[2] / "docs" / "controls"
LINK = "../../src/modelkeep/catalogue/controls"
LINKED = re.compile(r"\]\((?P<file>[^)#]+)(?:#(?P<anchor>[^)]+))?\)")


def test_the_committed_pages_are_what_the_catalogue_gives() -> None:
    catalogue = bootstrap.load_catalogue()
    given = reference(bootstrap.control_pages(catalogue, catalogue.controls), built_in_controls(), LINK)
    committed = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}
    stale = sorted(name for name in given.keys() | committed.keys() if given.get(name) != committed.get(name))
    assert not stale, (
        f"docs/controls is not what the catalogue gives ({', '.join(stale)}): run `make docs` and commit it"
    )


def test_the_committed_tables_are_what_the_kinds_declare() -> None:
    committed = (FOLDER.parent / "tables.md").read_text(encoding="utf-8")
    assert committed == table_reference(tables().values()), "docs/tables.md is stale: run `make docs` and commit it"


def test_the_committed_detections_are_what_the_rules_say() -> None:
    book = read(load_detections([built_in_detections()]))
    committed = (FOLDER.parent / "detections.md").read_text(encoding="utf-8")
    assert committed == detection_reference(book.documents, book.referred()), (
        "docs/detections.md is stale: run `make docs`"
    )


def test_every_link_leads_somewhere() -> None:
    broken = []
    for path in (*FOLDER.glob("*.md"), FOLDER.parent / "detections.md"):
        for found in LINKED.finditer(path.read_text(encoding="utf-8")):
            target = (path.parent / found["file"]).resolve()
            if not target.is_file() or (found["anchor"] and not _has_heading(target, found["anchor"])):
                broken.append((path.name, found[0]))
    assert broken == []


def _has_heading(path: Path, anchor: str) -> bool:
    return (
        re.search(rf"^#+ {re.escape(anchor)}$", path.read_text(encoding="utf-8"), re.MULTILINE | re.IGNORECASE)
        is not None
    )

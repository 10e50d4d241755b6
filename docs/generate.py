"""Write the references, docs/controls/, docs/detections.md and docs/tables.md, from catalogue and kinds: `make docs`."""

from __future__ import annotations

from pathlib import Path

from modelkeep import bootstrap
from modelkeep.adapters.export.detection_reference import detection_reference
from modelkeep.adapters.export.reference import reference
from modelkeep.adapters.export.table_reference import table_reference
from modelkeep.catalogue.detections import built_in_detections, load_detections
from modelkeep.catalogue.loader import built_in_controls
from modelkeep.core.kinds import tables
from modelkeep.engines.logs.sigma.parsing import read

FOLDER = Path(__file__).parent / "controls"
LINK = "../../src/modelkeep/catalogue/controls"


def main() -> None:
    """Write every page, and remove pages of what is gone."""
    catalogue = bootstrap.load_catalogue()
    files = reference(bootstrap.control_pages(catalogue, catalogue.controls), built_in_controls(), LINK)
    FOLDER.mkdir(exist_ok=True)
    for path in FOLDER.glob("*.md"):
        if path.name not in files:
            path.unlink()
    for name, text in files.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    book = read(load_detections([built_in_detections()]))
    (FOLDER.parent / "detections.md").write_text(detection_reference(book.documents, book.referred()), encoding="utf-8")
    (FOLDER.parent / "tables.md").write_text(table_reference(tables().values()), encoding="utf-8")


if __name__ == "__main__":
    main()

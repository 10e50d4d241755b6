"""Detection rules: Sigma files, as they lie in folders. What they say is for `engines.logs.sigma` to understand.

A rule of ours is `detections/<area>/<name>.yml`; its cases are `tests/catalogue/detections/<name>.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

from modelkeep.core.errors import CatalogueError, UsageError
from modelkeep.core.logs.detection import RuleFile

_SUFFIXES = (".yml", ".yaml")


def built_in_detections() -> Path:
    """The folder of the rules that come with Modelkeep."""
    return Path(str(files("modelkeep.catalogue"))) / "detections"


def built_in_detection_cases() -> Path:
    """The folder of their cases: in a wheel beside the catalogue, in a checkout under `tests`."""
    shipped = Path(str(files("modelkeep.catalogue"))) / "detection_cases"
    if shipped.is_dir():
        return shipped
    return Path(__file__).parents[3] / "tests" / "catalogue" / "detections"


def load_detections(folders: Iterable[Path]) -> tuple[RuleFile, ...]:
    """Every rule file below the folders (or the file that is named), in order of path.

    Raises UsageError for a folder that is not there or holds none, CatalogueError for a file that cannot be read.
    """
    found: list[RuleFile] = []
    for folder in folders:
        paths = [folder] if folder.is_file() else sorted(each for each in folder.rglob("*") if each.suffix in _SUFFIXES)
        if not paths:
            what = "holds no Sigma rules" if folder.is_dir() else "no such file or folder"
            raise UsageError(f"{folder}: {what}", remedy="Name a folder of files that end in .yml.")
        found += [RuleFile(path, _text(path)) for path in paths]
    return tuple(found)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogueError(path, 1, f"the file cannot be read: {error}", remedy="Correct the file.") from error

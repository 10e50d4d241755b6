"""Patterns for prompts from their files (`catalogue/prompts/*.toml`), checked. Errors carry file and line."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

from modelkeep.catalogue.toml_file import TomlFile, texts
from modelkeep.core.logs.prompt_patterns import MARKERS, RISKS, PromptPattern

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_REQUIRED = {"id": str, "kind": str, "pattern": str, "matches": list, "misses": list}
_OPTIONAL = {"languages": list}


def built_in_prompt_patterns() -> Path:
    """The folder of the patterns that come with Modelkeep."""
    return Path(str(files("modelkeep.catalogue"))) / "prompts"


def load_prompt_patterns(folder: Path) -> tuple[PromptPattern, ...]:
    """All patterns of a folder, in order of id. Raises CatalogueError for what is no pattern, or not in RE2's syntax."""
    import re2

    found: dict[str, PromptPattern] = {}
    for path in sorted(folder.glob("*.toml")):
        file = TomlFile(path)
        for section, table in enumerate(file.content.get("pattern", ()), 1):
            file.check(table, _REQUIRED, _OPTIONAL, section)
            if not _ID.match(table["id"]) or table["id"] in found:
                raise file.error("the id is taken, or not in lower case with dashes", "id", section)
            if table["kind"] not in (*MARKERS, *RISKS):
                raise file.error(f"the kind is to be one of {', '.join((*MARKERS, *RISKS))}", "kind", section)
            try:
                re2.compile(table["pattern"])
            except re2.error as error:
                raise file.error(f"RE2 does not know the pattern: {error}", "pattern", section) from error
            found[table["id"]] = PromptPattern(
                id=table["id"],
                kind=table["kind"],
                pattern=table["pattern"],
                languages=texts(table, "languages"),
                matches=texts(table, "matches"),
                misses=texts(table, "misses"),
            )
    return tuple(found[each] for each in sorted(found))

"""What callables in model files are taken for, from files, checked. Errors carry file and line.

A file is TOML. `called`, `made`, `callers`, `nested` and `code` are texts of lines `module: name name` (core/artifact_policy.py says what
each means); `frameworks` and `standard` are texts of package names; `advisories` are lines `id: module name`. Each `[[danger]]` has
`technique`, `severity`, `why` and `names`, and `import = true` where importing the module is enough. A file of the user adds to those
that come with Modelkeep, and wins where they differ: a danger of the user's over all, then what the user calls safe.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from modelkeep.catalogue.toml_file import TomlFile
from modelkeep.core.artifact_policy import Danger, Judgement, Names, Policy, Standing
from modelkeep.core.verdict import Severity

_TEXTS = ("called", "made", "callers", "nested", "code")
_WORDS = ("frameworks", "standard")
_LINE = re.compile(r"[\w.<>-]+: *[\w.<>*-]+( +[\w.<>*-]+)*")
_DANGER = {"technique": str, "severity": str, "why": str, "names": str}


def built_in_policy() -> Path:
    """The folder of the policy that comes with Modelkeep."""
    return Path(str(files("modelkeep.catalogue"))) / "artifacts"


def load_policy(extra: Sequence[Path | str] = (), folder: Path | None = None) -> Policy:
    """The policy of a folder, with the user's files. Raises CatalogueError."""
    built_in = [_File(path) for path in sorted((folder or built_in_policy()).glob("*.toml"))]
    own = [_File(Path(path)).checked() for path in extra]
    every = built_in + own
    dangers = [danger for file in built_in for danger in file.dangers(at_import=False)]
    return Policy(
        called=_names(every, "called"),
        made=_names(every, "made"),
        callers=_names(every, "callers"),
        nested=_names(every, "nested"),
        code=_names(every, "code"),
        dangers=tuple(dangers),
        imports=tuple(danger for file in every for danger in file.dangers(at_import=True)),
        forbidden=tuple(danger for file in own for danger in file.dangers(at_import=False)),
        allowed=Names(*(file.text(key) for file in own for key in ("called", "made"))),
        frameworks=frozenset(word for file in every for word in file.text("frameworks").split()),
        standard=frozenset(word for file in every for word in file.text("standard").split()),
        advisories=_advisories(file.text("advisories") for file in every),
    )


def _names(every: Iterable[_File], key: str) -> Names:
    return Names(*(file.text(key) for file in every))


def _advisories(texts: Iterable[str]) -> Mapping[tuple[str, str], tuple[str, ...]]:
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for text in texts:
        for line in text.splitlines():
            identifier, _, pair = line.partition(": ")
            module, _, name = pair.partition(" ")
            if name:
                found[module, name] = (*found.get((module, name), ()), identifier)
    return found


class _File:
    """One file on its way."""

    def __init__(self, path: Path) -> None:
        self._file = TomlFile(path)
        self._content: Mapping[str, Any] = self._file.content

    def checked(self) -> _File:
        """Itself, when all that it says is in the form. Raises CatalogueError."""
        optional = dict.fromkeys((*_TEXTS, *_WORDS, "advisories"), str)
        self._file.check(
            {**self._content, "danger": ["-"]} if self._rows() else self._content, {}, {**optional, "danger": list}
        )
        for key in (*_TEXTS, "advisories"):
            self._check_lines(key, self.text(key))
        for section, row in enumerate(self._rows(), 1):
            if not isinstance(row, dict):
                raise self._file.error("danger is to be written as [[danger]]", "danger")
            self._file.check(row, _DANGER, {"import": bool}, section)
            self._check_lines("names", row["names"], section)
            if row["severity"] not in list(Severity):
                raise self._file.error(f"severity is to be one of {', '.join(Severity)}", "severity", section)
        return self

    def _rows(self) -> Sequence[Any]:
        rows = self._content.get("danger", [])
        return rows if isinstance(rows, list) else [rows]

    def _check_lines(self, key: str, text: str, section: int = 0) -> None:
        for number, line in enumerate(text.splitlines(), 1):
            if line and not _LINE.fullmatch(line):
                raise self._file.error(
                    f"line {number} of {key} is not `module: name name`: {line[:60]!r}", key, section
                )

    def text(self, key: str) -> str:
        """A text of the file, empty where it is missing."""
        text: str = self._content.get(key, "")
        return text

    def dangers(self, *, at_import: bool) -> Iterable[Danger]:
        """Its dangers that are there when called, or as soon as imported."""
        for row in self._rows():
            if row.get("import", False) is at_import:
                judgement = Judgement(Standing.DANGEROUS, Severity(row["severity"]), row["technique"], row["why"])
                yield Danger(judgement, Names(row["names"]))

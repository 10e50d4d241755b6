"""What techniques and verbs share: a YAML file on its way to an object. Errors carry file and line."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import yaml

from modelkeep.core.errors import CatalogueError
from modelkeep.core.escalation import Need

_ACTION = re.compile(r"[a-z0-9-]+:[A-Za-z0-9]+\Z")
_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class YamlFile:
    """The mapping in a file."""

    def __init__(self, path: Path, remedy: str) -> None:
        """Raises CatalogueError for a file that cannot be read or holds no mapping."""
        self.path = path
        self._remedy = remedy
        try:
            self._text = path.read_text(encoding="utf-8")
            content = yaml.load(self._text, Loader=_Loader)  # noqa: S506  # a safe loader
        except (OSError, UnicodeDecodeError) as error:
            raise CatalogueError(path, 1, f"the file cannot be read: {error}", remedy=remedy) from error
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 1 if mark else 1
            raise CatalogueError(path, line, f"the file is not YAML: {error}", remedy=remedy) from error
        if not isinstance(content, dict):
            raise CatalogueError(path, 1, "the file is to be a mapping", remedy=remedy)
        self.content: Mapping[str, Any] = content

    def check_header(self, required: Collection[str], optional: Collection[str] = ()) -> None:
        """All required keys and no unknown ones; `id` is the file's name, `source` an https URL."""
        for key in sorted(required - self.content.keys()):
            raise self.error(f"{key!r} is missing")
        for key in self.content:
            if key not in required and key not in optional:
                raise self.error(f"unknown key {key!r}", str(key))
        name = self.words("id")
        if name != self.path.stem:
            raise self.error(f"id {name!r} is not the file's name", "id")
        if not self.words("source").startswith("https://"):
            raise self.error("source is to be an https URL", "source")

    def words(self, key: str) -> str:
        """A text, its white space made single."""
        value = self.content[key]
        if not isinstance(value, str) or not value.strip():
            raise self.error(f"{key} is to be a text", key)
        return " ".join(value.split())

    def need(self, entry: object, key: str, about: str = "") -> Need:
        """A permission: `action`, and where they apply `resource` and `with`. `key` and `about` say where an error is."""
        if not isinstance(entry, dict) or "action" not in entry or not entry.keys() <= {"action", "resource", "with"}:
            raise self.error("each of needs is to have an action and may have `resource` and `with`", key, about)
        action, resource, context = entry["action"], entry.get("resource", ""), entry.get("with", {})
        if not isinstance(action, str) or not _ACTION.match(action):
            raise self.error(f"{action!r} is no action", key, about or str(action))
        if not isinstance(resource, str) or ("resource" in entry and not resource):
            raise self.error(f"`resource` of {action} is to be a text", key, about or action)
        if not isinstance(context, dict) or not all(isinstance(each, str) for each in context.values()):
            raise self.error(f"`with` of {action} is to map condition keys to texts", key, about or action)
        return Need(action, resource, {str(key).lower(): (value,) for key, value in context.items()})

    def error(self, message: str, key: str = "", about: str = "") -> CatalogueError:
        """An error at a key's line, or at the first line from there that names what it is about."""
        lines = self._text.splitlines()
        start = next((at for at, line in enumerate(lines) if key and line.startswith(f"{key}:")), 0)
        at = next((at for at in range(start, len(lines)) if about and about in lines[at]), start)
        return CatalogueError(self.path, at + 1, message, remedy=self._remedy)

"""Layers and objects of which the packages were read before: see `adapters.kept`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from modelkeep.adapters.kept import Kept, source_digest
from modelkeep.core.components import Composition
from modelkeep.engines.images.contents import Content

FILE = "composed.db"


class Known:
    """An `engines.images.sources.KnownLayers`; safe to use from any thread. Raises WorkspaceError where the database cannot be used."""

    def __init__(self, workspace: Path) -> None:
        self._kept = Kept(workspace / FILE, engine_version())

    def find(self, digest: str) -> Content | None:
        """See `KnownLayers`."""
        return self._kept.find("layer", digest, Content)

    def keep(self, content: Content) -> None:
        """See `KnownLayers`."""
        self._kept.keep("layer", content.digest, content)

    def composition(self, name: str) -> Composition | None:
        """What was found in exactly this object by exactly this engine."""
        return self._kept.find("object", name, Composition)

    def remember(self, name: str, composition: Composition) -> None:
        """Keep what was found in an object of which nothing kept the engine from reading."""
        self._kept.keep("object", name, composition)

    def close(self) -> None:
        """Let go of the database."""
        self._kept.close()


@cache
def engine_version() -> str:
    """What changes with whatever could change what is found."""
    return source_digest(
        "core/components.py",
        "core/artifacts.py",
        "core/secrets.py",
        "engines/components",
        "engines/images",
        "engines/artifacts/archives",
    ).hex()

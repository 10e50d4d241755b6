"""Verdicts on objects of S3 that have not changed since: see `adapters.kept`."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import msgspec

from modelkeep.adapters.kept import Kept, is_settled, source_digest
from modelkeep.core.artifacts import Artifact, Inspection
from modelkeep.engines.artifacts.limits import Limits

FILE = "inspected.db"


class Verdicts:
    """What is known of objects. Use as a context manager. Raises WorkspaceError where the database cannot be used."""

    def __init__(self, workspace: Path, engine: str) -> None:
        self._kept = Kept(workspace / FILE, engine)

    def __enter__(self) -> Verdicts:
        return self

    def __exit__(self, *_: object) -> None:
        self._kept.close()

    def find(self, artifact: Artifact) -> Inspection | None:
        """What was found in exactly this object by exactly this engine."""
        return self._kept.find(artifact.place, artifact.tag, Inspection) if is_settled(artifact) else None

    def keep(self, artifact: Artifact, told: Inspection) -> None:
        """Remember it, unless something kept the engine from reading it: that may be gone the next time."""
        if is_settled(artifact) and not told.gaps:
            self._kept.keep(artifact.place, artifact.tag, told)


def engine_version(limits: Limits, policies: Sequence[Path] = ()) -> str:
    """What changes with whatever could change a verdict: the engine's source, the policies and the bounds."""
    digest = hashlib.sha256(msgspec.msgpack.encode(limits))
    digest.update(
        source_digest(
            "core/artifacts.py",
            "core/artifact_policy.py",
            "core/secrets.py",
            "engines/artifacts",
            "catalogue/artifacts",
            "catalogue/artifacts.py",
        )
    )
    for path in policies:
        digest.update(path.read_bytes())
    return digest.hexdigest()

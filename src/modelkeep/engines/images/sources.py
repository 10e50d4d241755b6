"""Where an image's parts come from: a registry, a folder, a saved file. Engines read through this alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from modelkeep.engines.images.contents import Content


class ImageSource(Protocol):
    """One image, or the index of several."""

    @property
    def reference(self) -> str:
        """What was asked for, for people; with `@sha256:...` at its end where the digest was."""
        ...

    def manifest(self, reference_or_digest: str) -> tuple[bytes, str]:
        """The manifest or index, byte by byte, and its media type ('' where nobody says); of `reference`, what was asked for itself.

        Raises UnreadableError (`engines.artifacts.sources`).
        """
        ...

    def blob(self, digest: str) -> Iterator[bytes]:
        """A configuration or a layer, as it is stored, piece by piece. Raises UnreadableError, in the middle too."""
        ...


class KnownLayers(Protocol):
    """Layers that were read before. What is kept was verified then: its digest, its size, and what it decompresses to."""

    def find(self, digest: str) -> Content | None:
        """What a layer holds, None where that is not known."""
        ...

    def keep(self, content: Content) -> None:
        """Remember a layer without gaps."""
        ...


class NoneKnown:
    """Remembers nothing."""

    def find(self, digest: str) -> Content | None:
        """None."""
        return None

    def keep(self, content: Content) -> None:
        """Nothing."""

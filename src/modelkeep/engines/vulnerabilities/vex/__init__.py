"""VEX: what somebody states about vulnerabilities in products.

OpenVEX 0.2 (https://github.com/openvex/spec), CycloneDX (`vulnerabilities[].analysis`) and CSAF 2.0 of the category csaf_vex are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import msgspec

from modelkeep.core.errors import CatalogueError
from modelkeep.core.vulnerabilities import Checked, Match, Statement
from modelkeep.engines.vulnerabilities.vex.csaf import read_csaf
from modelkeep.engines.vulnerabilities.vex.cyclonedx import read_cyclonedx
from modelkeep.engines.vulnerabilities.vex.documents import Stated, VexError
from modelkeep.engines.vulnerabilities.vex.openvex import read_openvex

_REMEDY = "Correct the document; a VEX document that is wrong is not used at all."


@dataclass(frozen=True, slots=True)
class Statements:
    """Statements of VEX documents, ready to be applied. `unknown` counts products that are no packages and no images.

    `by_name` holds them by the vulnerability's id in capitals, oldest first.
    """

    unknown: int = 0
    by_name: Mapping[str, tuple[Stated, ...]] = field(default_factory=dict)

    def about(self, match: Match, digest: str) -> Statement | None:
        """The latest statement on a match in the image of that digest, None where there is none."""
        found = [
            (each.at, number, each.statement)
            for name in match.vulnerability.names
            for number, each in enumerate(self.by_name.get(name.upper(), ()))
            if each.product.holds(match.component, digest)
        ]
        return max(found, key=lambda one: one[:2])[2] if found else None


def load(documents: Iterable[tuple[str, bytes]]) -> Statements:
    """Read documents, each with its name: OpenVEX, CycloneDX or CSAF. Raises CatalogueError for one that is wrong, with its place."""
    by_name: dict[str, list[Stated]] = {}
    unknown = 0
    for name, content in documents:
        stated, products = _read(name, content)
        unknown += products
        for each in stated:
            for vulnerability in each.vulnerabilities:
                by_name.setdefault(vulnerability.upper(), []).append(each)
    ordered = {name: tuple(sorted(found, key=lambda each: each.at)) for name, found in by_name.items()}
    return Statements(unknown, ordered)


def apply(checked: Iterable[Checked], statements: Statements, *, digest: str = "") -> Iterator[Checked]:
    """The same with what is stated about each match; `digest` is the image's (`sha256:...`) that the packages are in."""
    for each in checked:
        if not each.matches or not statements.by_name:
            yield each
            continue
        matches = tuple(
            replace(match, statement=statements.about(match, digest) or match.statement) for match in each.matches
        )
        yield replace(each, matches=matches)


def _read(name: str, content: bytes) -> tuple[list[Stated], int]:
    try:
        document = msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise CatalogueError(name, _line(content), f"not JSON: {error}", remedy=_REMEDY) from error
    if not isinstance(document, dict):
        raise CatalogueError(name, 1, "no VEX document: not a JSON object", remedy=_REMEDY)
    try:
        if "openvex.dev" in str(document.get("@context", "")):
            return read_openvex(document, name)
        if document.get("bomFormat") == "CycloneDX":
            return read_cyclonedx(document, name)
        if isinstance(document.get("document"), dict) and "csaf_version" in document["document"]:
            return read_csaf(document, name)
    except (VexError, msgspec.ValidationError) as error:
        raise CatalogueError(name, 1, str(error), remedy=_REMEDY) from error
    raise CatalogueError(name, 1, "neither OpenVEX nor CycloneDX nor CSAF", remedy=_REMEDY)


def _line(content: bytes) -> int:
    """The line at which JSON ends to be JSON."""
    import json

    try:
        json.loads(content)
    except json.JSONDecodeError as error:
        return error.lineno
    except UnicodeDecodeError as error:
        return content[: error.start].count(b"\n") + 1
    return 1

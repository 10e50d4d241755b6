"""A model's bill of materials, before it is written in any format: what it is, what it is made of, where that comes from.

`ref` names a thing within its bill, and keeps naming it from scan to scan as long as it is the same thing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Completeness(StrEnum):
    """How far what is told of a thing is all there is; values are CycloneDX's aggregates."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    """Something is there that could not be read or understood."""
    UNKNOWN = "unknown"
    """It was not looked into, or it is not known where to look."""


class PartType(StrEnum):
    """What sort of thing a part is; values are CycloneDX's types of components."""

    MODEL = "machine-learning-model"
    CONTAINER = "container"
    FILE = "file"
    DATA = "data"
    APPLICATION = "application"
    LIBRARY = "library"
    FRAMEWORK = "framework"


class DataUse(StrEnum):
    """What a data set is to the model."""

    TRAINING = "training"
    VALIDATION = "validation"
    PREPARATION = "preparation"
    """What the training data were prepared from."""
    RETRIEVAL = "retrieval"
    """Documents that an agent looks up while it answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Something outside of the bill. `type` is CycloneDX's type of external reference."""

    type: str
    url: str
    comment: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Occurrence:
    """Where a package was found: the thing that holds it, the way to the file that says so, how that is known, and the image's layer."""

    holder: str
    place: str
    evidence: str = ""
    layer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSet:
    """What is told of a data set. `classes` are those of personal data that were found in its bucket; None where nobody looked, or where
    not all was read and nothing was found. `url` is its address, '' for one that has none."""

    use: DataUse
    url: str
    classes: tuple[str, ...] | None = None
    owner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One thing that a model is, or is made of.

    `digest` is `sha256:` and the hexadecimal digest, '' where it is not known. `needs` are the refs of what it is built from, and
    `completeness` says whether these are all; None for what has no parts, such as a package. `gap` is why they are not, in words.
    `facts` are what no field of a format holds.
    """

    ref: str
    type: PartType
    name: str
    version: str = ""
    publisher: str = ""
    description: str = ""
    purl: str = ""
    digest: str = ""
    licences: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    occurrences: tuple[Occurrence, ...] = ()
    data: DataSet | None = None
    needs: tuple[str, ...] = ()
    completeness: Completeness | None = None
    gap: str = ""
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What people state of a model, and what it was made with. `datasets` are refs of parts, `stated_datasets` as an author wrote them."""

    task: str = ""
    algorithm: str = ""
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()
    stated_datasets: tuple[str, ...] = ()
    metrics: tuple[tuple[str, str], ...] = ()
    uses: tuple[str, ...] = ()
    limitations: tuple[str, ...] = ()
    ethics: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """What answers requests with the model. `authenticated` is None where that is not known."""

    ref: str
    name: str
    url: str = ""
    authenticated: bool | None = None
    needs: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A job that made the model or its data; `inputs` and `outputs` are refs."""

    ref: str
    name: str
    kind: str
    at: datetime | None = None
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """A package of the bill that a vulnerability affects. `statement` is what VEX says and by whom, '' for nothing; `open` that it does not
    say that the vulnerability does not apply or is fixed."""

    ref: str
    version: str
    package: str
    fixed: str = ""
    open: bool = True
    statement: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownVulnerability:
    """A vulnerability of packages of the bill; None and '' are what nobody told."""

    id: str
    aliases: tuple[str, ...] = ()
    severity: str = ""
    score: float | None = None
    published: datetime | None = None
    exploited: bool | None = None
    epss: float | None = None
    sources: tuple[str, ...] = ()
    affects: tuple[Affected, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """The bill of one model. `made` is when its facts hold, `source` the snapshot; `vulnerabilities_told` says whether all packages of all
    parts were looked up, and `vulnerabilities_gap` why not."""

    model: Part
    card: Card
    source: str
    made: datetime
    tool: str
    ancestors: tuple[Part, ...] = ()
    parts: tuple[Part, ...] = ()
    services: tuple[Service, ...] = ()
    runs: tuple[Run, ...] = ()
    vulnerabilities: tuple[KnownVulnerability, ...] = ()
    vulnerabilities_told: Completeness = Completeness.UNKNOWN
    vulnerabilities_gap: str = ""

    def gaps(self) -> Iterator[tuple[str, str]]:
        """The ref and the reason of everything of which not all is told, the model first."""
        for part in (self.model, *self.parts):
            if part.gap:
                yield part.ref, part.gap
        if self.vulnerabilities_gap:
            yield self.model.ref, self.vulnerabilities_gap

    def packages(self) -> int:
        """How many packages it lists."""
        return sum(1 for part in self.parts if part.type in (PartType.LIBRARY, PartType.FRAMEWORK))

"""A model's passport: what it consists of, how it stands, what is unknown about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from modelkeep.core.finding import Finding
from modelkeep.core.report import Gap, Tally
from modelkeep.core.verdict import Practice, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class LineageNode:
    """One resource in a model's lineage, below the one that needs it.

    `edge` is the kind of relation that leads here (empty for the model itself). `read` is false for a resource that is named
    but that the scan has not seen: another account's, another region's, or gone. `repeated` marks a resource whose own
    branches stand elsewhere in the tree.
    """

    arn: str
    name: str
    kind: str
    edge: str
    read: bool
    repeated: bool = False
    children: tuple[LineageNode, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleUse:
    """A resource of the lineage and the role with whose permissions it runs."""

    resource: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How many can do one thing with the model (`verb`, as `modelkeep who-can` names it): for certain, under a condition, and perhaps,
    for something was not read. `names` are the first of those who can, or may be able to; `occasion` is false where the snapshot shows
    nothing of the model that it could be done to."""

    verb: str
    title: str
    certain: int
    conditional: int
    unknown: int
    names: tuple[str, ...]
    occasion: bool = True

    @property
    def count(self) -> int:
        """All of them."""
        return self.certain + self.conditional + self.unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Software:
    """An image, file or function that the model is built from. `vulnerabilities` are the open ones by severity ('' for those that nobody
    rated), `exploited` how many of them are known to be; None where nothing was looked up. `unknown` packages have no data. `runners`
    run it now; `reason` tells what was not looked into, '' for nothing."""

    subject: str
    packages: int
    unknown: int | None
    vulnerabilities: Mapping[str, int] | None
    exploited: int | None
    built: datetime | None
    runners: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFile:
    """What the model loads: an object, or all under a prefix. `issues` by severity, `review` those that a person has to look at; `reason`
    tells what was not analysed, '' for nothing; `signed`, `signature`, `signer` and `registry` are as `artifact_scan` has them."""

    place: str
    files: int
    issues: Mapping[str, int]
    review: int
    reason: str
    signature: str
    signed: bool | None = None
    signer: str = ""
    registry: str = ""


@dataclass(frozen=True, slots=True)
class DataFound:
    """An identifier in an object of a model's data, and in its column or JSON path ('' in text); `count` values of those that were read.
    `source` is modelkeep or macie."""

    place: str
    column: str
    identifier: str
    data_class: str
    count: int
    source: str = "modelkeep"


@dataclass(frozen=True, slots=True, kw_only=True)
class DataPlace:
    """Data of the model: where ('' where that is not known, and `doubt` why) and what for; `doubt` is also the last reason why it is not
    complete. `owed` are the protections that its class is owed, each with the worst verdict of the controls that ask whether its bucket has
    it, None where none was asked. The rest is as `data_class` has it."""

    place: str
    uses: tuple[str, ...]
    data_class: str | None
    complete: bool
    objects: int | None
    objects_read: int
    bound: float | None
    doubt: str
    found: tuple[DataFound, ...]
    owed: Mapping[str, Verdict | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelData:
    """The class of a model by the data that it is made of; None where nothing was found and something was not read."""

    data_class: str | None
    complete: bool
    reasons: tuple[str, ...]
    places: tuple[DataPlace, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passport:
    """Everything that a snapshot knows about one model.

    `fronts` are the ARNs of what invokes the model, as far as lineage shows it. `reach` answers who can reach the model; None
    means that it has not been analysed, which is never the same as nobody. `unlisted` are UNKNOWNs about resources of the
    model's account and region that could not be listed: some may belong to it. `gaps` are failed calls in the model's account
    and region.
    """

    arn: str
    name: str
    kind: str
    account: str
    region: str
    tags: Mapping[str, str] | None
    lineage: LineageNode
    roles: tuple[RoleUse, ...]
    fronts: tuple[str, ...]
    reach: tuple[Reach, ...] | None
    total: Tally
    practices: Mapping[Practice, Tally]
    open: tuple[Finding, ...]
    unknown: tuple[Finding, ...]
    unlisted: tuple[Finding, ...]
    gaps: tuple[Gap, ...]
    suppressed: tuple[Finding, ...] = ()
    """FAILs and UNKNOWNs that somebody decided to live with; `open` and `unknown` leave them out."""
    software: tuple[Software, ...] | None = None
    """What it is built from; None where the scan did not look into it."""
    files: tuple[ModelFile, ...] | None = None
    """What it loads; None where the scan did not look into it."""
    data: ModelData | None = None
    """What data it is made of; None where the scan did not look into them."""

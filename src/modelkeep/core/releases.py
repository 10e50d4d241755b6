"""What has been released since, and how long something still gets patches: what is known of it, and how a model stands to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Standing(StrEnum):
    """How what runs stands to what its maker has released, worst first."""

    ENDED = "ended"
    """It gets no patches any more, or is not offered any more."""
    ENDING = "ending"
    """Its end is announced, and near."""
    BEHIND = "behind"
    """It is supported, and something newer of its line is there."""
    UNKNOWN = "unknown"
    """Something was not read, or nobody here knows: never the same as current."""
    CURRENT = "current"
    NONE = "none"
    """There is nothing of the sort to be patched by the customer."""


class Aspect(StrEnum):
    """What of a model is compared."""

    FRAMEWORK = "framework"
    """The framework that serves it, and the runtime of functions around it."""
    IMAGE = "image"
    HOST = "host"
    """The machines of the customer that serve it or stand in front of it."""
    VERSION = "version"
    """The version of the model itself against the newest approved one of its group."""
    MAKER = "maker"
    """What its own maker has released since: the foundation model, the JumpStart model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a fact stands, and of which day what is known of it is."""

    name: str
    as_of: date | None = None

    def __str__(self) -> str:
        return f"{self.name} as of {self.as_of}" if self.as_of else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """One line of a product, such as PyTorch 2.6: `newest` release of it ('' where not known), and the day from which it gets no
    patches (None where nobody told one)."""

    product: str
    line: str
    newest: str = ""
    ends: date | None = None
    source: Source


@dataclass(frozen=True, slots=True)
class Releases:
    """The lines that are known. What is not among them is not known, whatever its age."""

    known: tuple[Release, ...]

    def of(self, product: str, line: str) -> Release | None:
        """What is known of a line; None for nothing."""
        return next((each for each in self.known if (each.product, each.line) == (product, line)), None)

    def lines(self, product: str) -> tuple[Release, ...]:
        """Every line of a product that is known."""
        return tuple(each for each in self.known if each.product == product)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One thing of a model, compared. `subject` is what runs, `reason` says how it stands in a sentence without its subject.

    `newest` is '' where nothing newer is known. `age_days` is the age of an image, None where it is not known.
    """

    aspect: Aspect
    subject: str
    standing: Standing
    reason: str
    running: str = ""
    newest: str = ""
    ends: date | None = None
    age_days: int | None = None
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class PatchStatus:
    """How all parts of a model stand. `endpoints` are the ARNs of what serves it."""

    arn: str
    name: str
    kind: str
    account: str
    region: str
    parts: tuple[Part, ...]
    endpoints: tuple[str, ...] = ()

    def of(self, aspect: Aspect) -> Standing:
        """The worst standing of an aspect; NONE where the model has nothing of it."""
        return worst(each.standing for each in self.parts if each.aspect is aspect)

    @property
    def worst(self) -> Standing:
        """The worst standing of all parts."""
        return worst(each.standing for each in self.parts)


def worst(standings: Iterable[Standing]) -> Standing:
    """The worst of them; NONE for none."""
    return min(standings, key=list(Standing).index, default=Standing.NONE)

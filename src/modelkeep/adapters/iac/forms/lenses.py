"""How a column follows from properties: small declarations that read, and that tests can turn around.

`path` is CloudFormation's, dotted. `absent` is what the column holds where the property is not there: AWS's documented default, or
the estate's word for "not set". A property whose value is not known gives None.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from modelkeep.adapters.iac.properties import Properties
from modelkeep.adapters.iac.resource import Unknown
from modelkeep.core.known import all_known


class Lens(Protocol):
    """One column."""

    def read(self, properties: Properties) -> Any:
        """The column's value; None where the file does not tell."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text."""

    path: str
    absent: str | None = ""

    def read(self, properties: Properties) -> str | None:
        """See `Lens`."""
        return properties.text(self.path, self.absent)


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number."""

    path: str
    absent: int | None = None

    def read(self, properties: Properties) -> int | None:
        """See `Lens`."""
        return properties.number(self.path, self.absent)


@dataclass(frozen=True, slots=True)
class Flag:
    """A truth value."""

    path: str
    absent: bool | None = False

    def read(self, properties: Properties) -> bool | None:
        """See `Lens`."""
        return properties.flag(self.path, absent=self.absent)


@dataclass(frozen=True, slots=True)
class Texts:
    """A list of texts; with `inside`, that property of each element of a list of mappings."""

    path: str
    absent: tuple[str, ...] | None = ()
    inside: str = ""

    def read(self, properties: Properties) -> tuple[str, ...] | None:
        """See `Lens`."""
        if not self.inside:
            return properties.texts(self.path, self.absent)
        if properties.value(self.path) is None:
            return self.absent
        elements, complete = properties.each(self.path)
        return all_known(each.text(self.inside, None) for each in elements) if complete else None


@dataclass(frozen=True, slots=True)
class Given:
    """Whether a property is there."""

    path: str

    def read(self, properties: Properties) -> bool | None:
        """See `Lens`."""
        return properties.given(self.path)


@dataclass(frozen=True, slots=True)
class Word:
    """A text that the estate writes differently, or a truth value that CloudFormation writes as a word (`Enabled`).

    A word that is not in `words` is not known.
    """

    path: str
    words: Mapping[str, Any]
    absent: Any = None

    def read(self, properties: Properties) -> Any:
        """See `Lens`."""
        found = properties.value(self.path)
        if found is None:
            return self.absent
        return self.words.get(str(found)) if not isinstance(found, Unknown) else None


@dataclass(frozen=True, slots=True)
class First:
    """The first of several places that is there, such as a property that has an older spelling."""

    lenses: tuple[Lens, ...]
    absent: Any = ""

    def read(self, properties: Properties) -> Any:
        """See `Lens`. The lenses' own `absent` must differ from every value that they read."""
        for lens in self.lenses:
            path = getattr(lens, "path", "")
            if properties.value(path) is not None:
                return lens.read(properties)
        return self.absent


@dataclass(frozen=True, slots=True)
class Fixed:
    """A value that every declared resource of the type has."""

    value: Any

    def read(self, properties: Properties) -> Any:
        """See `Lens`."""
        return self.value


@dataclass(frozen=True, slots=True)
class Computed:
    """What takes code. `turned` gives the properties that read as a value, for tests; without it they cannot say such a row.

    `turned` gives None for a value that no properties have. `path` is the property that decides, '' where several do: what is unknown
    there is why the column is.
    """

    read_from: Callable[[Properties], Any] = field(repr=False)
    turned: Callable[[Any], Mapping[str, Any] | None] | None = field(default=None, repr=False)
    path: str = ""

    def read(self, properties: Properties) -> Any:
        """See `Lens`."""
        return self.read_from(properties)


@dataclass(frozen=True, slots=True)
class OwnReference:
    """What Ref gives of the resource itself: an id that AWS will choose, by which others call it."""

    def read(self, properties: Properties) -> None:
        """Properties alone do not tell it."""


@dataclass(frozen=True, slots=True)
class ArnOf:
    """The ARN of a resource of a type, which the file may call by its name, its id or its ARN; with `many`, a list of them."""

    path: str
    cfn_type: str
    absent: str = ""
    many: bool = False

    def read(self, properties: Properties) -> Any:
        """The words as the file has them; see `Lens`."""
        return properties.texts(self.path) if self.many else properties.text(self.path, self.absent)


@dataclass(frozen=True, slots=True)
class Gathered:
    """A list to which resources of other types add. `own` is what the resource itself lists; `more` has, by type, the property by
    which such a resource names this one and the lens of what it adds.
    """

    own: Lens
    more: Mapping[str, tuple[str, Lens]]

    def read(self, properties: Properties) -> Any:
        """What the resource itself lists; see `Lens`."""
        return self.own.read(properties)


@dataclass(frozen=True, slots=True)
class Around:
    """A column that other resources decide, which takes code: `read_from` gets the properties, the ARN and the `Surroundings`.

    `otherwise` is why it is not known where nothing in the properties is unknown. For tests, `turned` gives the resource's own
    properties, as in `Computed`, and `others` those of resources that name it as `{own}`, by type; of what is not
    known too.
    """

    read_from: Callable[[Properties, str, Any], Any] = field(repr=False)
    otherwise: str = ""
    turned: Callable[[Any], Mapping[str, Any] | None] | None = field(default=None, repr=False)
    others: Callable[[Any], Mapping[str, Mapping[str, Any]] | None] | None = field(default=None, repr=False)

    def read(self, properties: Properties) -> None:
        """Properties alone do not tell it."""


@dataclass(frozen=True, slots=True)
class Followed:
    """A column that another resource may decide: where `own` does not tell it, what `to` reads of the resource that `path` names.

    `to` has a lens for every CloudFormation type that may be meant.
    """

    own: Lens
    path: str
    to: Mapping[str, Lens]

    def read(self, properties: Properties) -> Any:
        """What the resource itself tells; see `Lens`."""
        return self.own.read(properties)

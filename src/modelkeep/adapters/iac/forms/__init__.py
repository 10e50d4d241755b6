"""How each CloudFormation type becomes rows of the estate: one module per service, found by walking this folder.

A module holds `FORMS` (kinds) and, where a resource only adds to another, `ATTACHMENTS` or, where code reads it, `COMPANIONS`. A form
says for every table of its kind where the columns come from. Tables and columns that it does not name are what a file cannot tell:
their verdicts are UNKNOWN.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Any, Protocol

from modelkeep.adapters.iac.forms.lenses import Lens
from modelkeep.adapters.iac.properties import Properties
from modelkeep.adapters.iac.resource import Declared
from modelkeep.core.tables import Resource, Row, Statement, table_of


class Surroundings(Protocol):
    """The resources that are deployed together."""

    def declared(self, arn: str) -> Declared | None:
        """The resource of an ARN, if the files declare it."""

    def arn(self, cfn_type: str, word: str) -> str | None:
        """The ARN of a declared resource of a type that is called by its name, its ARN or what Ref gives."""

    def every(self, cfn_type: str) -> Sequence[Declared]:
        """The declared resources of a type."""

    def naming(self, cfn_type: str, path: str, kind: str, arn: str) -> tuple[Sequence[Declared], bool]:
        """The declared resources of a type that name, at `path`, the resource of type `kind` with an ARN; and whether these are
        surely all of them.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What a resource is called. All are templates over {partition}, {region}, {account}, {name}, {label}; `ref` and `attributes` over
    {arn} too.

    `name` is the property with the resource's name, '' where AWS chooses it. `placeholder` is the name of what has none.
    `ref` is what Ref gives and `attributes` what Fn::GetAtt gives
    (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html).
    """

    arn: str
    name: str = ""
    placeholder: str = "{label}"
    ref: str = "{name}"
    attributes: Mapping[str, str] = field(default_factory=lambda: {"Arn": "{arn}"})


def regional(
    service: str, noun: str, *attributes: str, name: str = "", ref: str = "{name}", others: str = "{name}"
) -> Identity:
    """The identity of a resource with an ARN that ends in `noun/NAME`.

    Of the attributes, those that end in `Arn` give the ARN, the `others` what that says.
    """
    return Identity(
        arn=f"arn:{{partition}}:{service}:{{region}}:{{account}}:{noun}/{{name}}",
        name=name,
        ref=ref,
        attributes={each: "{arn}" if each.endswith("Arn") else others for each in attributes},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """Settings of which a resource has one set: always a row, whether or not anything is configured."""

    row: type[Row]
    columns: Mapping[str, Lens]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A list inside of a resource. `paths` lead to lists of mappings or to single mappings; '' is the resource itself.

    `position` is the column that counts the rows from 0, where the table has one. An element without the property `needs` gives
    no row.
    """

    row: type[Row]
    paths: tuple[str, ...]
    columns: Mapping[str, Lens]
    always: Mapping[str, Mapping[str, Lens]] = field(default_factory=dict)
    """Columns that differ by path, such as whether a variant is a shadow."""
    position: str = ""
    needs: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A policy document as statements. `name` is the policy's name in the rows: a property's path, or '' for none."""

    row: type[Statement]
    path: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policies:
    """A list of policies, each with a name and a document; `path` leads to the list."""

    row: type[Statement]
    path: str
    name: str = "PolicyName"
    document: str = "PolicyDocument"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Rows that take code. `fills` are the tables of which it gives all rows.

    The function gets the properties, the ARN and what is deployed together with the resource. Beside the rows it returns the tables
    that cannot be told for this resource. `always`: there are rows where nothing is declared, those that AWS gives by itself.
    `turned` gives the properties of an attachment that reads as one row, for tests: None for a row that none reads as. `one_each`: a
    column, and the values of it of which there is always a row.
    """

    fills: tuple[type[Row], ...]
    read: Callable[[Properties, str, Surroundings], tuple[Iterable[Row], Iterable[type[Row]]]] = field(repr=False)
    always: bool = False
    turned: Callable[[Mapping[str, Any]], Mapping[str, Any] | None] | None = field(default=None, repr=False)
    one_each: tuple[str, tuple[str, ...]] = ("", ())


Section = Facet | Part | Policy | Policies | Rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One type of resource. `tags` is the property with its tags: a list of Key and Value, or a mapping.

    `global_service`: the estate holds such resources in the region `global`. `only`: properties with the value that the estate's
    resources have, of a type of which it holds some; one whose value is not known may be such a resource.
    """

    cfn_type: str
    row: type[Resource]
    identity: Identity
    columns: Mapping[str, Lens]
    sections: tuple[Section, ...] = ()
    tags: str = "Tags"
    global_service: bool = False
    only: Mapping[str, str] = field(default_factory=dict)

    @property
    def tables(self) -> frozenset[str]:
        """The tables of which it gives all rows."""
        return frozenset({table_of(self.row).name}) | filled_by(self.sections)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A resource that only adds to others, such as a bucket policy. `target` is the property that names those, one or several:
    by name, id or ARN. `kind` is the type of the form that it adds to. `identity` is for references to the attachment itself.

    Facets that it gives replace the default facets of its targets. `whole`: there can be no more in the tables that it gives, other
    than where several such resources add up.
    """

    cfn_type: str
    kind: str
    target: tuple[str, ...]
    sections: tuple[Section, ...]
    identity: Identity = field(default_factory=lambda: Identity(arn="{label}", attributes={}))
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Companion:
    """A type that has no rows of its own: those of `readers` are read from it. `target` are the properties by which it names others."""

    cfn_type: str
    target: tuple[str, ...]
    readers: tuple[str, ...]


def filled_by(sections: Sequence[Section]) -> frozenset[str]:
    """The tables that sections give."""
    rows = [row for each in sections for row in (each.fills if isinstance(each, Rows) else (each.row,))]
    return frozenset(table_of(row).name for row in rows)


@cache
def forms() -> Mapping[str, Form]:
    """All forms by CloudFormation type; raises ValueError where two claim one."""
    return MappingProxyType({each.cfn_type: each for each in _walk("FORMS")})


@cache
def attachments() -> Mapping[str, Attachment]:
    """All attachments by CloudFormation type."""
    return MappingProxyType({each.cfn_type: each for each in _walk("ATTACHMENTS")})


@cache
def companions() -> Mapping[str, Companion]:
    """All companions by CloudFormation type."""
    return MappingProxyType({each.cfn_type: each for each in _walk("COMPANIONS")})


def targets_of(cfn_type: str) -> tuple[str, ...]:
    """The properties by which a resource that only adds to others names them; none for other types."""
    found = attachments().get(cfn_type) or companions().get(cfn_type)
    return found.target if found else ()


@cache
def types() -> frozenset[str]:
    """All types of which something is read."""
    return frozenset({*forms(), *attachments(), *companions()})


def identity_of(cfn_type: str) -> Identity | None:
    """How references to a type resolve; None for a type that has no form."""
    found = forms().get(cfn_type) or attachments().get(cfn_type)
    return found.identity if found else None


@cache
def told_columns() -> Mapping[str, frozenset[str]]:
    """By table, the columns that files can tell. A control that reads others asks what only a running account shows."""
    found: dict[str, set[str]] = {}
    every: tuple[Form | Attachment, ...] = (*forms().values(), *attachments().values())
    for each in every:
        if isinstance(each, Form):
            found.setdefault(table_of(each.row).name, set()).update(
                each.columns, {"arn", "account", "region", "name", "tags"}
            )
        for section in each.sections:
            match section:
                case Facet(row=row, columns=columns) | Part(row=row, columns=columns):
                    more = {name for each in getattr(section, "always", {}).values() for name in each}
                    more |= {getattr(section, "position", "")} - {""}
                    found.setdefault(table_of(row).name, set()).update(columns, more, {"arn", "account", "region"})
                case Policy(row=row) | Policies(row=row):
                    found.setdefault(table_of(row).name, set()).update(c.name for c in table_of(row).columns)
                case Rows(fills=fills):
                    for row in fills:
                        found.setdefault(table_of(row).name, set()).update(c.name for c in table_of(row).columns)
    return MappingProxyType({name: frozenset(columns) for name, columns in found.items()})


def _walk(name: str) -> list[Any]:
    found: list[Any] = []
    for module_info in pkgutil.iter_modules(__path__):
        if module_info.name != "lenses":
            module = importlib.import_module(f"{__name__}.{module_info.name}")
            found += getattr(module, name, ())
    types = [each.cfn_type for each in found]
    for each in types:
        if types.count(each) > 1:
            raise ValueError(f"two forms claim {each}")
    return found

"""How the estate's tables are declared: one frozen class per table, nothing else.

Six roles:

- **kind**: a resource type, named after its CloudFormation type; common columns of `Resource`.
- **facet**: settings of a kind that AWS serves by a separate call; at most one row per resource.
- **part**: a list inside a kind or facet that controls ask about; any number of rows per resource.
- **support**: read in bulk to complete other tables; not resources of their own.
- **analysis**: filled by an engine, if it ran; its one call is `engine:NAME`. Where the engine did not run, its rows are unread.
- **derived**: filled by SQL over the other tables, in every scan.

The meaning of values, for every column of every table: NULL is *unread*. What AWS answered as "not set" is an explicit
value: `''`, `false`, `[]` or AWS's documented default. So SQL's three-valued logic gives UNKNOWN exactly where nothing is known.
"""

from __future__ import annotations

import dataclasses
import inspect
import re
import sys
import types
import typing
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, dataclass_transform

from modelkeep.core.analyses import ANALYSES


class Role(StrEnum):
    """What a table holds."""

    KIND = "kind"
    FACET = "facet"
    PART = "part"
    SUPPORT = "support"
    ANALYSIS = "analysis"
    DERIVED = "derived"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name and its DuckDB type."""

    name: str
    sql_type: str


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the estate, derived from the class that declares it.

    `calls` are the API calls, as `client:Operation` in boto3's names, that together fill it; all of them must have
    succeeded for the table to be complete.
    """

    name: str
    role: Role
    row: type[Row]
    calls: tuple[str, ...]
    columns: tuple[Column, ...]
    cfn_type: str = ""
    inherently_ai: bool = False
    of: str = ""
    """For a facet or part: the kind's table whose ARN its rows carry."""

    @property
    def doc(self) -> str:
        """The first paragraph of the class's docstring."""
        return (self.row.__doc__ or "").split("\n\n")[0].replace("\n", " ").strip()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Row:
    """What every row has. Sources leave `account` and `region` empty where the reader's own apply.

    Rows compare, hash and show by their columns, as those of any dataclass do, by methods that all tables share: to generate them
    for each of some 280 classes would take a good part of the time in which a command starts.
    """

    arn: str
    account: str = ""
    region: str = ""

    def __eq__(self, other: object) -> bool:
        """Rows of one table with equal columns are equal."""
        if not isinstance(other, Row) or other.__class__ is not self.__class__:
            return NotImplemented
        return _values(self) == _values(other)

    def __hash__(self) -> int:
        """As `__eq__` wants it."""
        return hash(_values(self))

    def __repr__(self) -> str:
        """The class with its columns."""
        shown = ", ".join(f"{each.name}={getattr(self, each.name)!r}" for each in dataclasses.fields(self))
        return f"{self.__class__.__qualname__}({shown})"


def _values(row: Row) -> tuple[object, ...]:
    return tuple(getattr(row, each.name) for each in dataclasses.fields(row))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Resource(Row):
    """Common columns of every kind. `tags` is NULL where tags were not read."""

    name: str = ""
    tags: Mapping[str, str] | None = None
    source: str = ""
    collected_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a policy statement: operator, key and values as written."""

    operator: str
    key: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Statement(Row):
    """One policy statement, flattened; `arn` is the resource that carries the policy.

    `principals` hold `*`, `AWS:...`, `Service:...`, `Federated:...` or `CanonicalUser:...`; bare account ids are written as
    root ARNs. Actions keep their case. `effect` is `Allow`, `Deny`, or `Unparsed` for a document that could not be read:
    such a row says that anything may be granted, and `problem` what is wrong with it. `version` is that of the policy language:
    documents of 2008-10-17, the version where none is written, know no policy variables.
    """

    policy: str = ""
    position: int = 0
    sid: str = ""
    effect: str = ""
    actions: tuple[str, ...] = ()
    not_actions: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    not_resources: tuple[str, ...] = ()
    principals: tuple[str, ...] = ()
    not_principals: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    version: str = "2012-10-17"
    problem: str = ""


RowT = TypeVar("RowT", bound=Row)

_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")

_SCALARS: Mapping[type, str] = {str: "VARCHAR", bool: "BOOLEAN", int: "BIGINT", float: "DOUBLE", datetime: "TIMESTAMP"}


def snake_case(name: str) -> str:
    """`KmsKeyId` to `kms_key_id`, `VPCEndpoint` to `vpc_endpoint`."""
    return _WORD_START.sub("_", name).lower()


def table_name(cfn_type: str) -> str:
    """`AWS::SageMaker::NotebookInstance` to `sagemaker_notebook_instance`."""
    _, service, resource = cfn_type.split("::")
    return f"{service.lower()}_{snake_case(resource)}"


@cache
def sql_type(annotation: Hashable) -> str:
    """The DuckDB type of a field's annotation; raises TypeError for one that has none."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (typing.Union, types.UnionType):
        (inner,) = (argument for argument in arguments if argument is not type(None))
        return sql_type(inner)
    if origin is tuple:
        return f"{sql_type(arguments[0])}[]"
    if origin is not None and issubclass(origin, Mapping):
        return f"MAP({sql_type(arguments[0])}, {sql_type(arguments[1])})"
    if isinstance(annotation, type):
        if annotation in _SCALARS:
            return _SCALARS[annotation]
        if dataclasses.is_dataclass(annotation):
            fields = typing.get_type_hints(annotation)
            return "STRUCT(" + ", ".join(f'"{name}" {sql_type(hint)}' for name, hint in fields.items()) + ")"
    raise TypeError(f"no column type for {annotation!r}")


def _hints(row: type[Row]) -> dict[str, Any]:
    """What `typing.get_type_hints` gives, evaluating each annotation of a module once, not once in every class that has or inherits it."""
    return {
        name: _evaluated(base.__module__, annotation)
        for base in reversed(row.__mro__)
        for name, annotation in inspect.get_annotations(base).items()
    }


@cache
def _evaluated(module: str, annotation: str) -> Any:
    lone = types.SimpleNamespace(__annotations__={"it": annotation})
    return typing.get_type_hints(lone, vars(sys.modules[module]))["it"]


def _declare(
    name: str, role: Role, calls: str, cfn_type: str = "", *, ai: bool = False, of: str = ""
) -> Callable[[type[RowT]], type[RowT]]:
    def declare(cls: type[RowT]) -> type[RowT]:
        row = dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)(cls)
        hints = _hints(row)
        columns = tuple(Column(field.name, sql_type(hints[field.name])) for field in dataclasses.fields(row))
        row.__table__ = Table(name, role, row, tuple(calls.split()), columns, cfn_type, ai, of)  # type: ignore[attr-defined]  # the declaration lives on its class
        return row

    return declare


@dataclass_transform(frozen_default=True, kw_only_default=True)
def kind(cfn_type: str, *, calls: str, ai: bool = False) -> Callable[[type[RowT]], type[RowT]]:
    """Declare a kind. `calls`: space-separated. `ai`: AI-relevant by nature, like a SageMaker model."""
    return _declare(table_name(cfn_type), Role.KIND, calls, cfn_type, ai=ai)


@dataclass_transform(frozen_default=True, kw_only_default=True)
def facet(of: type[Resource], name: str, *, calls: str) -> Callable[[type[RowT]], type[RowT]]:
    """Declare a facet of a kind: a narrow table `<kind>_<name>`, filled by its own calls, with the kind's ARN in `arn`."""
    owner = table_of(of).name
    return _declare(f"{owner}_{name}", Role.FACET, calls, of=owner)


@dataclass_transform(frozen_default=True, kw_only_default=True)
def part(of: type[Resource], name: str, *, calls: str) -> Callable[[type[RowT]], type[RowT]]:
    """Declare a part of a kind: a table `<kind>_<name>` of a list inside it, with the kind's ARN in `arn`."""
    owner = table_of(of).name
    return _declare(f"{owner}_{name}", Role.PART, calls, of=owner)


@dataclass_transform(frozen_default=True, kw_only_default=True)
def support(name: str, *, calls: str) -> Callable[[type[RowT]], type[RowT]]:
    """Declare a support table."""
    return _declare(name, Role.SUPPORT, calls)


@dataclass_transform(frozen_default=True, kw_only_default=True)
def analysis(name: str, *, engine: str) -> Callable[[type[RowT]], type[RowT]]:
    """Declare a table that an engine of `core.analyses.ANALYSES` fills, named with its prefix."""
    assert engine in ANALYSES, engine
    return _declare(name, Role.ANALYSIS, engine)


@dataclass_transform(frozen_default=True, kw_only_default=True)
def derived(name: str) -> Callable[[type[RowT]], type[RowT]]:
    """Declare a derived table, filled by SQL."""
    return _declare(name, Role.DERIVED, "")


def table_of(row: type[Row] | Row) -> Table:
    """The table that a row class (or a row) belongs to; raises AttributeError for a class that declares none."""
    table: Any = row.__table__  # type: ignore[union-attr]  # see _declare
    assert isinstance(table, Table)
    return table

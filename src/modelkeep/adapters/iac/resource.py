"""What a file declares, in CloudFormation's terms: the form in which every format meets the estate.

Properties are a tree of mappings, lists and scalars with CloudFormation's names. What cannot be known from the file is `Unknown`,
at the place where it is not known: a parameter without a default, a value that exists after the deployment only, an import from
another stack. Absent is something else: a property that is not there has AWS's default.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that the file does not tell. `why` completes "not known from the file: ..."."""

    why: str


class Partial(dict[str, Any]):
    """A mapping from a source that does not tell everything: of what is not there, only the names in `absent` are known not to be.

    `get` gives Unknown for the others. Everything else sees what is there, as in any mapping.
    """

    def __init__(self, present: Mapping[str, Any], absent: Collection[str], unknown: Unknown) -> None:
        super().__init__(present)
        self.absent = absent
        self.unknown = unknown

    def get(self, key: str, default: Any = None) -> Any:
        """The value; `default` where it is known not to be there, Unknown where that is not known."""
        if key in self:
            return self[key]
        return default if key in self.absent else self.unknown

    def changed(self, change: Callable[[Any], Any]) -> Partial:
        """The same with other values."""
        return Partial({key: change(each) for key, each in self.items()}, self.absent, self.unknown)

    def __reduce__(self) -> tuple[type[Partial], tuple[Any, ...]]:
        return Partial, (dict(self), self.absent, self.unknown)


Value = Any
"""str, int, float, bool, Unknown, a list of values, or a mapping of names to values; None where the file says null."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: the file as the person named it, the line from 1 (0 where the format has none), and the address
    of a Terraform resource ('' for other formats)."""

    file: str
    line: int = 0
    address: str = ""

    def __str__(self) -> str:
        if self.address:
            return f"{self.file} ({self.address})"
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Deployment:
    """Where the declared resources are to exist. What is not known has placeholders, which are the same for all resources that
    are deployed together, so that references within them hold: a made-up account id with a leading 0, a region `unknown-1`."""

    account: str
    region: str
    partition: str = "aws"


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """One resource.

    `cfn_type` is CloudFormation's. `label` names it within its deployment (a logical id, with the nested stacks that lead to it, or
    a Terraform address) and stands for what AWS will choose: names and ids that the file does not give. `lines` are the lines of
    properties, by path such as `DataCaptureConfig.EnableCapture` or `ProductionVariants.0.ModelName`.
    """

    cfn_type: str
    label: str
    properties: Mapping[str, Value]
    place: Place
    deployment: Deployment
    lines: Mapping[str, int] = field(default_factory=dict)
    arn: str = ""
    """Where the file gives it, as for what exists already; '' where it follows from the type and the name."""
    doubt: str = ""
    """Why it may not come to exist, such as a condition that is not known: its findings hold if it does."""
    implied: bool = False
    """The file has no such resource: another one tells it, or leaves open whether there is one."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something in a file that could not be taken into account: located, and told as an error or an unknown."""

    place: Place
    message: str
    remedy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one file gave. `format` is cloudformation, terraform or config. With `troubles`, something is missing from `resources`."""

    file: str
    format: str
    resources: Sequence[Declared] = ()
    troubles: Sequence[Trouble] = ()


def at(tree: Value, path: str) -> Value:
    """The value at a dotted path, numbers being positions in lists; None where it is not there.

    Unknown where something on the way is: what is inside of it is not known either.
    """
    found = tree
    for step in path.split("."):
        if isinstance(found, Unknown):
            return found
        if isinstance(found, Mapping):
            found = found.get(step)
        elif isinstance(found, Sequence) and not isinstance(found, str) and step.isdigit() and int(step) < len(found):
            found = found[int(step)]
        else:
            return None
    return found


def unknowns(tree: Value) -> Iterator[Unknown]:
    """Everything in a tree that is not known."""
    if isinstance(tree, Unknown):
        yield tree
    elif isinstance(tree, Mapping):
        if isinstance(tree, Partial):
            yield tree.unknown
        for each in tree.values():
            yield from unknowns(each)
    elif isinstance(tree, Sequence) and not isinstance(tree, str):
        for each in tree:
            yield from unknowns(each)

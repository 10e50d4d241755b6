"""What questions are asked about: a world, and the resources that people know by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from modelkeep.engines.access.world import Unread, World


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownResource:
    """A resource of the estate. `kind` is its CloudFormation type, '' where nobody says.

    `relevant`: a model depends on it, or it is AI itself, which `is_ai` tells.
    """

    arn: str
    name: str = ""
    kind: str = ""
    account: str = ""
    region: str = ""
    relevant: bool = True
    is_ai: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideIam:
    """A way in that no IAM policy decides: who comes there, and who judges that. `actions` are those that it stands for.

    `open`: nobody judges at all. `is_unread`: whether there is such a way in was not read.
    """

    resource: str
    who: str
    judge: str
    actions: tuple[str, ...] = ()
    open: bool = False
    is_unread: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """See the module. `source` says what it was made from, in words; `lacks` what such a source never holds."""

    world: World
    resources: Mapping[str, KnownResource] = field(default_factory=dict)
    outside: tuple[OutsideIam, ...] = ()
    source: str = ""
    lacks: tuple[str, ...] = ()
    unlisted: tuple[Unread, ...] = ()
    """Lists of resources that were not read: what is on them is not among `resources`."""
    openings: Mapping[str, str] = field(default_factory=dict)
    """What may open a resource besides its policy and was not read, by the resource's ARN."""

    def named(self, name: str) -> tuple[KnownResource, ...]:
        """The resources of this name, in order of their ARNs."""
        return tuple(each for _, each in sorted(self.resources.items()) if each.name == name)

    def scope(self, *, everything: bool) -> Iterator[KnownResource]:
        """The resources that models depend on, or all, in order of their ARNs."""
        for _, each in sorted(self.resources.items()):
            if everything or each.relevant:
                yield each

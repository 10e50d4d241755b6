"""The request's context: what is known of its condition keys."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final

Values = tuple[str, ...]


class Openness(Enum):
    """The one value of OPEN."""

    OPEN = "open"


OPEN: Final = Openness.OPEN
"""The request may bring any value, or none."""

NOTHING: Final[Mapping[str, Values | None]] = MappingProxyType({})


class Context:
    """Condition keys and their values. Keys are compared without case
    (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html).

    A key that is not among `known` is missing in a strict context, and open in a symbolic one. A key that is None is missing in both.
    `fixed` is what principal and resource settle; what `known` says of the same key counts first. Of keys that begin with one of
    `settled`, such as `aws:resourcetag/` where all tags are known, those that are not there are missing.
    """

    __slots__ = ("_elsewhere", "_fixed", "_known", "_settled")

    def __init__(
        self,
        known: Mapping[str, Values | None] = NOTHING,
        *,
        strict: bool,
        fixed: Mapping[str, Values | Openness | None] = NOTHING,
        settled: tuple[str, ...] = (),
    ) -> None:
        """Keys are lower case already: see `lowered`."""
        self._known = known
        self._fixed = fixed
        self._settled = settled
        self._elsewhere: Openness | None = None if strict else OPEN

    def find(self, key: str) -> Values | Openness | None:
        """The values of a key in lower case; None where the request is known not to have it; OPEN where nobody knows."""
        if key in self._known:
            return self._known[key]
        if key in self._fixed:
            return self._fixed[key]
        if self._settled and key.startswith(self._settled):
            return None
        return self._elsewhere

    def having(self, more: Mapping[str, Values | Openness | None]) -> Context:
        """The same request, with more that is settled."""
        strict = self._elsewhere is None
        return Context(self._known, strict=strict, fixed={**self._fixed, **more}, settled=self._settled)

    def with_fixed(self, fixed: Mapping[str, Values | Openness | None], settled: tuple[str, ...] = ()) -> Context:
        """The same request, for another principal or resource."""
        return Context(self._known, strict=self._elsewhere is None, fixed=fixed, settled=settled)


def lowered(context: Mapping[str, object]) -> dict[str, Values | None]:
    """A context as people write it: any case, one value or a list, booleans and numbers bare. Null and no values are missing.

    Raises ValueError for a key that is there twice and for a value that is none.
    """
    found = {key.lower(): _values(value) for key, value in context.items()}
    if len(found) != len(context):
        raise ValueError("a context key is there twice: upper and lower case are the same")
    return found


def _values(value: object) -> Values | None:
    if type(value) is str:
        return (value,)
    if value is None:
        return None
    if isinstance(value, list | tuple):
        return tuple(_value(each) for each in value) or None
    return (_value(value),)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if isinstance(value, int | float):
        return str(value)
    raise ValueError(f"{type(value).__name__} where a context has text, numbers or booleans")

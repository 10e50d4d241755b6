"""What the JSON around a value must hold, in lower case, for the value to match: a cheap search before the walk through the JSON.

Only letters, digits and signs are hints that stand in JSON as they are; the lake's JSON has no needless escapes (ADR 20).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sigma.types import SigmaString, SigmaType

_AS_IT_IS = re.compile(r"[a-z0-9 _.:@=,;*/-]+")
_SHORTEST = 3
_MOST = 20


def hints_of(values: Sequence[SigmaType], before: str = "") -> tuple[str, ...]:
    """One text for each value, of which one has to be there for any value to match; nothing where that cannot be said or does not pay.

    `before` is what stands before the value that is not in the JSON.
    """
    if len(values) > _MOST:
        return ()
    found = [hint for each in values if (hint := _hint(each, before.lower())) is not None]
    return tuple(dict.fromkeys(found)) if all(found) else ()


def _hint(value: SigmaType, before: str) -> str | None:
    """The longest text without wildcards that a value has to hold; '' for none, None for a value that nothing can match."""
    if not isinstance(value, SigmaString):
        return ""
    parts = [each.lower() if isinstance(each, str) else None for each in value.s]
    if before:
        if not parts or parts[0] is None or (len(parts) > 1 and not parts[0].startswith(before)):
            return ""
        if not parts[0].startswith(before):
            return None
        parts[0] = parts[0].removeprefix(before)
    plain = [each for part in parts if part for each in _AS_IT_IS.findall(part)]
    longest = max(plain, key=len, default="")
    return longest if len(longest) >= _SHORTEST else ""

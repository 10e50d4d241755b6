"""Prices of models and budgets as people tell them. None come with Modelkeep: they differ by region and contract, and change.

A price is `MODEL=INPUT/OUTPUT`, or `MODEL=INPUT/OUTPUT/CACHE_READ/CACHE_WRITE`: what 1,000 tokens of each kind cost. `MODEL` is a model's
id, with or without the region prefix of an inference profile, or the ARN of a profile or of a model of one's own; `*` is every other
model. Where the prices of the prompt cache are not told, its tokens count as input. A budget is in the same currency.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

OTHERS = "*"
Price = tuple[float, float, float, float]
"""Of 1,000 tokens of input, output, read from and written to the prompt cache."""


def prices(told: Sequence[str]) -> Mapping[str, Price]:
    """The prices by model, in lower case. Raises ValueError for what is no price."""
    found: dict[str, Price] = {}
    for each in told:
        model, separator, amounts = each.rpartition("=")
        parts = amounts.split("/")
        if not separator or not model.strip() or len(parts) not in (2, 4):
            raise ValueError(f"{each!r} is no price: write MODEL=INPUT/OUTPUT, for 1,000 tokens each")
        numbers = [_number(one) for one in parts]
        output = numbers[1]
        read, written = numbers[2:] or (numbers[0], numbers[0])
        found[model.strip().lower()] = (numbers[0], output, read, written)
    return found


def budget(told: Sequence[str]) -> float | None:
    """The amount; the lowest of several, None for none. Raises ValueError for what is no amount."""
    return min(map(_number, told), default=None)


def _number(told: str) -> float:
    try:
        found = float(told)
    except ValueError:
        found = math.nan
    if not 0 <= found < math.inf:
        raise ValueError(f"{told!r} is no amount: write a number such as 25 or 0.003")
    return found

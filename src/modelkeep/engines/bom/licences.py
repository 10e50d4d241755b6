"""Licences as packages tell them: SPDX ids and expressions where they are such, names otherwise."""

from __future__ import annotations

from functools import cache
from typing import Any

_LONGEST = 200
"""Some packages put the licence's whole text where its name belongs; its first line has to do."""


@cache
def spdx_expression(told: str) -> str:
    """The SPDX expression (https://spdx.github.io/spdx-spec/v3.0.1/annexes/spdx-license-expressions/) in its normal form, '' for none."""
    from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

    if len(told) > _LONGEST:
        return ""
    try:
        return str(canonicalize_license_expression(told))
    except InvalidLicenseExpression:
        return ""


def licence_choice(told: str) -> dict[str, Any]:
    """One licence of a CycloneDX component."""
    expression = spdx_expression(told)
    if not expression:
        return {"license": {"name": licence_name(told)}}
    if " " in expression or expression.startswith("LicenseRef-") or expression.endswith("+"):
        return {"expression": expression}
    return {"license": {"id": expression}}


def licence_name(told: str) -> str:
    """The name of a licence that is no SPDX expression."""
    return (told.strip().splitlines() or ["unknown"])[0][:_LONGEST]

"""Names of packages in the form that advisories use."""

from __future__ import annotations

import re

_RUNS = re.compile(r"[-_.]+")
_PYTHON = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,254}[A-Za-z0-9])?")


def pypi_name(name: str) -> str:
    """The normal form of PEP 503: `Foo.Bar_baz` is `foo-bar-baz`; '' where it is no name of a Python package."""
    name = name.strip()
    return _RUNS.sub("-", name).lower() if _PYTHON.fullmatch(name) else ""

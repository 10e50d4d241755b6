"""Personal data in names, before they are kept."""

from __future__ import annotations

import re

_ADDRESS = re.compile(r"(?P<first>[^@\s])(?P<rest>[^@\s]*)@(?P<domain>[^@\s]+)")


def masked(name: str) -> str:
    """A name in which e-mail addresses are `a***@acme.example`: enough to know one's own people by, and no address."""
    return _ADDRESS.sub(lambda found: f"{found['first']}***@{found['domain']}", name)

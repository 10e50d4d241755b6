"""VPC flow logs as text: a header names the fields, and lines without one have the default format's.

https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

DEFAULT = (
    "version", "account-id", "interface-id", "srcaddr", "dstaddr", "srcport", "dstport", "protocol", "packets", "bytes", "start", "end",
    "action", "log-status",
)  # fmt: skip
_TELLING = frozenset({"interface-id", "srcaddr", "log-status", "pkt-srcaddr", "flow-direction", "start"})
_LINE = re.compile(r"2 (?:\d{12}|unknown) eni-[0-9a-f]+ (?:\S+ ){7}\d+ \d+ \S+ (?:OK|NODATA|SKIPDATA)\Z")
_STATUS = frozenset({"OK", "NODATA", "SKIPDATA"})
_NUMBERS = frozenset(
    {"version", "srcport", "dstport", "protocol", "packets", "bytes", "start", "end", "tcp-flags", "traffic-path"}
)


def fields_of(line: str) -> Sequence[str] | None:
    """The fields that a header names, the default ones for a line of the default format, None for any other line."""
    names = line.split()
    if len(_TELLING & set(names)) >= 2:
        return names
    return DEFAULT if _LINE.match(line) else None


def is_header(line: str) -> bool:
    """Whether a line names fields."""
    return len(_TELLING & set(line.split())) >= 2


def lacks_header(line: str) -> bool:
    """Whether a line without a header seems to be of a format of its own."""
    values = line.split()
    return len(values) > 8 and values[0].isdecimal() and bool(_STATUS & set(values))


def record(fields: Sequence[str], line: str) -> bytes | None:
    """A line as a record; `-` is nothing. None for a line that has not the fields."""
    values = line.split()
    if len(values) != len(fields):
        return None
    return msgspec.json.encode(
        {
            name: int(value) if name in _NUMBERS and value.isdecimal() else value
            for name, value in zip(fields, values, strict=True)
            if value != "-"
        }
    )

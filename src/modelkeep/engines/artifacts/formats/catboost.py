"""CatBoost's own binary form: a FlatBuffer of trees and parts behind it.

https://github.com/catboost/catboost/tree/master/catboost/libs/model/flatbuffers. It is read by native code and holds numbers and settings,
no code of its own. Its frame is checked, and all bytes are searched for what hides.
"""

from __future__ import annotations

import struct

from modelkeep.engines.artifacts import hidden
from modelkeep.engines.artifacts.flatbuffer import BrokenError, field, follow, number, text
from modelkeep.engines.artifacts.looking import Look
from modelkeep.engines.artifacts.sources import Part, Source

_HEADER = 8
_VERSION = 0


def inspect(source: Source, look: Look) -> None:
    """Check the frame, and search everything."""
    size = int.from_bytes(source.read(4, 4), "little")
    core = Part(source, _HEADER, size)
    try:
        if size > source.size - _HEADER:
            raise BrokenError  # noqa: TRY301  # the same as any other length that does not fit
        at = follow(core, field(core, number(core, 0, "<I"), _VERSION))
        version = text(core, at) if at is not None else ""
    except (BrokenError, struct.error):
        look.gap("catboost: an offset leads out of the file, which may be truncated")
        return
    if not version.startswith("FlabuffersModel_v"):
        look.gap("catboost: its version is not known")
        return
    hidden.scan(source, look)

"""How a pickle uses what it names, as bits."""

from __future__ import annotations

REDUCE, OBJECT, NEW, BUILD, ITEMS, APPEND = 1, 2, 4, 8, 16, 32
"""REDUCE calls; OBJECT is INST and OBJ; NEW is NEWOBJ and NEWOBJ_EX; BUILD sets state; ITEMS sets items; APPEND extends."""
MADE = frozenset({REDUCE, OBJECT, NEW})
"""What makes an object; the others change one."""
USED = 64
"""Set on a global that is used in any of these ways: it is not merely mentioned."""

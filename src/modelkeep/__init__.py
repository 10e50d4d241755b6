"""Modelkeep: secure the AI models that you run on AWS.

`modelkeep.inspect(path)` says what a model file would do when it is loaded; `modelkeep.safe_load(path)` loads it only when that is nothing
but making tensors. Both are imported when they are first used.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as type checkers know it; `typing` takes longer to import than all of this
if TYPE_CHECKING:
    from modelkeep.api import Report, inspect, safe_load

__version__ = "0.1.0"
__all__ = ["Report", "__version__", "inspect", "safe_load"]


def __getattr__(name: str) -> object:
    """`inspect`, `safe_load` and `Report`, imported when they are asked for."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module("modelkeep.api"), name)

"""For Python programs and notebooks: `modelkeep.inspect` and `modelkeep.safe_load`."""

from __future__ import annotations

from modelkeep.api.inspecting import inspect
from modelkeep.api.loading import safe_load
from modelkeep.api.report import Report

__all__ = ["Report", "inspect", "safe_load"]

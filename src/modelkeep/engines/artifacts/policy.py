"""What a callable that a file names is taken for; the types are the core's, for the catalogue reads them from files."""

from __future__ import annotations

from modelkeep.core.artifact_policy import SAFE, Danger, Judgement, Names, Policy, Standing, Use

__all__ = ["SAFE", "Danger", "Judgement", "Names", "Policy", "Standing", "Use"]

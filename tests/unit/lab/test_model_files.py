"""The lab's model files: the poisoned one is found by what it would call, and the others are clean."""

from __future__ import annotations

from modelkeep.catalogue.artifacts import load_policy
from modelkeep.core.artifacts import State
from modelkeep.engines.artifacts.inspecting import inspect
from modelkeep.engines.artifacts.sources import Bytes
from modelkeep.lab.seed.model_files import INFERENCE, POISONED, packed, safetensors


def test_the_poisoned_artifact_is_told_and_the_other_is_clean() -> None:
    policy = load_policy()
    good = packed({"model.safetensors": safetensors({"w": (2, 4)}), "code/inference.py": INFERENCE})
    bad = packed({"model.pkl": POISONED, "code/inference.py": INFERENCE})
    assert inspect("model.tar.gz", Bytes(good), policy).state is State.CLEAN
    told = inspect("model.tar.gz", Bytes(bad), policy)
    assert [(each.place, each.evidence, each.severity.value) for each in told.issues] == [
        (("model.tar.gz", "model.pkl"), "posix.system('id')", "critical")
    ]

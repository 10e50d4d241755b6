"""The policy of docs/guides/model-files.md settles what it says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import yaml
from tests.fakes import opcodes as op

from modelkeep.catalogue.artifacts import load_policy
from modelkeep.core.artifacts import State
from modelkeep.core.verdict import Severity
from modelkeep.engines.artifacts.inspecting import inspect
from modelkeep.engines.artifacts.sources import Bytes

GUIDE = Path(__file__).parents[4] / "docs" / "guides" / "model-files.md"


def test_the_policy_of_the_guide(tmp_path: Path) -> None:
    (found,) = re.findall(r"```toml\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    (tmp_path / "allowed.toml").write_text(found)
    made = op.build(op.new(op.name("acme_models.layers", "Scorer")), op.dic("w", 1))
    called = op.call(op.name("acme_models.restore", "from_state"), 1)
    safe = Bytes(op.pickle(op.lst(made, called)))
    upload = Bytes(op.pickle(op.call(op.name("acme_models.telemetry", "upload"), "x")))
    before, after = load_policy(), load_policy([tmp_path / "allowed.toml"])
    assert all(each.review for each in inspect("m.pkl", safe, before).issues)
    assert inspect("m.pkl", safe, before).state is State.FINDING
    assert inspect("m.pkl", safe, after).state is State.CLEAN
    assert inspect("m.pkl", upload, after).severity is Severity.CRITICAL


def test_the_hook_is_for_model_files() -> None:
    hooks = yaml.safe_load((GUIDE.parents[2] / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    (hook,) = (each for each in hooks if each["id"] == "modelkeep-inspect")
    files = re.compile(hook["files"])
    assert all(files.search(each) for each in ("a/model.tar.gz", "m.PT", "pytorch_model.bin", "m.joblib"))
    assert not any(files.search(each) for each in ("a.py", "README.md", "pt"))
    words = shlex.split(hook["entry"])
    assert words[:2] == ["modelkeep", "inspect"]
    assert words[2:] == ["--quiet"]

"""TorchScript is told by what leaves the model, and by nothing else."""

from __future__ import annotations

import pytest
from tests.fakes.zips import Piece, zip_of

from modelkeep.core.artifacts import Inspection, Issue
from modelkeep.engines.artifacts.inspecting import inspect
from modelkeep.engines.artifacts.policy import Policy
from modelkeep.engines.artifacts.sources import Bytes

PLAIN = """class Dropout(Module):
  __parameters__ = []
  training : bool
  p : Final[float] = 0.5
  __annotations__["0"] = __torch__.torch.nn.modules.linear.Linear
  def forward(self: __torch__.torch.nn.modules.dropout.Dropout,
    input: Tensor) -> Tensor:
    _1 = uninitialized(Tensor)
    if torch.lt(self.p, 0.):
      ops.prim.RaiseException("save(from_file) rpc_sync()", "builtins.ValueError")
    else:
      pass
    print("torch.save(x, y)")
    save = self.from_file
    return ops.quantized.linear_dynamic((self.save).forward(input, ), None)
"""
FUNCTION = "def {}(self: X, x: Tensor) -> Tensor:\n  {}\n  return x\n"


def look(source: str) -> Inspection:
    data = zip_of(
        Piece(name=b"m/constants.pkl", data=b"\x80\x02)."),
        Piece(name=b"m/code/__torch__.py", data=source.encode()),
        Piece(name=b"m/version", data=b"6\n"),
    )
    return inspect("m.pt", Bytes(data), Policy())


def told(source: str) -> list[Issue]:
    return [issue for issue in look(source).issues if issue.rule.startswith("torchscript")]


def test_ordinary_source_is_no_issue() -> None:
    found = look(PLAIN)
    assert not found.issues
    assert not [gap for gap in found.gaps if gap.place[-1].endswith(".py")]


@pytest.mark.parametrize(
    ("call", "rule"),
    [
        ("torch.save(x, '/tmp/x')", "torchscript-file-access"),
        ("ops.aten.save(x, '/tmp/x')", "torchscript-file-access"),
        ("_0 = torch.from_file('/etc/passwd', True, 10)", "torchscript-file-access"),
        ("_0 = rpc_sync('host', f, (x,))", "torchscript-remote-call"),
        ("_0 = ops.prim.rpc_async('host', f, (x,))", "torchscript-remote-call"),
        ("(f(torch.save(x, 'y'))).forward(x, )", "torchscript-file-access"),
        ("_0 = torch.save", "torchscript-file-access"),
        ("_0 = rpc_sync", "torchscript-remote-call"),
        ("_0 = ops.unknown.read(x)", "torchscript-foreign-operator"),
    ],
)
def test_what_leaves_the_model_is_told(call: str, rule: str) -> None:
    found = told(FUNCTION.format("forward", call))
    assert [issue.rule for issue in found] == [rule]
    assert found[0].at == "line 2"
    assert found[0].review == (rule == "torchscript-foreign-operator")


def test_it_is_told_when_it_runs() -> None:
    assert "when it is loaded" in told(FUNCTION.format("__setstate__", "torch.save(x, 'y')"))[0].message
    assert "when forward is called" in told(FUNCTION.format("forward", "torch.save(x, 'y')"))[0].message


def test_source_that_cannot_be_parsed_is_a_gap_and_searched() -> None:
    found = look("def broken(:\n  torch.save(x, 'y')\n")
    assert any("cannot be parsed" in gap.reason for gap in found.gaps)
    assert "torchscript-file-access" in {issue.rule for issue in found.issues}


@pytest.mark.parametrize("source", ["(" * 50_000, "-" * 50_000 + "1", "\0", "x" + ".a" * 50_000 + "()"])
def test_deep_source_raises_nothing(source: str) -> None:
    assert look(source).size

"""TorchScript: the source within a PyTorch zip. It is not Python: PyTorch's own interpreter runs it, with PyTorch's operators only.

It runs when the model is called, `__setstate__` when it is loaded. Operators that leave the model: `aten::save` writes a file,
`aten::from_file` maps one and may make it (https://docs.pytorch.org/docs/stable/generated/torch.from_file.html), `rpc_*` of
torch.distributed.rpc call other hosts. Operators of a namespace that PyTorch does not have come from a library of native code.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator

from modelkeep.core.artifacts import Rule
from modelkeep.core.verdict import Severity
from modelkeep.engines.artifacts.looking import Look
from modelkeep.engines.artifacts.sources import Source

FIX = "Do not load or call the model. Ask its publisher why it leaves the model; get the weights as safetensors."
FILES = Rule(
    id="torchscript-file-access",
    title="TorchScript reads or writes files",
    severity=Severity.HIGH,
    fix=FIX,
    atlas=("AML.T0011.000", "AML.T0018"),
)
NETWORK = Rule(
    id="torchscript-remote-call",
    title="TorchScript calls other hosts",
    severity=Severity.HIGH,
    fix=FIX,
    atlas=("AML.T0011.000", "AML.T0025"),
)
FOREIGN = Rule(
    id="torchscript-foreign-operator",
    title="TorchScript needs operators that PyTorch does not have",
    severity=Severity.LOW,
    fix="Find out which library registers the operators: it runs as native code.",
)
OPERATORS = {
    "save": (FILES, "writes a file"),
    "from_file": (FILES, "maps a file, and may make it"),
    "rpc_async": (NETWORK, "calls another host"),
    "rpc_sync": (NETWORK, "calls another host"),
    "rpc_remote": (NETWORK, "calls another host"),
}
WHERE = frozenset(("torch", "aten", "prim", "ops.aten", "ops.prim", "ops", "", "torch.distributed.rpc"))
KNOWN = frozenset(
    (
        *("aten", "prim", "prims", "quantized", "_quantized", "sparse", "mkldnn", "mkldnn_prepacked", "mkl", "onednn"),
        *("prepacked", "profiler", "quantization", "_c10d_functional", "_c10d_functional_autograd", "c10d", "_dtensor"),
        *("_native", "inductor", "inductor_prims", "static_runtime", "symm_mem", "rngprims", "debugprims", "onnx"),
        *("_test", "export", "debug_mode_ops", "xnnpack", "vulkan_prepack", "metal_prepack", "metal"),
        *("torchvision", "torchaudio", "image", "video", "fbgemm"),
    )
)
"""Namespaces of PyTorch 2.13 (`torch._C._jit_get_all_schemas`), of its mobile backends and of its own libraries."""
_BARE = re.compile(
    r"\b(?:torch|ops\.aten|ops\.prim)\s*\.\s*(save|from_file|rpc_async|rpc_sync|rpc_remote)\s*\(|\b(rpc_\w+)\s*\("
)
MOST = 50
"""Calls that are told of one source file."""


def inspect(source: Source, look: Look) -> None:
    """The calls of one source file that leave the model."""
    if source.size > look.limits.text:
        look.gap(f"torchscript: a source of {source.size:,} bytes")
        return
    text = source.read(0, source.size).decode("utf-8", "replace")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        look.gap("torchscript: its source cannot be parsed")
        for match in _BARE.finditer(text):
            rule, what = OPERATORS.get(match[1] or match[2], (NETWORK, "calls another host"))
            look.found(rule, f"{match[0]}...) {what}", at=f"line {text.count(chr(10), 0, match.start()) + 1}")
        return
    told = 0
    for node, call, function in _names(tree):
        told += _tell(node, call, function, look)
        if told > MOST:
            look.gap(f"torchscript: more than {MOST} calls that leave the model")
            return


def _names(tree: ast.AST) -> Iterator[tuple[ast.Attribute | ast.Name, ast.Call | None, str]]:
    """Every name with the call of it, if it is called, and the function in which it stands: operators can be given other names. Not
    recursive: sources may nest deeply."""
    stack: list[tuple[ast.AST, ast.Call | None, str]] = [(tree, None, "")]
    while stack:
        node, call, function = stack.pop()
        if isinstance(node, ast.Attribute | ast.Name):
            yield node, call, function
        if isinstance(node, ast.FunctionDef):
            function = node.name
        if isinstance(node, ast.Attribute) and _dotted(node):
            continue  # what it belongs to is a part of its name
        call = node if isinstance(node, ast.Call) else None
        stack.extend(
            (child, call if call is not None and child is call.func else None, function)
            for child in ast.iter_child_nodes(node)
        )


def _tell(node: ast.Attribute | ast.Name, call: ast.Call | None, function: str, look: Look) -> bool:
    name = _dotted(node)
    where, _, last = name.rpartition(".")
    when = "when it is loaded" if function == "__setstate__" else f"when {function or 'it'} is called"
    if last in OPERATORS and where in WHERE and (where or last not in ("save", "from_file")):
        rule, what = OPERATORS[last]
        arguments = f"({', '.join(_constant(each) for each in call.args)})" if call else ""
        look.found(rule, f"{name} {what}, {when}", at=f"line {node.lineno}", evidence=name + arguments)
        return True
    if name.startswith("ops.") and name.split(".")[1] not in KNOWN:
        look.found(FOREIGN, f"{name} of a library is called", at=f"line {node.lineno}", evidence=name, review=True)
        return True
    return False


def _dotted(node: ast.AST) -> str:
    """A name with what it belongs to; empty for what belongs to a value."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    parts.append(node.id)
    return ".".join(reversed(parts))


def _constant(node: ast.AST) -> str:
    """An argument, where it is a constant or a name."""
    if isinstance(node, ast.Constant):
        return repr(node.value)[:100]
    return _dotted(node) or "..."

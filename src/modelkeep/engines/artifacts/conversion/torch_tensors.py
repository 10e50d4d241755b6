"""Tensors of what a PyTorch pickle would build: those that `torch._utils` rebuilds from storages, and nothing else.

What `torch.save` writes for each: torch/_tensor.py (`_reduce_ex_internal`), torch/nn/parameter.py, torch/serialization.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from modelkeep.engines.artifacts.conversion.tensors import NotPlainTensorsError, Storage, Tensor, check
from modelkeep.engines.artifacts.pickle import uses
from modelkeep.engines.artifacts.pickle.rendering import told
from modelkeep.engines.artifacts.pickle.values import Call, Dict, Global, Persistent, Span, Value, each, entries

DEEP = 64
"""Containers within each other."""
MOST = 2_000_000
"""Values that are gone through."""
OTHERS = 10_000
"""Values that are no tensors and told by name."""
FEW = 20
"""Constants of one container that are told one by one."""
ALONE = "tensor"
"""The name of a tensor that is the whole file."""
_CONSTANTS = (bool, int, float, str, bytes, Span)
# safetensors' name, bytes of an element and of a number in it, by the name of torch's type.
_TYPES: dict[str, tuple[str, int, int]] = {
    "double": ("F64", 8, 8),
    "float": ("F32", 4, 4),
    "half": ("F16", 2, 2),
    "bfloat16": ("BF16", 2, 2),
    "long": ("I64", 8, 8),
    "int": ("I32", 4, 4),
    "short": ("I16", 2, 2),
    "char": ("I8", 1, 1),
    "byte": ("U8", 1, 1),
    "bool": ("BOOL", 1, 1),
    "complexfloat": ("C64", 8, 4),
}
_DTYPES: dict[str, tuple[str, int, int]] = {
    "float64": _TYPES["double"],
    "float32": _TYPES["float"],
    "float16": _TYPES["half"],
    "bfloat16": _TYPES["bfloat16"],
    "int64": _TYPES["long"],
    "int32": _TYPES["int"],
    "int16": _TYPES["short"],
    "int8": _TYPES["char"],
    "uint8": _TYPES["byte"],
    "bool": _TYPES["bool"],
    "complex64": _TYPES["complexfloat"],
    "uint16": ("U16", 2, 2),
    "uint32": ("U32", 4, 4),
    "uint64": ("U64", 8, 8),
    "float8_e4m3fn": ("F8_E4M3", 1, 1),
    "float8_e5m2": ("F8_E5M2", 1, 1),
    "float8_e8m0fnu": ("F8_E8M0", 1, 1),
    "float8_e4m3fnuz": ("F8_E4M3FNUZ", 1, 1),
    "float8_e5m2fnuz": ("F8_E5M2FNUZ", 1, 1),
}
_STORAGES = frozenset({"torch", "torch.storage", "torch.cuda"})
_PLAIN, _TYPED = "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_tensor_v3"
_OLD = "torch._utils._rebuild_tensor"
_PARAMETERS = {"torch._utils._rebuild_parameter": 3, "torch._utils._rebuild_parameter_with_state": 4}
_ORDERED = "collections.OrderedDict"
WRAPPED = {
    "torch._utils._rebuild_wrapper_subclass": "a tensor of a class of its own",
    "torch._tensor._rebuild_from_type_v2": "a tensor of a class of its own, or with attributes",
    "torch._tensor._rebuild_from_type": "a tensor of a class of its own",
}
"""Functions that call others in order to make a tensor that is more than plain."""
_KINDS = {
    "torch._utils._rebuild_sparse_tensor": "a sparse tensor",
    "torch._utils._rebuild_qtensor": "a quantized tensor",
    "torch._utils._rebuild_nested_tensor": "a nested tensor",
    "torch._utils._rebuild_meta_tensor_no_storage": "a tensor without content (meta)",
}
Opened = Callable[[str, int], Storage]
"""Gives the storage under a key, which is to hold so many bytes. Raises NotPlainTensorsError."""


@dataclass(slots=True)
class Collected:
    """What a value holds: tensors by their dotted names, and what is none, as (name, what it is)."""

    tensors: dict[str, Tensor] = field(default_factory=dict)
    others: list[tuple[str, str]] = field(default_factory=list)
    count: int = 0


def collect(value: Value, opened: Opened) -> Collected:
    """All tensors of nested dicts, lists and tuples. Raises NotPlainTensorsError for tensors that cannot be told as they are."""
    collected = Collected()
    _walk(value, "", 0, opened, collected)
    return collected


def _walk(value: Value, name: str, deep: int, opened: Opened, into: Collected) -> None:
    into.count += 1
    if into.count > MOST or deep > DEEP:
        raise NotPlainTensorsError(f"{name[:200]}: nested too deeply, or too much to go through")
    pairs = _pairs(value, name)
    if pairs is not None:
        _container(value, pairs, name, deep, opened, into)
    elif isinstance(value, Call) and (tensor := _tensor(value, name or ALONE, opened)) is not None:
        name = name or ALONE
        if name in into.tensors:
            raise NotPlainTensorsError(f"{name}: two tensors would have this name")
        into.tensors[name] = tensor
    else:
        _other(name, told(value), into)


def _other(name: str, what: str, into: Collected) -> None:
    if len(into.others) >= OTHERS:
        raise NotPlainTensorsError(f"more than {OTHERS:,} values that are no tensors")
    into.others.append((name or "(the whole file)", what))


def _container(
    value: Value, pairs: Iterator[tuple[str, Value]], name: str, deep: int, opened: Opened, into: Collected
) -> None:
    constants: list[tuple[str, Value]] = []
    for key, inner in pairs:
        inner_name = f"{name}.{key}" if name else key
        if inner is None or isinstance(inner, _CONSTANTS):
            constants.append((inner_name, inner))
        else:
            _walk(inner, inner_name, deep + 1, opened, into)
    if len(constants) > FEW:
        _other(name, f"{len(constants):,} constants", into)
    else:
        for inner_name, inner in constants:
            _other(inner_name, told(inner), into)
    if isinstance(value, Call) and value.state is not None and not _is_metadata(value.state):
        _other(name, "attributes of a dict", into)


def _is_metadata(state: Value) -> bool:
    """The versions of modules, which `Module.state_dict` sets on its dict."""
    return isinstance(state, Dict) and [key for key, _ in entries(state)] == ["_metadata"]


def _pairs(value: Value, name: str) -> Iterator[tuple[str, Value]] | None:
    """Names and values of a container, None for what is none."""
    if isinstance(value, Dict):
        return _named(value, name)
    if isinstance(value, list | tuple):
        return ((str(index), inner) for index, inner in enumerate(each(value)))
    if isinstance(value, Call) and _function(value) == _ORDERED:
        if _is_empty(value.args):
            return _named(value, name)
        return None if value.extra else _given(value.args, name)
    return None


def _function(call: Call) -> str:
    """What is called, '' where that is no name."""
    return str(call.callee) if isinstance(call.callee, Global) else ""


def _is_empty(value: Value) -> bool:
    """Nothing, or containers of nothing."""
    if value is None:
        return True
    if isinstance(value, Dict):
        return not value.pairs
    if isinstance(value, list | tuple):
        return all(_is_empty(inner) for inner in value)
    return (
        isinstance(value, Call) and _function(value) == _ORDERED and _is_empty((value.args, value.extra, value.state))
    )


def _given(args: Value, name: str) -> Iterator[tuple[str, Value]] | None:
    """Items that an OrderedDict is made from: a list of pairs, as Python 2 wrote them."""
    pairs = args[0] if isinstance(args, tuple) and len(args) == 1 else None
    if not isinstance(pairs, list):
        return None
    items = list(each(pairs))
    if not all(isinstance(item, list | tuple) and len(item) == 2 for item in items):
        return None
    return ((_key(item[0], name), item[1]) for item in items)


def _named(value: Value, name: str) -> Iterator[tuple[str, Value]]:
    for key, inner in entries(value):
        yield _key(key, name), inner


def _key(key: Value, name: str) -> str:
    if isinstance(key, bool) or not isinstance(key, str | int):
        raise NotPlainTensorsError(f"{name or 'the whole file'}: a key that is no text or number, {told(key)}")
    return str(key)


def _tensor(call: Call, name: str, opened: Opened) -> Tensor | None:
    """The tensor that a call rebuilds; None where it makes something else."""
    function = _function(call)
    if function in _KINDS:
        raise NotPlainTensorsError(f"{name}: {_KINDS[function]}")
    if function in _PARAMETERS:
        return _parameter(call, name, opened, _PARAMETERS[function])
    if function not in (_PLAIN, _TYPED, _OLD):
        if function.startswith(("torch._utils._rebuild", "torch._tensor._rebuild")):
            raise NotPlainTensorsError(f"{name}: a tensor that {function} makes")
        return None
    args = call.args
    least = {_PLAIN: 6, _TYPED: 7, _OLD: 4}[function]
    if call.how != uses.REDUCE or not isinstance(args, tuple) or len(args) < least or call.state is not None:
        raise NotPlainTensorsError(f"{name}: a tensor that is described in an unknown way")
    extra = {_PLAIN: args[5:], _TYPED: (args[5], *args[7:]), _OLD: args[4:]}[function]
    if not _is_empty(extra):
        raise NotPlainTensorsError(f"{name}: a tensor with hooks, or conjugate or negative bits")
    given = args[6] if function == _TYPED else None
    return _view(name, args, opened, given)


def _parameter(call: Call, name: str, opened: Opened, least: int) -> Tensor:
    args = call.args
    if not isinstance(args, tuple) or len(args) < least or not isinstance(args[0], Call) or call.state is not None:
        raise NotPlainTensorsError(f"{name}: a parameter that is described in an unknown way")
    if not _is_empty(args[2:]):
        raise NotPlainTensorsError(f"{name}: a parameter with hooks or attributes")
    tensor = _tensor(args[0], name, opened)
    if tensor is None:
        raise NotPlainTensorsError(f"{name}: a parameter whose data are no tensor")
    return tensor


def _view(name: str, args: tuple[Value, ...], opened: Opened, given: Value) -> Tensor:
    """The view of a storage; `given` is the type where the storage has none."""
    persistent, offset, shape, strides = args[:4]
    if not isinstance(persistent, Persistent) or not _are_numbers(shape) or not _are_numbers(strides):
        raise NotPlainTensorsError(f"{name}: a tensor that is described in an unknown way")
    if type(offset) is not int:
        raise NotPlainTensorsError(f"{name}: a tensor that is described in an unknown way")
    type_name, key, count = _storage(persistent, name)
    if given is not None:
        if type_name not in ("untyped", "byte"):
            raise NotPlainTensorsError(f"{name}: a type besides the one of its storage")
        found = _DTYPES.get(given.name) if isinstance(given, Global) and given.module == "torch" else None
        kind, held = told(given), count
    else:
        found, kind = _TYPES.get(type_name), type_name
        held = count * (found[1] if found else 0)
    if found is None:
        raise NotPlainTensorsError(f"{name}: elements of type {kind}, which safetensors has not")
    storage = opened(key, held)
    if storage.swapped and given is not None and found[2] > 1:
        raise NotPlainTensorsError(f"{name}: {kind} of a big-endian machine, of which torch does not tell the order")
    tensor = Tensor(
        name=name, dtype=found[0], width=found[1], unit=found[2], shape=shape, strides=strides, offset=offset, storage=storage
    )  # fmt: skip
    check(tensor)
    if tensor.count and (offset + tensor.reach) * tensor.width > held:
        raise NotPlainTensorsError(f"{name}: it reaches beyond what its storage is to hold")
    return tensor


def _are_numbers(value: Value) -> bool:
    return isinstance(value, tuple) and all(type(inner) is int for inner in value)


def _storage(persistent: Persistent, name: str) -> tuple[str, str, int]:
    """Type, key and number of elements of ("storage", type, key, location, elements), and before 1.6 a view of another storage."""
    pid = persistent.pid
    well = (
        isinstance(pid, tuple)
        and len(pid) in (5, 6)
        and pid[0] == "storage"
        and isinstance(pid[1], Global)
        and pid[1].module in _STORAGES
        and pid[1].name.endswith("Storage")
        and isinstance(pid[2], str | int)
        and isinstance(pid[3], str)
        and type(pid[4]) is int
        and pid[4] >= 0
    )
    if not well:
        raise NotPlainTensorsError(f"{name}: a storage that is described in an unknown way")
    if pid[3] == "meta":
        raise NotPlainTensorsError(f"{name}: a tensor without content (meta)")
    if len(pid) == 6 and pid[5] is not None:
        raise NotPlainTensorsError(f"{name}: a storage that is a view of another")
    return pid[1].name.removesuffix("Storage").lower(), str(pid[2]), pid[4]

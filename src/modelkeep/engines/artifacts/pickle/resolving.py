"""What well-known functions would return, told without calling them: attributes, modules, items of modules, objects of
classes.

A callable that is reached by such steps is judged as what it is: `getattr(import_module("os"), "system")` is os.system.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from modelkeep.engines.artifacts.pickle import uses
from modelkeep.engines.artifacts.pickle.folding import foldable, folded
from modelkeep.engines.artifacts.pickle.values import Call, Global, Persistent, Value, each

_Way: TypeAlias = Callable[[Call], Value]


def arguments(call: Call) -> list[Value]:
    """Its positional arguments; none where they are not a tuple of the file."""
    return list(each(call.args)) if isinstance(call.args, (tuple, list)) else []


def attribute(owner: Value, name: Value, offset: int) -> Value:
    """What getattr finds."""
    if isinstance(owner, Global) and isinstance(name, str):
        if name in ("__call__", "__func__", "__wrapped__"):
            return owner
        return Global(owner.module, f"{owner.name}.{name}" if owner.name else name, offset)
    return None


def element(owner: Value, key: Value, offset: int) -> Value:
    """What a subscript of a module's or class's dictionary, or of `sys.modules`, finds."""
    if not isinstance(owner, Global) or not isinstance(key, str):
        return None
    if (owner.module, owner.name) == ("sys", "modules"):
        return Global(key, "", offset)
    base, _, last = owner.name.rpartition(".")
    if last in ("__dict__", "__builtins__", "__globals__"):
        return Global("builtins" if last == "__builtins__" else owner.module, f"{base}.{key}" if base else key, offset)
    return None


def target(callee: Value, args: Value) -> tuple[Value, Value]:
    """What is called, with what, where the result of a call is called: partial, attrgetter, itemgetter, methodcaller."""
    if (
        isinstance(callee, Persistent)
        and isinstance(callee.pid, tuple)
        and callee.pid[:1] == ("module",)
        and len(callee.pid) > 1
    ):
        callee = callee.pid[1]  # PyTorch's old format keeps classes outside, with their source
    for _ in range(32):
        if not (isinstance(callee, Call) and isinstance(callee.callee, Global) and isinstance(args, tuple)):
            break
        kind, bound = str(callee.callee), arguments(callee)
        if not bound:
            break
        if kind == "functools.partial":
            if isinstance(callee.state, tuple) and len(callee.state) == 4 and isinstance(callee.state[1], tuple):
                bound = [callee.state[0], *callee.state[1]]
            callee, args = bound[0], (*bound[1:], *args)
        elif kind in _DEFERRED and args:
            callee, args = _DEFERRED[kind](bound, args, callee.offset)
        elif (
            kind == "builtins.getattr"
            and len(bound) > 1
            and isinstance(bound[0], (str, bytes))
            and isinstance(bound[1], str)
        ):
            callee, args = Global("builtins", f"{type(bound[0]).__name__}.{bound[1]}", callee.offset), (bound[0], *args)
        elif kind == "types.MethodType" and len(bound) == 2:
            callee, args = bound[0], (bound[1], *args)
        else:
            break
    return callee, args


def _attrgetter(bound: list[Value], args: tuple[Value, ...], offset: int) -> tuple[Value, Value]:
    return Global("builtins", "getattr", offset), (args[0], bound[0])


def _itemgetter(bound: list[Value], args: tuple[Value, ...], offset: int) -> tuple[Value, Value]:
    return Global("_operator", "getitem", offset), (args[0], bound[0])


def _methodcaller(bound: list[Value], args: tuple[Value, ...], offset: int) -> tuple[Value, Value]:
    method = attribute(args[0], bound[0], offset)
    if method is None:
        method = Call(Global("builtins", "getattr", offset), (args[0], bound[0]), None, uses.REDUCE, offset)
    return method, tuple(bound[1:])


_DEFERRED: dict[str, Callable[[list[Value], tuple[Value, ...], int], tuple[Value, Value]]] = {
    "operator.attrgetter": _attrgetter,
    "_operator.attrgetter": _attrgetter,
    "operator.itemgetter": _itemgetter,
    "_operator.itemgetter": _itemgetter,
    "operator.methodcaller": _methodcaller,
    "_operator.methodcaller": _methodcaller,
}


def resolvable(callee: Global) -> bool:
    """Whether it may be known what calls of it return."""
    name = (callee.module, callee.name)
    return name in _WAYS or callee.name.endswith(_ITEM_METHODS) or foldable(name)


def resolved(callee: Global, call: Call) -> Value:
    """What a call is known to return, or the call."""
    way = _WAYS.get((callee.module, callee.name))
    if way is None:
        if callee.name.endswith(_ITEM_METHODS):
            return _method_item(callee, call) or call
        return folded((callee.module, callee.name), call)
    found = way(call)
    return call if found is None else found


_ITEM_METHODS = (".__getitem__", ".get", ".__getattribute__", ".__getattr__", ".pop", ".setdefault")


def _method_item(callee: Global, call: Call) -> Value:
    """`sys.modules.get("os")`, `os.__dict__["system"]`, and the same through the type's function with the owner as argument."""
    base, _, method = callee.name.rpartition(".")
    args = arguments(call)
    owner: Value = Global(callee.module, base)
    if base in ("dict", "object", "type") and callee.module == "builtins" and len(args) >= 2:
        owner, args = args[0], args[1:]
    if not args:
        return None
    find = attribute if method in ("__getattribute__", "__getattr__") else element
    return find(owner, args[0], call.offset)


def _getattr(call: Call) -> Value:
    args = arguments(call)
    return attribute(args[0], args[1], call.offset) if len(args) == 2 else None  # a third may be what is returned


def _getitem(call: Call) -> Value:
    args = arguments(call)
    return element(args[0], args[1], call.offset) if len(args) == 2 else None


def _module(call: Call) -> Value:
    args = arguments(call)
    if not args or not isinstance(args[0], str):
        return None
    if len(args) > 1 and isinstance(args[1], str) and args[0].startswith("."):
        return Global(args[1] + "." + args[0].lstrip("."), "", call.offset)
    return Global(args[0], "", call.offset)


def _top_module(call: Call) -> Value:
    args = arguments(call)
    if not args or not isinstance(args[0], str):
        return None
    whole = len(args) > 3 and args[3]
    return Global(args[0] if whole else args[0].partition(".")[0], "", call.offset)


def _type(call: Call) -> Value:
    """dill and cloudpickle name types of the interpreter."""
    args = arguments(call)
    if not args or not isinstance(args[0], str):
        return None
    return (
        Global("functools", "partial", call.offset)
        if args[0] == "PartialType"
        else Global("types", args[0], call.offset)
    )


def _resolve_name(call: Call) -> Value:
    args = arguments(call)
    if not args or not isinstance(args[0], str):
        return None
    module, colon, name = args[0].partition(":")
    if not colon:
        module, _, name = args[0].rpartition(".")
    return Global(module or name, name if module else "", call.offset)


def _vars(call: Call) -> Value:
    args = arguments(call)
    return attribute(args[0], "__dict__", call.offset) if args else None


def _new_object(call: Call) -> Value:
    """copyreg's functions make an object of a class, as NEWOBJ does."""
    args = arguments(call)
    if not args:
        return None
    rest = tuple(args[1:])
    if call.callee.name == "_reconstructor":
        rest = tuple(args[2:]) if len(args) > 2 and args[2] is not None else ()
    elif call.callee.name == "__newobj_ex__":
        return Call(
            args[0], args[1] if len(args) > 1 else (), args[2] if len(args) > 2 else None, uses.NEW, call.offset
        )
    return Call(args[0], rest, None, uses.NEW, call.offset)


def _rebuilt(call: Call) -> Value:
    """torch._tensor._rebuild_from_type_v2(function, type, args, state) calls the function."""
    args = arguments(call)
    if len(args) < 4 or not isinstance(args[2], tuple):
        return None
    return Call(args[0], args[2], None, uses.REDUCE, call.offset, state=args[3])


def _applied(call: Call) -> Value:
    """operator.call(function, *args)."""
    args = arguments(call)
    return Call(args[0], tuple(args[1:]), None, uses.REDUCE, call.offset) if args else None


_OPERATORS: dict[str, _Way] = {"getitem": _getitem, "__getitem__": _getitem, "call": _applied, "__call__": _applied}
_WAYS: dict[tuple[str, str], _Way] = {
    ("builtins", "getattr"): _getattr,
    ("builtins", "__import__"): _top_module,
    ("importlib", "__import__"): _top_module,
    ("importlib._bootstrap", "__import__"): _top_module,
    ("importlib", "import_module"): _module,
    ("importlib._bootstrap", "_gcd_import"): _module,
    ("dill._dill", "_import_module"): _module,
    ("dill.dill", "_import_module"): _module,
    ("cloudpickle.cloudpickle", "subimport"): _module,
    ("joblib.externals.cloudpickle.cloudpickle", "subimport"): _module,
    ("dill._dill", "_get_attr"): _getattr,
    ("dill.dill", "_get_attr"): _getattr,
    ("dill._dill", "_load_type"): _type,
    ("dill.dill", "_load_type"): _type,
    ("cloudpickle.cloudpickle", "_builtin_type"): _type,
    ("joblib.externals.cloudpickle.cloudpickle", "_builtin_type"): _type,
    ("pkgutil", "resolve_name"): _resolve_name,
    ("pydoc", "locate"): _resolve_name,
    ("builtins", "vars"): _vars,
    ("copyreg", "_reconstructor"): _new_object,
    ("copyreg", "__newobj__"): _new_object,
    ("copyreg", "__newobj_ex__"): _new_object,
    ("torch._tensor", "_rebuild_from_type_v2"): _rebuilt,
    **{(module, name): way for module in ("operator", "_operator") for name, way in _OPERATORS.items()},
}

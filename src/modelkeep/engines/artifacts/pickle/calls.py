"""Opcodes that import names and call them."""

from __future__ import annotations

from _compat_pickle import IMPORT_MAPPING, NAME_MAPPING  # what pickle itself maps Python 2's names by

from modelkeep.engines.artifacts.pickle import uses
from modelkeep.engines.artifacts.pickle.machine import EMPTY, BrokenError, Handler, Machine
from modelkeep.engines.artifacts.pickle.resolving import resolvable, resolved, target
from modelkeep.engines.artifacts.pickle.values import Call, Dict, Extension, Global, Opaque, Span, Value


def named(module: str, name: str) -> tuple[str, str]:
    """A name of Python 2 as Python 3 has it; others as they are."""
    if (module, name) in NAME_MAPPING:
        pair: tuple[str, str] = NAME_MAPPING[module, name]
        return pair
    return IMPORT_MAPPING.get(module, module), name


def _import(machine: Machine, module: str, name: str, offset: int) -> Global:
    """The global of that name: the same one each time."""
    found = machine.globals.get((module, name))
    if found is None:
        pair = named(module, name) if machine.protocol < 3 else (module, name)
        found = machine.globals[module, name] = Global(*pair, offset)
    return found


def _global(machine: Machine, pos: int) -> int:
    offset = machine.here(pos) - 1
    module, pos = machine.line(pos)
    name, pos = machine.line(pos)
    machine.stack.append(_import(machine, module.decode("utf-8"), name.decode("utf-8"), offset))
    return pos


def _stack_global(machine: Machine, pos: int) -> int:
    name, module = machine.pop(), machine.pop()
    offset = machine.here(pos) - 1
    if type(name) is str and type(module) is str:
        machine.stack.append(_import(machine, module, name, offset))
        return pos
    if not all(isinstance(each, (str, Call, Opaque, Span)) for each in (name, module)):
        raise BrokenError("a name that is no text")
    machine.computed.append((offset, module, name))
    machine.stack.append(Opaque("a global of a computed name"))
    return pos


_DEEP = 32
"""How many calls that only call what they are given are followed."""


def called(machine: Machine, how: int, callee: Value, args: Value, kwargs: Value, offset: int, deep: int = 0) -> Value:
    """What a call gives: what it is known to, such as the attribute that `getattr` finds, or a `Call`."""
    if type(callee) is Global:
        call = Call(callee, args, kwargs, how, offset)
        if callee.quiet & how:
            return call
        quiet = machine.watch(how, callee, call) and not resolvable(callee)
        callee.quiet |= uses.USED | (how if quiet else 0)
    else:
        callee, args = target(callee, args)
        call = Call(callee, args, kwargs, how, offset)
        machine.watch(how, callee, call)
        if type(callee) is not Global:
            return call
        callee.quiet |= uses.USED
    result = resolved(callee, call)
    if isinstance(result, Call) and result is not call and deep < _DEEP:
        final = called(machine, result.how, result.callee, result.args, result.kwargs, offset, deep + 1)
        if isinstance(final, Call) and result.state is not None:
            final.state = result.state
        return final
    return result


def _calling(how: int) -> Handler:
    """An opcode that calls what lies below its arguments."""

    def call(machine: Machine, pos: int) -> int:
        stack = machine.stack
        if len(stack) < machine.fence + 2:
            raise BrokenError(EMPTY)
        args, callee = stack.pop(), stack[-1]
        if type(callee) is Global and callee.quiet & how:
            stack[-1] = Call(callee, args, None, how, machine.base + pos - 1)
        else:
            stack[-1] = called(machine, how, callee, args, None, machine.base + pos - 1)
        return pos

    return call


def _newobj_ex(machine: Machine, pos: int) -> int:
    kwargs, args, callee = machine.pop(), machine.pop(), machine.pop()
    machine.stack.append(called(machine, uses.NEW, callee, args, kwargs, machine.here(pos) - 1))
    return pos


def _inst(machine: Machine, pos: int) -> int:
    offset = machine.here(pos) - 1
    module, pos = machine.line(pos)
    name, pos = machine.line(pos)
    args = tuple(machine.pop_mark())
    callee = _import(machine, module.decode("utf-8"), name.decode("utf-8"), offset)
    machine.stack.append(called(machine, uses.OBJECT, callee, args, None, offset))
    return pos


def _obj(machine: Machine, pos: int) -> int:
    above = machine.pop_mark()
    if not above:
        raise BrokenError("OBJ without a class")
    callee, *args = above
    machine.stack.append(called(machine, uses.OBJECT, callee, tuple(args), None, machine.here(pos) - 1))
    return pos


def _sets_attributes(state: Value) -> bool:
    """State of two parts, of which the second is set by setattr."""
    return type(state) is tuple and len(state) == 2 and type(state[1]) is Dict


def _build(machine: Machine, pos: int) -> int:
    state, instance = machine.pop(), machine.top()
    call = Call(instance, (state,), None, uses.BUILD, machine.here(pos) - 1)
    if isinstance(instance, Call):
        quiet = isinstance(instance.callee, Global) and instance.callee.quiet & uses.BUILD
        instance.state = state if instance.state is None else (instance.state, state)
        if (
            (not quiet or _sets_attributes(state))
            and machine.watch(uses.BUILD, instance, call)
            and isinstance(instance.callee, Global)
        ):
            instance.callee.quiet |= uses.BUILD
    elif isinstance(instance, (Global, Extension, Opaque)):
        machine.watch(uses.BUILD, instance, call)
    if machine.after_build:
        return machine.after_build(machine, pos)
    return pos


HANDLERS: dict[bytes, Handler] = {
    b"c": _global,
    b"\x93": _stack_global,
    b"R": _calling(uses.REDUCE),
    b"\x81": _calling(uses.NEW),
    b"\x92": _newobj_ex,
    b"i": _inst,
    b"o": _obj,
    b"b": _build,
}

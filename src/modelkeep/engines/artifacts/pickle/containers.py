"""Opcodes of containers, stack and memo."""

from __future__ import annotations

import struct
from itertools import repeat

from modelkeep.engines.artifacts.pickle import batches, uses
from modelkeep.engines.artifacts.pickle.machine import EMPTY, BrokenError, Handler, Machine, StopError
from modelkeep.engines.artifacts.pickle.values import Batch, Call, Dict, Extension, Global, Persistent, Set, Value

_MISSES = 16
"""After so many marks without a run, only every 16th is looked at."""
_U4 = struct.Struct("<I").unpack_from
_SHARED = (tuple, list, Dict, Set, Call)


def _mark(machine: Machine, pos: int) -> int:
    stack = machine.stack
    if batches.BEGINS[machine.data[pos]]:
        if (machine.misses < _MISSES or not machine.misses % _MISSES) and (end := _batch(machine, pos)):
            machine.misses = 0
            return end
        machine.misses += 1
    machine.marks.append(len(stack))
    machine.fence = len(stack)
    return pos


def _batch(machine: Machine, pos: int) -> int:
    """Put a run of constants between MARK and APPENDS or SETITEMS into its container: the place after that, 0 where there is none."""
    data, stack = machine.data, machine.stack
    end, count = batches.full(data, pos)
    if not count:
        end = batches.run_end(data, pos)
    if end - pos < batches.LEAST or end >= len(data) or len(stack) <= machine.fence:
        return 0
    content = _content(stack[-1], data[end])
    if content is None:
        return 0
    writes = batches.FULL
    if not count:
        count, writes = batches.counted(data, pos, end, len(machine.memo))
    if writes < 0 or (writes and machine.far) or (data[end] == 0x75 and count % 2):
        return 0
    batch = Batch(machine.source, machine.here(pos), end - pos, count)
    if writes:
        machine.memo.extend(repeat(batches.Memoised(batch, len(machine.memo)), writes))
    if not machine.elided:
        content.append(batch)
    return end + 1


def _content(container: Value, terminator: int) -> list[Value] | None:
    """Where APPENDS or SETITEMS puts what it takes, where that is a plain container."""
    if terminator == 0x65 and type(container) is list:
        return container
    if terminator == 0x75 and type(container) is Dict:
        return container.pairs
    return None


def _pop(machine: Machine, pos: int) -> int:
    if machine.marks and machine.marks[-1] == len(machine.stack):  # as CPython does: POP takes a mark, too
        machine.pop_mark()
        return pos
    gone = machine.pop()
    if isinstance(gone, _SHARED):
        machine.dropped.append(gone)
    return pos


def _pop_mark(machine: Machine, pos: int) -> int:
    machine.dropped.extend(each for each in machine.pop_mark() if isinstance(each, _SHARED))
    return pos


def _dup(machine: Machine, pos: int) -> int:
    top = machine.top()
    machine.stack.append(top)
    machine.shared += isinstance(top, _SHARED)
    return pos


def _stop(machine: Machine, pos: int) -> int:
    machine.top()
    raise StopError


def _empty_list(machine: Machine, pos: int) -> int:
    machine.stack.append([])
    return pos


def _empty_dict(machine: Machine, pos: int) -> int:
    machine.stack.append(Dict())
    return pos


def _empty_tuple(machine: Machine, pos: int) -> int:
    machine.stack.append(())
    return pos


def _empty_set(machine: Machine, pos: int) -> int:
    machine.stack.append(Set([]))
    return pos


def _list(machine: Machine, pos: int) -> int:
    machine.stack.append(machine.pop_mark())
    return pos


def _tuple(machine: Machine, pos: int) -> int:
    machine.stack.append(tuple(machine.pop_mark()))
    return pos


def _dict(machine: Machine, pos: int) -> int:
    pairs = machine.pop_mark()
    if len(pairs) % 2:
        raise BrokenError("an odd number of keys and values")
    machine.stack.append(Dict(pairs))
    return pos


def _frozenset(machine: Machine, pos: int) -> int:
    machine.stack.append(Set(machine.pop_mark(), frozen=True))
    return pos


def _tuple1(machine: Machine, pos: int) -> int:
    stack = machine.stack
    if len(stack) <= machine.fence:
        raise BrokenError(EMPTY)
    stack[-1] = (stack[-1],)
    return pos


def _tuple2(machine: Machine, pos: int) -> int:
    stack = machine.stack
    if len(stack) < machine.fence + 2:
        raise BrokenError(EMPTY)
    stack[-2:] = ((stack[-2], stack[-1]),)
    return pos


def _tuple3(machine: Machine, pos: int) -> int:
    stack = machine.stack
    if len(stack) < machine.fence + 3:
        raise BrokenError(EMPTY)
    stack[-3:] = (tuple(stack[-3:]),)
    return pos


def _put_into(machine: Machine, how: int, content: list[Value], pos: int) -> None:
    """Append to, or set items of, whatever is on the top of the stack."""
    container = machine.top()
    kind = type(container)
    if how == uses.APPEND and kind is list:
        kept: list[Value] = container
    elif how == uses.APPEND and kind is Set:
        kept = container.content
    elif how == uses.ITEMS and kind is Dict:
        kept = container.pairs
    else:
        kept = _extended(machine, how, container, content, pos)
    if not machine.elided:
        kept.extend(content)


def _extended(machine: Machine, how: int, container: Value, content: list[Value], pos: int) -> list[Value]:
    """What is appended to or set on something that is no container: its methods are called."""
    if isinstance(container, Call):
        if container.extra is None:
            container.extra = []
        kept = container.extra
        if isinstance(container.callee, Global) and container.callee.quiet & how:
            return kept
    else:
        kept = []
    call = Call(container, tuple(content), None, how, machine.here(pos) - 1)
    machine.watch(how, container, call)
    return kept


def _append(machine: Machine, pos: int) -> int:
    value = machine.pop()
    container = machine.top()
    if type(container) is list and not machine.elided:
        container.append(value)
    else:
        _put_into(machine, uses.APPEND, [value], pos)
    return pos


def _appends(machine: Machine, pos: int) -> int:
    _put_into(machine, uses.APPEND, machine.pop_mark(), pos)
    return pos


def _setitem(machine: Machine, pos: int) -> int:
    value = machine.pop()
    _put_into(machine, uses.ITEMS, [machine.pop(), value], pos)
    return pos


def _setitems(machine: Machine, pos: int) -> int:
    pairs = machine.pop_mark()
    if len(pairs) % 2:
        raise BrokenError("an odd number of keys and values")
    container = machine.top()
    if type(container) is Dict and not machine.elided:
        container.pairs += pairs
    else:
        _put_into(machine, uses.ITEMS, pairs, pos)
    return pos


def _put(machine: Machine, key: int) -> None:
    memo, far, value = machine.memo, machine.far, machine.stack[-1]
    if key < len(memo):
        memo[key] = value
    elif key == len(memo):
        far.pop(key, None)
        memo.append(value)
    else:
        far[key] = value
        if key > batches.SPARSE and key > 64 * (len(memo) + len(far)):
            machine.sparse = key


def _memoize(machine: Machine, pos: int) -> int:
    _put(machine, len(machine.memo) + len(machine.far))
    return pos


def _binput(machine: Machine, pos: int) -> int:
    _put(machine, machine.data[pos])
    return pos + 1


def _long_binput(machine: Machine, pos: int) -> int:
    _put(machine, _U4(machine.data, pos)[0])
    return pos + 4


def _text_put(machine: Machine, pos: int) -> int:
    text, pos = machine.line(pos)
    key = int(text)
    if key < 0:
        raise BrokenError("a negative memo key")
    _put(machine, key)
    return pos


def _get(machine: Machine, key: int) -> None:
    memo = machine.memo
    value = memo[key] if 0 <= key < len(memo) else machine.far.get(key, _MISSING)
    if value is _MISSING:
        raise BrokenError(f"memo key {key} was not written")
    if isinstance(value, batches.Memoised):
        value = memo[key] = value.value(key)
    elif isinstance(value, _SHARED):
        machine.shared += 1
    machine.stack.append(value)


_MISSING = object()


def _binget(machine: Machine, pos: int) -> int:
    _get(machine, machine.data[pos])
    return pos + 1


def _long_binget(machine: Machine, pos: int) -> int:
    _get(machine, _U4(machine.data, pos)[0])
    return pos + 4


def _text_get(machine: Machine, pos: int) -> int:
    text, pos = machine.line(pos)
    _get(machine, int(text))
    return pos


def _persist(machine: Machine, pid: Value, offset: int) -> None:
    value = Persistent(pid, offset)
    machine.persistent.append(value)
    # PyTorch before 1.6 wraps classes of modules, and its loader gives the class: ("module", class, path, source).
    is_class = isinstance(pid, tuple) and len(pid) > 1 and pid[0] == "module" and isinstance(pid[1], Global)
    machine.stack.append(pid[1] if is_class else value)


def _persid(machine: Machine, pos: int) -> int:
    offset = machine.here(pos) - 1
    text, pos = machine.line(pos)
    _persist(machine, text.decode("latin-1"), offset)
    return pos


def _binpersid(machine: Machine, pos: int) -> int:
    _persist(machine, machine.pop(), machine.here(pos) - 1)
    return pos


def _extension(width: int) -> Handler:
    def push(machine: Machine, pos: int) -> int:
        raw, end = machine.take(pos, width)
        code = int.from_bytes(raw, "little")
        if not code:
            raise BrokenError("extension code 0")
        machine.stack.append(Extension(code, machine.here(end) - width - 1))
        return end

    return push


HANDLERS: dict[bytes, Handler] = {
    b"(": _mark,
    b"0": _pop,
    b"1": _pop_mark,
    b"2": _dup,
    b".": _stop,
    b"]": _empty_list,
    b"}": _empty_dict,
    b")": _empty_tuple,
    b"\x8f": _empty_set,
    b"l": _list,
    b"t": _tuple,
    b"d": _dict,
    b"\x91": _frozenset,
    b"\x85": _tuple1,
    b"\x86": _tuple2,
    b"\x87": _tuple3,
    b"a": _append,
    b"e": _appends,
    b"s": _setitem,
    b"u": _setitems,
    b"\x90": _appends,
    b"\x94": _memoize,
    b"q": _binput,
    b"r": _long_binput,
    b"p": _text_put,
    b"h": _binget,
    b"j": _long_binget,
    b"g": _text_get,
    b"P": _persid,
    b"Q": _binpersid,
    b"\x82": _extension(1),
    b"\x83": _extension(2),
    b"\x84": _extension(4),
}

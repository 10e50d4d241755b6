"""What calls do with what they are given, and with what other calls return."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from modelkeep.core.verdict import Severity
from modelkeep.engines.artifacts.pickle import expansion, rules, uses
from modelkeep.engines.artifacts.pickle.code import code_names, source_names
from modelkeep.engines.artifacts.pickle.findings import Finding, Findings
from modelkeep.engines.artifacts.pickle.rendering import told
from modelkeep.engines.artifacts.pickle.resolving import arguments, resolvable, resolved
from modelkeep.engines.artifacts.pickle.values import (
    Call,
    Dict,
    Extension,
    Global,
    NotPlainError,
    Opaque,
    Persistent,
    Set,
    Span,
    Value,
    each,
    plain,
)
from modelkeep.engines.artifacts.policy import Policy, Standing, Use

_LOOKED_AT = 256
"""Arguments, with what is in them, that are looked at for functions."""
_AT_ONCE = frozenset(
    "map filter iter reduce starmap accumulate takewhile dropwhile filterfalse groupby call fromfunction piecewise "  # noqa: SIM905
    "apply_along_axis apply_over_axes _rebuild_from_type_v2 _rebuild_wrapper_subclass".split()
)
"""Functions that call what they are given before they return, or as soon as their result is gone through; others keep it."""
_IMPORTS = frozenset({"__import__", "import_module", "_gcd_import", "_import_module", "subimport"})
_SETTERS = frozenset({"_function_setstate", "_class_setstate", "_fill_function", "_setitems", "_cell_set"})
"""They set attributes or items of their first argument."""
_CLASSES = frozenset({"_create_type", "_make_skeleton_class", "_make_skeleton_enum", "_create_namedtuple"})
"""They make classes, which are made objects of."""
_READING = frozenset(
    {"get", "items", "keys", "values", "fromkeys", "copy", "__getitem__", "__contains__", "index", "count", "union"}
)
_INNER = frozenset({"__import__", "__builtins__", "__subclasses__"})
_SOURCES = frozenset({"os", "sys", "builtins"})


@dataclass(slots=True)
class Given:
    """Looks at arguments. `nested` are bytes that a call reads as a file of its own: the name, the offset of the call, and the bytes
    or where they lie."""

    policy: Policy
    findings: Findings
    nested: list[tuple[str, int, bytes | Span]] = field(default_factory=list)

    def look(self, callee: Global, call: Call) -> bool:
        """What a call does with its arguments; True where the next calls of this global need no look."""
        name = str(callee)
        many = expansion.multiplied(name, tuple(arguments(call)))
        if many > expansion.LARGE:
            message = f"{name} makes {expansion.shown(many)} bytes or parts"
            self.findings.call(rules.EXPANSION, message, call, key=name)
        if self._changed(callee, call):
            return False
        pair = callee.module, callee.name
        if self.policy.callers.exactly(*pair):
            self.passed(callee, call)
        elif self.policy.nested.exactly(*pair):
            self._nest(name, call)
        elif self.policy.code.exactly(*pair):
            self._code(callee, call)
        elif resolvable(callee):
            self._reached(callee, call)
        else:
            return name not in expansion.WATCHED
        return False

    def _changed(self, callee: Global, call: Call) -> bool:
        """A method of a container's type: it may be called on a name, such as the attributes of a module."""
        kind, _, method = callee.name.partition(".")
        if callee.module != "builtins" or kind not in ("dict", "list", "set") or not method or method in _READING:
            return False
        owner = next(iter(arguments(call)), None)
        if isinstance(owner, Global):
            self.findings.call(rules.INJECTION, f"changes {owner} itself through {callee}", call, key=str(owner))
        return True

    def passed(self, callee: Global, call: Call) -> None:
        """Functions that are given to one that calls what it is given, at once or later."""
        now = callee.name in _AT_ONCE and call.how in uses.MADE
        for value in _within((call.args, call.kwargs)):
            if isinstance(value, Global) and value.name:  # a module is nothing to call
                value.quiet |= uses.USED
                self._pass(callee, value, call, Use.CALL if now else Use.MENTION)

    def _pass(self, callee: Global, given: Global, call: Call, use: Use) -> None:
        judgement = self.policy.judge(given.module, given.name, Use.CALL)
        if judgement.standing is not Standing.DANGEROUS:
            judgement = self.policy.judge(given.module, given.name, use)
        if judgement.standing is not Standing.SAFE:
            rule = rules.UNKNOWN if judgement.standing is Standing.REVIEW else rules.CALL
            self.findings.judged(rule, f"has {callee} call {given}", call, judgement, str(given))

    def _reached(self, callee: Global, call: Call) -> None:
        """An attribute or module that a call gives."""
        found = resolved(callee, call)
        if isinstance(found, Global):
            judgement = self.policy.judge(
                found.module, found.name, Use.MENTION if callee.name in _IMPORTS else Use.CALL
            )
            if judgement.standing is Standing.DANGEROUS:
                message = f"{callee} gives {found}: {judgement.why}"
                self.findings.call(rules.REFERENCE, message, call, key=str(found), advisories=judgement.advisories)
        elif found is call and str(callee) == "builtins.getattr":
            args = arguments(call)
            name = args[1] if len(args) > 1 else None
            if isinstance(name, str) and name.startswith("__") and name.endswith("__"):
                message = f"takes {name} of an object: a way into Python's internals"
                self.findings.call(rules.REFERENCE, message, call, key=name)

    def _nest(self, name: str, call: Call) -> None:
        args = arguments(call)
        data = args[0] if args else None
        if isinstance(data, Call):
            try:
                data = plain(data)
            except NotPlainError:
                data = None
        if isinstance(data, (bytes, Span)):
            self.nested.append((name, call.offset, data))
        else:
            message = f"calls {name} with what is no constant"
            self.findings.call(rules.UNKNOWN, message, call, key=name, severity=Severity.HIGH, review=True)

    def _code(self, callee: Global, call: Call) -> None:
        """Functions made of code: of compiled code that is only kept, and of source that is run at once."""
        changed = next(iter(arguments(call)), None) if callee.name in _SETTERS else None
        if isinstance(changed, Global):
            self.findings.call(rules.INJECTION, f"changes {changed} itself through {callee}", call, key=str(changed))
        if callee.name in ("_setitems", "_cell_set"):
            return
        run = callee.module.startswith("torch.fx.")
        names = sorted(source_names(call) if run else code_names(call))
        bad = [each_name for each_name in names if self._looks_dangerous(each_name)]
        message = f"makes a function of code with {callee}"
        if bad:
            message += f", whose names include {', '.join(bad[:8])}"
        rule = rules.CALL if run and bad else rules.CODE
        severity = rule.severity if rule is rules.CALL else Severity.HIGH if bad else Severity.MEDIUM
        evidence = f"names: {' '.join(names[:40])}"
        self.findings.add(
            Finding(rule, severity, message, call.offset, evidence, review=rule is rules.CODE), f"code {rule.id}"
        )

    def _looks_dangerous(self, name: str) -> bool:
        if name.startswith("__"):
            return name in _INNER
        if name in self.policy.standard:
            return name in _SOURCES or self._is_dangerous(Global(name, ""))
        return self._is_dangerous(Global("builtins", name))

    def own(self, callee: Global, call: Call) -> bool:
        """Whether dill sets an attribute of a class that the file itself carries as code, of which is told."""
        args = arguments(call)
        made = args[0].callee if str(callee) == "builtins.setattr" and args and isinstance(args[0], Call) else None
        return isinstance(made, Global) and self.policy.code.exactly(made.module, made.name)

    def result(self, callee: Value, call: Call) -> None:
        """A call of something that is no name: of the result of another call, an extension, or a hidden name."""
        review: str = ""
        if isinstance(callee, Call):
            self._returned(callee, call)
        elif isinstance(callee, Opaque):
            self.findings.call(rules.COMPUTED, "calls a name that is the result of calls", call, key="call")
        elif isinstance(callee, Extension):
            review = f"calls extension {callee.code}, a name that the loading process registered"
        elif isinstance(callee, Persistent):
            review = "calls what the loader gives for a persistent id"
        if review:
            self.findings.call(rules.UNKNOWN, review, call, severity=Severity.HIGH, review=True)

    def _returned(self, callee: Call, call: Call) -> None:
        """A call of what another call returns: that may be any function that it was given."""
        maker = callee.callee
        key = f"result {told(maker)}"
        given = next((value for value in _within((callee.args, callee.state)) if self._is_dangerous(value)), None)
        if given is not None:
            message = f"calls what {told(maker)} returns, which is given {told(given)}"
            self.findings.call(rules.CALL, message, call, key=key)
        elif (
            isinstance(maker, Global)
            and maker.name not in _CLASSES
            and self.policy.code.exactly(maker.module, maker.name)
        ):
            self.findings.call(rules.CALL, f"calls a function that it makes of code with {maker}", call, key=key)
        else:
            message = f"calls what {told(maker)} returns"
            self.findings.call(rules.UNKNOWN, message, call, key=key, severity=Severity.HIGH, review=True)

    def _is_dangerous(self, value: Value) -> bool:
        if not isinstance(value, Global):
            return False
        return self.policy.judge(value.module, value.name, Use.CALL).standing is Standing.DANGEROUS


def _within(root: Value) -> Iterator[Value]:
    """What is in a value, to a bound."""
    left, queue = _LOOKED_AT, [root]
    while queue and left:
        left -= 1
        value = queue.pop(0)
        yield value
        if isinstance(value, (tuple, list, Set)):
            queue.extend(islice(each(value), _LOOKED_AT))
        elif isinstance(value, Dict):
            queue.extend(islice(each(value.pairs), _LOOKED_AT))
        elif isinstance(value, Call):
            queue.extend((value.callee, value.args))

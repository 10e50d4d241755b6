"""What is wrong with what a pickle does: each use of a global against the policy, when it happens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from modelkeep.core.artifacts import Rule
from modelkeep.core.verdict import Severity
from modelkeep.engines.artifacts.pickle import expansion, rules, uses
from modelkeep.engines.artifacts.pickle.code import code_names
from modelkeep.engines.artifacts.pickle.rendering import call_told, told
from modelkeep.engines.artifacts.pickle.resolving import arguments, resolvable, resolved
from modelkeep.engines.artifacts.pickle.streams import Stream
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

_USES = {
    uses.REDUCE: Use.CALL,
    uses.OBJECT: Use.CALL,
    uses.NEW: Use.NEW,
    uses.BUILD: Use.BUILD,
    uses.ITEMS: Use.BUILD,
    uses.APPEND: Use.BUILD,
}
_INTERNALS = frozenset(
    f"__{name}__"
    for name in (
        *(
            "class",
            "dict",
            "code",
            "globals",
            "builtins",
            "bases",
            "defaults",
            "kwdefaults",
            "closure",
            "reduce",
            "reduce_ex",
        ),
        *("setstate", "getattr", "getattribute", "init", "new", "call", "del"),
    )
)
_LOOKED_AT = 256
"""Arguments, with what is in them, that are looked at for functions."""


@dataclass(frozen=True, slots=True, eq=True)
class Finding:
    """One issue on its way: `review` is for a person to decide."""

    rule: Rule
    severity: Severity
    message: str
    at: int
    evidence: str
    review: bool = False
    advisories: tuple[str, ...] = ()


@dataclass(slots=True)
class Judge:
    """Watches streams and gathers what is wrong. One judge may watch several."""

    policy: Policy
    nested: list[tuple[str, int, bytes | Span]] = field(default_factory=list)
    """Bytes that a call reads as a file of its own: the name, the offset of the call, and the bytes."""
    findings: list[Finding] = field(default_factory=list)
    _told: set[tuple[str, str, str]] = field(default_factory=set)

    def watch(self, how: int, callee: Value, call: Call) -> bool:
        """One use. True where the next ones of this global in this way need no look."""
        if isinstance(callee, Global):
            return self._injection(call) if how not in _MADE else self._use(callee, _USES[how], call)
        if isinstance(callee, Call) and how not in _MADE:
            self._slots(call)
            return not isinstance(callee.callee, Global) or self._use(callee.callee, Use.BUILD, call)
        if how in _MADE:
            self._called_result(callee, call)
        return False

    def finish(self, stream: Stream) -> None:
        """What is known only at the end of a stream: names that were not used, hidden names, and its size."""
        for each_global in stream.globals:
            if not each_global.quiet & uses.USED:
                self._mention(each_global)
        for offset, module, name in stream.computed:
            self._tell(
                rules.COMPUTED,
                "imports a name that is the result of calls",
                offset,
                f"{told(module)}, {told(name)}",
                key=told(name),
            )
        parts = expansion.bomb(stream.roots, stream.shared, stream.opcodes)
        if parts:
            self._tell(
                rules.EXPANSION,
                f"{stream.opcodes:,} opcodes stand for more than {_count(parts)} parts",
                stream.start,
                "",
            )
        if stream.sparse:
            message = f"writes memo key {stream.sparse:,}: the unpickler makes room for all below it"
            self._tell(rules.EXPANSION, message, stream.start, "")

    def _use(self, callee: Global, use: Use, call: Call) -> bool:
        if call.how == uses.OBJECT and call.args == ():
            use = self._bare(callee)
        judgement = self.policy.judge(callee.module, callee.name, use)
        verb = _VERBS[use]
        if judgement.standing is Standing.DANGEROUS:
            walk = judgement.severity is not Severity.CRITICAL
            rule = rules.CALL if use is Use.CALL else rules.REFERENCE
            severity = judgement.severity if use is Use.CALL or walk else Severity.HIGH
            self._tell(
                rule,
                f"{verb} {callee}: {judgement.why or judgement.technique}",
                call.offset,
                call_told(call),
                severity,
                key=str(callee),
                advisories=judgement.advisories,
            )
        elif judgement.standing is Standing.REVIEW:
            self._tell(
                rules.UNKNOWN,
                f"{verb} {callee}, {judgement.why}",
                call.offset,
                call_told(call),
                judgement.severity,
                review=True,
                key=f"{use} {callee}",
                advisories=judgement.advisories,
            )
        if use is not Use.CALL:
            return self._passed(callee, call) if self._calls_what_it_is_given(callee) else True
        return self._arguments(callee, call)

    def _bare(self, callee: Global) -> Use:
        """INST and OBJ without arguments make an object of a class without calling it."""
        made = self.policy.judge(callee.module, callee.name, Use.NEW).standing is Standing.SAFE
        return Use.NEW if made else Use.CALL

    def _arguments(self, callee: Global, call: Call) -> bool:
        """What a call does with its arguments; True where there is nothing about them to know."""
        name = str(callee)
        many = expansion.multiplied(name, tuple(arguments(call)))
        if many > expansion.LARGE:
            self._tell(
                rules.EXPANSION, f"{name} makes {_count(many)} bytes or parts", call.offset, call_told(call), key=name
            )
        pair = callee.module, callee.name
        if self._calls_what_it_is_given(callee):
            return self._passed(callee, call)
        if self.policy.nested.exactly(*pair):
            self._nest(name, call)
            return False
        if self.policy.code.exactly(*pair):
            self._code(name, call)
            return False
        if resolvable(callee):
            self._reached(callee, call)
            return False
        return name not in expansion.WATCHED

    def _calls_what_it_is_given(self, callee: Global) -> bool:
        return self.policy.callers.exactly(callee.module, callee.name)

    def _passed(self, callee: Global, call: Call) -> bool:
        """Functions that are given to one that calls what it is given, at once or later."""
        use = Use.CALL if callee.name in _AT_ONCE and call.how in _MADE else Use.MENTION
        for value in _within((call.args, call.kwargs)):
            if isinstance(value, Global):
                value.quiet |= uses.USED
                self._pass(callee, value, call, use)
        return False

    def _pass(self, callee: Global, given: Global, call: Call, use: Use) -> None:
        judgement = self.policy.judge(given.module, given.name, Use.CALL)
        if judgement.standing is not Standing.DANGEROUS:
            judgement = self.policy.judge(given.module, given.name, use)
        if judgement.standing is Standing.SAFE:
            return
        review = judgement.standing is Standing.REVIEW
        self._tell(
            rules.UNKNOWN if review else rules.CALL,
            f"has {callee} call {given}: {judgement.why or judgement.technique}",
            call.offset,
            call_told(call),
            judgement.severity,
            review=review,
            key=str(given),
            advisories=judgement.advisories,
        )

    def _reached(self, callee: Global, call: Call) -> None:
        """An attribute or module that a call gives."""
        found = resolved(callee, call)
        if isinstance(found, Global) and callee.name not in _IMPORTS:
            judgement = self.policy.judge(found.module, found.name, Use.CALL)
            if judgement.standing is Standing.DANGEROUS:
                self._tell(
                    rules.REFERENCE,
                    f"{callee} gives {found}: {judgement.why or judgement.technique}",
                    call.offset,
                    call_told(call),
                    key=str(found),
                    advisories=judgement.advisories,
                )
        elif found is call and str(callee) == "builtins.getattr":
            args = arguments(call)
            name = args[1] if len(args) > 1 else None
            if isinstance(name, str) and name.startswith("__") and name.endswith("__"):
                self._tell(
                    rules.REFERENCE,
                    f"takes {name} of an object: a way into Python's internals",
                    call.offset,
                    call_told(call),
                    key=name,
                )

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
            self._tell(
                rules.UNKNOWN,
                f"calls {name} with what is no constant",
                call.offset,
                call_told(call),
                Severity.HIGH,
                review=True,
                key=name,
            )

    def _code(self, name: str, call: Call) -> None:
        names = sorted(code_names(call))
        bad = [each_name for each_name in names if self._looks_dangerous(each_name)]
        message = f"makes a function of code with {name}" + (
            f", whose names include {', '.join(bad[:8])}" if bad else ""
        )
        severity = Severity.HIGH if bad else Severity.MEDIUM
        self._tell(
            rules.CODE, message, call.offset, f"names: {' '.join(names[:40])}", severity, review=True, key=message
        )

    def _looks_dangerous(self, name: str) -> bool:
        if name in self.policy.standard:
            return self.policy.judge(name, "", Use.CALL).standing is Standing.DANGEROUS or name in (
                "os",
                "sys",
                "builtins",
            )
        return self.policy.judge("builtins", name, Use.CALL).standing is Standing.DANGEROUS

    def _called_result(self, callee: Value, call: Call) -> None:
        """A call of something that is no name: the result of another call, an extension, or a hidden name."""
        if isinstance(callee, Extension):
            self._tell(
                rules.UNKNOWN,
                f"calls extension {callee.code}, a name that the loading process registered",
                call.offset,
                call_told(call),
                Severity.HIGH,
                review=True,
                key=str(callee.code),
            )
        elif isinstance(callee, Opaque):
            self._tell(
                rules.COMPUTED, "calls a name that is the result of calls", call.offset, call_told(call), key="call"
            )
        elif isinstance(callee, Call):
            maker = callee.callee
            if isinstance(maker, Global) and self.policy.code.exactly(maker.module, maker.name):
                self._tell(
                    rules.CALL,
                    f"calls a function that it makes of code with {maker}",
                    call.offset,
                    call_told(call),
                    key=f"result {maker}",
                )
            else:
                self._tell(
                    rules.UNKNOWN,
                    f"calls what {told(maker)} returns",
                    call.offset,
                    call_told(call),
                    Severity.HIGH,
                    review=True,
                    key=f"result {told(maker)}",
                )
        elif isinstance(callee, Persistent):
            self._tell(
                rules.UNKNOWN,
                "calls what the loader gives for a persistent id",
                call.offset,
                call_told(call),
                Severity.HIGH,
                review=True,
                key="persistent",
            )

    def _injection(self, call: Call) -> bool:
        """State, items or elements are set on a name itself: on a class, a function, a module, or one of its containers."""
        message = f"changes {call.callee} itself: {'sets its attributes' if call.how == uses.BUILD else 'puts something into it'}"
        self._tell(rules.INJECTION, message, call.offset, call_told(call), key=str(call.callee))
        return False

    def _slots(self, call: Call) -> None:
        """State of two parts sets attributes by setattr, those of Python's internals as well."""
        state = call.args[0] if call.how == uses.BUILD else None
        if not (isinstance(state, tuple) and len(state) == 2 and isinstance(state[1], Dict)):
            return
        names = [key for key in each(state[1].pairs[::2]) if isinstance(key, str) and key in _INTERNALS]
        if names:
            self._tell(
                rules.INJECTION,
                f"sets {', '.join(names[:5])} of an object",
                call.offset,
                call_told(call),
                key=" ".join(names),
            )

    def _mention(self, mentioned: Global) -> None:
        judgement = self.policy.judge(mentioned.module, mentioned.name, Use.MENTION)
        if judgement.standing is Standing.SAFE:
            return
        imported = judgement.standing is Standing.DANGEROUS
        rule = rules.CALL if imported else rules.REFERENCE if judgement.technique != "unknown" else rules.UNKNOWN
        message = (
            f"imports {mentioned}: {judgement.why or judgement.technique}"
            if imported
            else f"refers to {mentioned}, {judgement.why or judgement.technique}"
        )
        self._tell(
            rule,
            message,
            mentioned.offset,
            str(mentioned),
            judgement.severity,
            review=not imported,
            key=str(mentioned),
            advisories=judgement.advisories,
        )

    def _tell(
        self,
        rule: Rule,
        message: str,
        at: int,
        evidence: str,
        severity: Severity | None = None,
        *,
        review: bool = False,
        key: str = "",
        advisories: tuple[str, ...] = (),
    ) -> None:
        """Once for each name."""
        severity = severity or rule.severity
        unique = rule.id, key or message, severity
        if unique not in self._told:
            self._told.add(unique)
            self.findings.append(Finding(rule, severity, message, at, evidence, review, advisories))


_MADE = frozenset({uses.REDUCE, uses.OBJECT, uses.NEW})
_AT_ONCE = frozenset(
    "map filter reduce starmap accumulate takewhile dropwhile filterfalse groupby call fromfunction piecewise apply_along_axis "  # noqa: SIM905
    "apply_over_axes _rebuild_from_type_v2 _rebuild_wrapper_subclass".split()
)
"""Functions that call what they are given before they return, or as soon as their result is gone through; others keep it."""
_IMPORTS = frozenset({"__import__", "import_module", "_gcd_import", "_import_module", "subimport"})
_VERBS = {Use.CALL: "calls", Use.NEW: "makes an object of", Use.BUILD: "sets the state of an object of"}


def _within(root: Value) -> Iterator[Value]:
    """What is in a value, to a bound."""
    left, queue = _LOOKED_AT, [root]
    while queue and left:
        left -= 1
        value = queue.pop(0)
        yield value
        if isinstance(value, (tuple, list, Set)):
            queue.extend(list(each(value))[:_LOOKED_AT])
        elif isinstance(value, Dict):
            queue.extend(list(each(value.pairs))[:_LOOKED_AT])
        elif isinstance(value, Call):
            queue.extend((value.callee, value.args))


def _count(number: int) -> str:
    return f"{number:,}" if number < 10**15 else f"10^{len(str(number)) - 1}"

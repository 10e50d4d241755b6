"""What is wrong with what a pickle does: each use of a global against the policy, when it happens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from modelkeep.engines.artifacts.pickle import expansion, rules, uses
from modelkeep.engines.artifacts.pickle.findings import Finding, Findings
from modelkeep.engines.artifacts.pickle.given import Given
from modelkeep.engines.artifacts.pickle.rendering import told
from modelkeep.engines.artifacts.pickle.streams import Stream
from modelkeep.engines.artifacts.pickle.values import Call, Dict, Global, Span, Value, each
from modelkeep.engines.artifacts.policy import Policy, Standing, Use

_USES = {uses.REDUCE: Use.CALL, uses.OBJECT: Use.CALL, uses.NEW: Use.NEW}
"""What sets state or items uses an instance."""
_VERBS = {Use.CALL: "calls", Use.NEW: "makes an object of", Use.BUILD: "sets the state of an object of"}
_INTERNALS = frozenset(
    f"__{name}__"
    for name in "class dict code globals builtins bases defaults kwdefaults closure reduce reduce_ex setstate getattr "  # noqa: SIM905
    "getattribute init new call del".split()
)


@dataclass(slots=True)
class Judge:
    """Watches streams and gathers what is wrong. One judge may watch several."""

    policy: Policy
    _findings: Findings = field(default_factory=Findings)
    _given: Given = field(init=False)

    def __post_init__(self) -> None:
        self._given = Given(self.policy, self._findings)

    @property
    def findings(self) -> list[Finding]:
        """What is wrong, in order."""
        return self._findings.found

    @property
    def nested(self) -> Sequence[tuple[str, int, bytes | Span]]:
        """Bytes that a call reads as a file of its own: the name, the offset of the call, and the bytes or where they lie."""
        return self._given.nested

    def add(self, other: Judge) -> None:
        """Take over what another judge found."""
        for finding in other.findings:
            self._findings.add(finding)
        self._given.nested += other._given.nested

    def watch(self, how: int, callee: Value, call: Call) -> bool:
        """One use. True where the next ones of this global in this way need no look."""
        if isinstance(callee, Global):
            return self._use(callee, _USES[how], call) if how in uses.MADE else self._injection(call)
        if how in uses.MADE:
            self._given.result(callee, call)
        elif isinstance(callee, Call):
            self._slots(call)
            return not isinstance(callee.callee, Global) or self._use(callee.callee, Use.BUILD, call)
        elif how == uses.BUILD:
            self._given.result(callee, call)
        return False

    def finish(self, stream: Stream) -> None:
        """What is known only at the end of a stream: names that were not used, hidden names, and its size."""
        for each_global in stream.globals:
            if not each_global.quiet & uses.USED:
                self._mention(each_global)
        for offset, module, name in stream.computed:
            evidence = f"{told(module)}, {told(name)}"
            message = "imports a name that is the result of calls"
            self._findings.add(Finding(rules.COMPUTED, rules.COMPUTED.severity, message, offset, evidence), evidence)
        parts = expansion.bomb(stream.roots, stream.shared, stream.opcodes)
        if parts:
            self._expands(f"{stream.opcodes:,} opcodes stand for more than {expansion.shown(parts)} parts", stream)
        if stream.sparse:
            self._expands(f"writes memo key {stream.sparse:,}: the unpickler makes room for all below it", stream)

    def _expands(self, message: str, stream: Stream) -> None:
        self._findings.add(Finding(rules.EXPANSION, rules.EXPANSION.severity, message, stream.start, ""))

    def _use(self, callee: Global, use: Use, call: Call) -> bool:
        if call.how == uses.OBJECT and call.args == () and self._standing(callee, Use.NEW) is Standing.SAFE:
            use = Use.NEW  # INST and OBJ without arguments make an object of a class without calling it
        judgement = self.policy.judge(callee.module, callee.name, use)
        if judgement.standing is Standing.DANGEROUS and not self._given.own(callee, call):
            rule = rules.CALL if use is Use.CALL else rules.REFERENCE
            self._findings.judged(rule, f"{_VERBS[use]} {callee}", call, judgement, str(callee))
        elif judgement.standing is Standing.REVIEW:
            self._findings.judged(rules.UNKNOWN, f"{_VERBS[use]} {callee}", call, judgement, f"{use} {callee}")
        if use is Use.CALL:
            return self._given.look(callee, call)
        if self.policy.callers.exactly(callee.module, callee.name):
            self._given.passed(callee, call)
            return False
        return True

    def _standing(self, callee: Global, use: Use) -> Standing:
        return self.policy.judge(callee.module, callee.name, use).standing

    def _injection(self, call: Call) -> bool:
        """State, items or elements are set on a name itself: on a class, a function, a module, or one of its containers."""
        does = "sets its attributes" if call.how == uses.BUILD else "puts something into it"
        self._findings.call(rules.INJECTION, f"changes {call.callee} itself: {does}", call, key=str(call.callee))
        return False

    def _slots(self, call: Call) -> None:
        """State of two parts sets attributes by setattr, those of Python's internals as well."""
        state = call.args[0] if call.how == uses.BUILD else None
        if not (isinstance(state, tuple) and len(state) == 2 and isinstance(state[1], Dict)):
            return
        names = [key for key in each(state[1].pairs[::2]) if isinstance(key, str) and key in _INTERNALS]
        if names:
            self._findings.call(rules.INJECTION, f"sets {', '.join(names[:5])} of an object", call)

    def _mention(self, mentioned: Global) -> None:
        judgement = self.policy.judge(mentioned.module, mentioned.name, Use.MENTION)
        if judgement.standing is Standing.SAFE:
            return
        imported = judgement.standing is Standing.DANGEROUS
        unknown = rules.UNKNOWN if judgement.technique == "unknown" else rules.REFERENCE
        self._findings.add(
            Finding(
                rules.CALL if imported else unknown,
                judgement.severity,
                f"{'imports' if imported else 'refers to'} {mentioned}, {judgement.why}",
                mentioned.offset,
                str(mentioned),
                review=not imported,
                advisories=judgement.advisories,
            ),
            str(mentioned),
        )

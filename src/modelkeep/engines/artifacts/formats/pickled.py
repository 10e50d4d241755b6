"""Pickles: of pickle, joblib, dill, cloudpickle and pandas, all protocols."""

from __future__ import annotations

from modelkeep.engines.artifacts.looking import Look
from modelkeep.engines.artifacts.pickle import rules
from modelkeep.engines.artifacts.pickle.findings import Finding
from modelkeep.engines.artifacts.pickle.joblib_arrays import Arrays
from modelkeep.engines.artifacts.pickle.judging import Judge
from modelkeep.engines.artifacts.pickle.streams import Stream, interpret, next_start, trailing
from modelkeep.engines.artifacts.sources import Bytes, Part, Source

_RESTARTS = 32
"""How often a pickle is looked for behind what is none."""
_STREAMS = 100_000
_PLAIN = 200_000
"""Opcodes of a joblib file that are read once more as pickle.load would."""


def inspect(source: Source, look: Look) -> None:
    """All pickles of a file, one behind the other, and what lies between them."""
    _File(source, look).inspect()


class _File:
    """One file on its way."""

    def __init__(self, source: Source, look: Look) -> None:
        self._source, self._look = source, look
        self._judge = Judge(look.policy)
        self._arrays = Arrays(self._judge.finish)

    def inspect(self) -> None:
        try:
            self._streams()
            if self._arrays.count:
                self._as_pickle()
        finally:
            self._tell(self._judge.findings)
        for name in dict.fromkeys(self._arrays.elsewhere):
            self._look.gap(f"an array lies in another file, {name}")
        for name, offset, data in self._judge.nested:
            inner = Bytes(data) if isinstance(data, bytes) else Part(data.source, data.offset, data.length)
            self._look.member(f"{name} at {offset}", inner)

    def _streams(self) -> None:
        source, at = self._source, 0
        for count in range(_STREAMS):
            stream = self._stream(at, self._judge)
            if stream.error:
                told = (
                    stream.error
                    if count == 0 or stream.opcodes > 2
                    else f"{source.size - at:,} bytes after its end are no pickle"
                )
                self._look.gap(f"pickle: {told}, at {stream.end}")
                self._behind(max(stream.end, at + 1))
                return
            at = trailing(source, stream.end)
            if at >= source.size:
                return
            if self._left() <= 0:
                break
        self._look.gap(f"pickle: {source.size - at:,} bytes after {count + 1:,} pickles are not analysed")

    def _behind(self, offset: int) -> None:
        """Look for pickles behind what is none."""
        for _ in range(_RESTARTS):
            start = next_start(self._source, offset)
            if start is None or self._left() <= 0:
                return
            judge = Judge(self._look.policy)
            stream = self._stream(start, judge)
            if stream.error:
                judge.findings[:] = [each for each in judge.findings if each.rule is rules.CALL]
            self._judge.add(judge)
            offset = start + 1 if stream.error else stream.end

    def _stream(self, at: int, judge: Judge) -> Stream:
        stream = interpret(
            self._source, at, watch=judge.watch, after_build=self._arrays.after_build, opcodes=self._left()
        )
        self._look.budget.opcodes += stream.opcodes
        judge.finish(stream)
        return stream

    def _left(self) -> int:
        return self._look.limits.opcodes - self._look.budget.opcodes

    def _as_pickle(self) -> None:
        """pickle.load takes the bytes of joblib's arrays for opcodes: a file may be made to be loaded by either."""
        judge = Judge(self._look.policy)
        judge.finish(interpret(self._source, 0, watch=judge.watch, opcodes=min(_PLAIN, max(0, self._left()))))
        judge.findings[:] = [each for each in judge.findings if each.rule is rules.CALL]
        self._judge.add(judge)

    def _tell(self, findings: list[Finding]) -> None:
        for each in findings:
            self._look.found(
                each.rule,
                each.message,
                at=str(each.at),
                evidence=each.evidence,
                severity=each.severity,
                review=each.review,
                advisories=each.advisories,
            )

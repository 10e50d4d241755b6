"""How scenarios are written: an attack is a stage on which callers act, step by step, each step with the rules that should notice it."""

from __future__ import annotations

import heapq
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Any

from modelkeep.engines.logs.organisation.actors import SERVICE, Actor
from modelkeep.engines.logs.organisation.cast import ESTATE
from modelkeep.engines.logs.organisation.conversations import converse_reply, invocation_record
from modelkeep.engines.logs.organisation.records import (
    BEDROCK_INVOCATION,
    CLOUDTRAIL,
    Call,
    LogRecord,
    Template,
    trail_record,
)
from modelkeep.engines.logs.organisation.streams import invocation
from modelkeep.engines.logs.scenarios.benign import DAY, FIVE_WEEKS, HOUR, Period, benign_records


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What an event of an attack is: its id in the log, the step that it belongs to, and the rules that should notice the step."""

    event_id: str
    table: str
    at: datetime
    scenario: str
    step: str
    rules: tuple[str, ...]

    def line(self) -> str:
        """As a line of `truth.jsonl`."""
        told = {
            "event_id": self.event_id,
            "log": self.table,
            "at": f"{self.at:%Y-%m-%dT%H:%M:%SZ}",
            "scenario": self.scenario,
            "step": self.step,
            "rules": list(self.rules),
        }
        return json.dumps(told, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Said:
    """One exchange with a model, for the invocation log."""

    prompt: str
    answer: str = "..."
    system: str = ""
    tokens_in: int = 400
    tokens_out: int = 300
    guardrail: Mapping[str, Any] = field(default_factory=dict)
    """guardrailConfig of the request, and what the answer has besides: see `extra`."""
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Stage:
    """Where an attack happens. `now` moves on with every call (some seconds, or as `after` says)."""

    scenario: str
    rng: Random
    now: float
    records: list[LogRecord] = field(default_factory=list)
    truth: list[Truth] = field(default_factory=list)

    def act(
        self, step: str, actor: Actor, call: Call, *rules: str, after: float | None = None, account: str = ""
    ) -> None:
        """A call, as CloudTrail records it."""
        self._wait(after)
        self._record(step, actor, call, rules, account, self._id())

    def say(
        self, step: str, actor: Actor, model: str, region: str, said: Said, *rules: str, after: float | None = None
    ) -> None:
        """A call of Converse that is answered: CloudTrail's record and the one of the invocation log."""
        self._wait(after)
        request_id = self._id()
        self._record(step, actor, invocation("Converse", model, region), rules, "", request_id)
        messages = [{"role": "user", "content": [{"text": said.prompt}]}]
        request: dict[str, Any] = {"messages": messages, "inferenceConfig": {"maxTokens": 4096}}
        if said.system:
            request["system"] = [{"text": said.system}]
        if said.guardrail:
            request["guardrailConfig"] = dict(said.guardrail)
        reply = converse_reply(said.answer) | dict(said.extra)
        values = {
            "time": _time(self.now),
            "request_id": request_id,
            "tokens_in": str(said.tokens_in),
            "tokens_out": str(said.tokens_out),
            "tokens": str(said.tokens_in + said.tokens_out),
            "latency": str(600 + self.rng.randrange(4000)),
        }
        text = Template.of(invocation_record(actor, region, "Converse", model, request, reply)).fill(values)
        self.records.append(LogRecord(self.now, BEDROCK_INVOCATION, actor.account, region, request_id, text))
        self._told(request_id, BEDROCK_INVOCATION, step, rules)

    def _record(
        self, step: str, actor: Actor, call: Call, rules: tuple[str, ...], account: str, request_id: str
    ) -> None:
        date = _time(self.now)[:10]
        when = {
            "time": _time(self.now),
            "event_id": self._id(),
            "request_id": request_id,
            "key": "" if actor.kind == SERVICE else actor.access_key(date),
            "created": f"{date}T07:58:11Z",
        }
        text = json.dumps(trail_record(actor, call, when, account), ensure_ascii=False, separators=(",", ":"))
        where = account or actor.account
        self.records.append(LogRecord(self.now, CLOUDTRAIL, where, call.region, when["event_id"], text))
        self._told(when["event_id"], CLOUDTRAIL, step, rules)

    def _told(self, event_id: str, table: str, step: str, rules: tuple[str, ...]) -> None:
        at = datetime.fromtimestamp(self.now, UTC)
        self.truth.append(Truth(event_id=event_id, table=table, at=at, scenario=self.scenario, step=step, rules=rules))

    def _wait(self, after: float | None) -> None:
        self.now = float(int(self.now + (self.rng.uniform(3, 25) if after is None else after)))

    def _id(self) -> str:
        bits = f"{self.rng.getrandbits(128):032x}"
        return f"{bits[:8]}-{bits[8:12]}-4{bits[13:16]}-8{bits[17:20]}-{bits[20:]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """An attack. `begins` is the hour (UTC) at about which it begins, on the last day but one of the history."""

    id: str
    title: str
    teaches: str
    begins: int
    play: Callable[[Stage], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """An attack amid normal life: the records in order of time, the truth about those of the attack, and what a scan would know."""

    scenario: Scenario
    records: Iterator[LogRecord]
    truth: tuple[Truth, ...]
    estate: Mapping[str, tuple[str, ...]]

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that should notice the attack, in order."""
        return tuple(sorted({rule for each in self.truth for rule in each.rules}))


def series_of(scenario: Scenario, *, benign: int, seed: int = 1, period: Period = FIVE_WEEKS) -> Series:
    """The series of a scenario amid about `benign` events of normal life; the same arguments give the same series."""
    rng = Random(f"{scenario.id}/{seed}")  # noqa: S311 - invented records, no secrets
    begin = period.end - 2 * DAY + scenario.begins * HOUR + rng.uniform(0, HOUR)
    stage = Stage(scenario=scenario.id, rng=rng, now=begin)
    scenario.play(stage)
    calm = benign_records(benign, seed=seed, period=period) if benign else iter(())
    attack = sorted(stage.records, key=lambda each: each.at)
    records = heapq.merge(calm, attack, key=lambda each: each.at)
    return Series(scenario=scenario, records=records, truth=tuple(stage.truth), estate=ESTATE)


def _time(at: float) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%M:%SZ}"

"""A normal life, as logs: what the invented organisation records while nobody attacks it.

Traffic follows the hours of customers, offices and nightly work; the calendar adds what happens once a day, a week or at all. Every
stream is seen on the first two days and then each week, so that rules which learn have learnt within the history.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from random import Random

from modelkeep.engines.logs.organisation.actors import ROLE, SERVICE
from modelkeep.engines.logs.organisation.calendar import Appointment, appointments
from modelkeep.engines.logs.organisation.records import BEDROCK_INVOCATION, CLOUDTRAIL, LogRecord, trail_record
from modelkeep.engines.logs.organisation.streams import ALWAYS, CUSTOMERS, NIGHT, OFFICE_HOURS, Stream
from modelkeep.engines.logs.organisation.traffic import streams

START = datetime(2026, 9, 1, tzinfo=UTC)
"""The first day of the history, a Tuesday."""
DAYS = 35
"""Days of a history: 30 to learn from, and five that are judged."""
DAY, HOUR = 86400, 3600

_OLD_SDK, _NEW_SDK, _UPGRADE = "Boto3/1.40.22 md/Botocore#1.40.22", "Boto3/1.40.51 md/Botocore#1.40.51", 20
_OLD_HOME, _NEW_HOME, _MOVED = '"sourceIPAddress":"203.0.113.77"', '"sourceIPAddress":"203.0.113.141"', 15


@dataclass(frozen=True, slots=True)
class Period:
    """When a history begins (a day, UTC) and how many days it has."""

    start: datetime = START
    days: int = DAYS

    @property
    def first(self) -> float:
        """The beginning, in seconds since 1970."""
        return self.start.timestamp()

    @property
    def end(self) -> float:
        """The end, in seconds since 1970."""
        return self.first + self.days * DAY


FIVE_WEEKS = Period()


def benign_records(count: int, *, seed: int = 1, period: Period = FIVE_WEEKS) -> Iterator[LogRecord]:
    """About `count` CloudTrail records in order of time, and Bedrock's invocation logs of the calls among them that it logs.

    The same arguments give the same records. What the calendar has (some 20 a day) and what every stream has at least (some 900 in five
    weeks) is in it whatever the count.
    """
    rng = Random(seed)  # noqa: S311 - invented records, no secrets
    kinds = streams()
    hours = _shares(kinds, period, rng)
    planned = [list(_appointments(period, day)) for day in range(period.days)]
    fixed = sum(map(len, planned)) + len(kinds) * len(_shown_days(period.days))
    left, total, done, given = max(0, count - fixed), sum(hours), 0.0, 0
    for day in range(period.days):
        writer = _Writer(kinds, period, day, rng)
        shown = writer.shown() if day in _shown_days(period.days) else []
        fixed_today = [*shown, *(writer.appointment(each) for each in planned[day])]
        for hour in range(24):
            done += hours[day * 24 + hour]
            wanted = round(left * done / total) - given
            given += wanted
            records = [*writer.traffic(hour, wanted)]
            records += [each for each in fixed_today if int(each.at - period.first) // HOUR == day * 24 + hour]
            records.sort()
            yield from records


def _shown_days(days: int) -> frozenset[int]:
    return frozenset({0, 1, *range(7, days, 7)})


def _appointments(period: Period, day: int) -> Iterator[Appointment]:
    date = period.start + timedelta(days=day)
    yield from appointments(day, f"{date:%Y%m%d}", date.weekday())


def _shares(kinds: Sequence[Stream], period: Period, rng: Random) -> list[float]:
    """The weight of each hour of the period."""
    weights = {rhythm: sum(each.weight for each in kinds if each.rhythm == rhythm) for rhythm in _RHYTHMS}
    found = []
    for hour in range(period.days * 24):
        weekday = (period.start + timedelta(hours=hour)).weekday()
        busy = sum(weight * _activity(rhythm, weekday, hour % 24) for rhythm, weight in weights.items())
        found.append(busy * rng.uniform(0.88, 1.12))
    return found


_RHYTHMS = (ALWAYS, CUSTOMERS, OFFICE_HOURS, NIGHT)
_CUSTOMERS = (5, 3, 2, 2, 2, 4, 8, 14, 20, 24, 25, 25, 24, 23, 23, 22, 22, 24, 26, 27, 24, 18, 12, 8)


def _activity(rhythm: str, weekday: int, hour: int) -> float:
    """How busy a rhythm is in an hour (UTC): 1 is its normal."""
    workday = weekday < 5
    if rhythm == CUSTOMERS:
        return _CUSTOMERS[hour] / 16 * (1.0 if workday else 0.75)
    if rhythm == OFFICE_HOURS:
        return (3.0 if 8 <= hour < 17 else 0.1) if workday else 0.03
    if rhythm == NIGHT:
        return 6.0 if 1 <= hour < 5 else 0.0
    return 1.0


class _Writer:
    """Writes one day's records."""

    def __init__(self, kinds: Sequence[Stream], period: Period, day: int, rng: Random) -> None:
        self._kinds = kinds
        self._rng = rng
        self._start = period.first + day * DAY
        self._day = day
        date = period.start + timedelta(days=day)
        self._date = f"{date:%Y-%m-%d}"
        self._weekday = date.weekday()
        self._forms = [_of_day(each.template.form, day) for each in kinds]
        self._fixed = [self._session(each) for each in kinds]

    def _session(self, kind: Stream) -> dict[str, str]:
        """The values that stay the same all day."""
        key = "" if kind.actor.kind == SERVICE else kind.actor.access_key(self._date)
        return {"key": key, "created": f"{self._date}T00:{len(kind.actor.session) % 60:02d}:04Z"}

    def traffic(self, hour: int, count: int) -> Iterator[LogRecord]:
        """So many records of streams within an hour."""
        if count <= 0:
            return
        weights = accumulate(each.weight * _activity(each.rhythm, self._weekday, hour) for each in self._kinds)
        chosen = self._rng.choices(range(len(self._kinds)), cum_weights=list(weights), k=count)
        begin, uniform = self._start + hour * HOUR, self._rng.random
        stamp = f"{self._date}T{hour:02d}:"
        for index in chosen:
            second = int(uniform() * HOUR)
            yield from self._records(index, begin + second, f"{stamp}{_CLOCK[second]}Z")

    def shown(self) -> list[LogRecord]:
        """Each stream once, in hours that its rhythm has."""
        found: list[LogRecord] = []
        for index, kind in enumerate(self._kinds):
            hour = self._rng.randrange(1, 5) if kind.rhythm == NIGHT else self._rng.randrange(9, 17)
            second = self._rng.randrange(HOUR)
            at = f"{self._date}T{hour:02d}:{_CLOCK[second]}Z"
            found += self._records(index, self._start + hour * HOUR + second, at)
        return found

    def _records(self, index: int, at: float, time: str) -> Iterator[LogRecord]:
        kind = self._kinds[index]
        bits = f"{self._rng.getrandbits(256):064x}"
        event_id = f"{bits[:8]}-{bits[8:12]}-4{bits[13:16]}-a{bits[17:20]}-{bits[20:32]}"
        request_id = f"{bits[32:40]}-{bits[40:44]}-4{bits[45:48]}-b{bits[49:52]}-{bits[52:]}"
        values = {"time": time, "event_id": event_id, "request_id": request_id}
        values |= self._fixed[index]
        if kind.slots is not None:
            values |= kind.slots(self._rng)
        yield LogRecord(at, CLOUDTRAIL, kind.account, kind.region, event_id, self._forms[index] % values)
        if kind.twin is not None:
            text = kind.twin.form % values
            yield LogRecord(at, BEDROCK_INVOCATION, kind.account, kind.region, request_id, text)

    def appointment(self, each: Appointment) -> LogRecord:
        """The record of one of the calendar's events."""
        at = self._start + each.at
        when = {
            "time": f"{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%M:%SZ}",
            "event_id": _identifier(self._rng),
            "request_id": _identifier(self._rng),
            "key": each.actor.access_key(self._date) if each.actor.kind != SERVICE else "",
            "created": f"{self._date}T00:{len(each.actor.session) % 60:02d}:04Z" if each.actor.kind == ROLE else "",
        }
        record = trail_record(each.actor, each.call, when, each.account)
        text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
        return LogRecord(at, CLOUDTRAIL, each.account or each.actor.account, each.call.region, when["event_id"], text)


_CLOCK = tuple(f"{second // 60:02d}:{second % 60:02d}" for second in range(HOUR))


def _of_day(form: str, day: int) -> str:
    """The text of a stream as it looks on a day: programs are updated, people move."""
    changes: Mapping[str, str] = {
        **({_OLD_SDK: _NEW_SDK} if day >= _UPGRADE else {}),
        **({_OLD_HOME: _NEW_HOME} if day >= _MOVED else {}),
    }
    for old, new in changes.items():
        form = form.replace(old, new)
    return form


def _identifier(rng: Random) -> str:
    bits = f"{rng.getrandbits(128):032x}"
    return f"{bits[:8]}-{bits[8:12]}-4{bits[13:16]}-9{bits[17:20]}-{bits[20:]}"

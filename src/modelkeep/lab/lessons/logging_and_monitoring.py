"""Logging and monitoring: the first thing that an intruder does."""

from __future__ import annotations

from modelkeep.core.verdict import Practice
from modelkeep.lab.lessons import Call, Exercise, Lesson
from modelkeep.lab.seed import MANAGEMENT, Acme


def _prepare(acme: Acme) -> Exercise:
    trails = acme.client("cloudtrail").describe_trails()["trailList"]
    return Exercise(
        breaks=tuple(Call("cloudtrail", "StopLogging", {"Name": trail["TrailARN"]}) for trail in trails),
        mends=tuple(Call("cloudtrail", "StartLogging", {"Name": trail["TrailARN"]}) for trail in trails),
    )


LESSON = Lesson(
    Practice.LOGGING_AND_MONITORING,
    "CT-01",
    MANAGEMENT,
    "Whoever breaks in stops the trail first. From then on nobody can tell who called the models, who copied them and who changed "
    "the guardrail, and a report about the incident will have nothing to stand on.",
    _prepare,
)

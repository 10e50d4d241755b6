"""Threat detection: GuardDuty is suspended."""

from __future__ import annotations

from modelkeep.core.verdict import Practice
from modelkeep.lab.lessons import Call, Exercise, Lesson
from modelkeep.lab.seed import PRODUCTION, Acme


def _prepare(acme: Acme) -> Exercise:
    (detector,) = acme.client("guardduty").list_detectors()["DetectorIds"]
    return Exercise(
        breaks=(Call("guardduty", "UpdateDetector", {"DetectorId": detector, "Enable": False}),),
        mends=(Call("guardduty", "UpdateDetector", {"DetectorId": detector, "Enable": True}),),
    )


LESSON = Lesson(
    Practice.THREAT_DETECTION,
    "GD-01",
    PRODUCTION,
    "To save money GuardDuty is suspended over the weekend. That is when credentials stolen from a notebook are used from an address "
    "at the other end of the world, and nothing notices.",
    _prepare,
)

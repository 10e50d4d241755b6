"""Security assessment: Inspector stops looking at images."""

from __future__ import annotations

from modelkeep.core.verdict import Practice
from modelkeep.lab.lessons import Call, Exercise, Lesson
from modelkeep.lab.seed import PRODUCTION, Acme


def _prepare(acme: Acme) -> Exercise:
    images = {"accountIds": [acme.account], "resourceTypes": ["ECR"]}
    return Exercise(
        breaks=(Call("inspector2", "Disable", images),),
        mends=(Call("inspector2", "Enable", images),),
    )


LESSON = Lesson(
    Practice.ASSESSMENT,
    "INS-01",
    PRODUCTION,
    "Inspector looks at every image again when a new vulnerability becomes known. Switched off for container images, it leaves last "
    "month's clean report standing while the image in production grows old.",
    _prepare,
)

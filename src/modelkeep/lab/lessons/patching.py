"""Patching: images of models are no longer scanned."""

from __future__ import annotations

from modelkeep.core.verdict import Practice
from modelkeep.lab.lessons import Call, Exercise, Lesson
from modelkeep.lab.seed import PRODUCTION, Acme
from modelkeep.lab.seed.names import MODEL_REPOSITORY


def _prepare(acme: Acme) -> Exercise:
    def scanning(on: bool) -> Call:
        configuration = {"scanOnPush": on}
        return Call(
            "ecr",
            "PutImageScanningConfiguration",
            {"repositoryName": MODEL_REPOSITORY, "imageScanningConfiguration": configuration},
        )

    return Exercise(breaks=(scanning(False),), mends=(scanning(True),))


LESSON = Lesson(
    Practice.PATCHING,
    "ECR-01",
    PRODUCTION,
    "The scan of new images reports so many vulnerabilities that a release is held up, so it is switched off. The next library with "
    "a hole goes into the inference image unnoticed, and with it into the endpoint.",
    _prepare,
)

"""Supply chain: an image's tag that can be moved."""

from __future__ import annotations

from modelkeep.core.verdict import Practice
from modelkeep.lab.lessons import Call, Exercise, Lesson
from modelkeep.lab.seed import PRODUCTION, Acme
from modelkeep.lab.seed.names import MODEL_REPOSITORY


def _prepare(acme: Acme) -> Exercise:
    def tags(mutability: str) -> Call:
        return Call(
            "ecr",
            "PutImageTagMutability",
            {"repositoryName": MODEL_REPOSITORY, "imageTagMutability": mutability},
        )

    return Exercise(breaks=(tags("MUTABLE"),), mends=(tags("IMMUTABLE"),))


LESSON = Lesson(
    Practice.SUPPLY_CHAIN,
    "ECR-02",
    PRODUCTION,
    "A build pushes the same tag twice and fails, so tags are made mutable. Whoever may push can now put another image behind the "
    "tag that was reviewed, and the endpoint starts it at its next scaling.",
    _prepare,
)

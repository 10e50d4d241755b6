"""Patching: images of models are no longer scanned."""

from __future__ import annotations

from typing import Any

from modelkeep.core.verdict import Practice
from modelkeep.lab.lessons import Call, Exercise, Lesson
from modelkeep.lab.seed import PRODUCTION, Acme
from modelkeep.lab.seed.names import MODEL_REPOSITORY


def _prepare(acme: Acme) -> Exercise:
    registry = acme.client("ecr").get_registry_scanning_configuration()["scanningConfiguration"]

    def scanning(kind: str, rules: list[Any], on_push: bool) -> tuple[Call, ...]:
        return (
            Call("ecr", "PutRegistryScanningConfiguration", {"scanType": kind, "rules": rules}),
            Call(
                "ecr",
                "PutImageScanningConfiguration",
                {"repositoryName": MODEL_REPOSITORY, "imageScanningConfiguration": {"scanOnPush": on_push}},
            ),
        )

    return Exercise(
        breaks=scanning("BASIC", [], on_push=False),
        mends=scanning(registry["scanType"], registry["rules"], on_push=True),
    )


LESSON = Lesson(
    Practice.PATCHING,
    "ECR-01",
    PRODUCTION,
    "The scan of new images reports so many vulnerabilities that a release is held up, so it is switched off. The next library with "
    "a hole goes into the inference image unnoticed, and with it into the endpoint.",
    _prepare,
)

"""Encryption at rest: the key of the models stops rotating."""

from __future__ import annotations

from modelkeep.core.verdict import Practice
from modelkeep.lab.lessons import Call, Exercise, Lesson
from modelkeep.lab.seed import PRODUCTION, Acme
from modelkeep.lab.seed.names import MODELS_KEY_ALIAS


def _prepare(acme: Acme) -> Exercise:
    key = {"KeyId": acme.client("kms").describe_key(KeyId=MODELS_KEY_ALIAS)["KeyMetadata"]["KeyId"]}
    return Exercise(
        breaks=(Call("kms", "DisableKeyRotation", key),),
        mends=(Call("kms", "EnableKeyRotation", key),),
    )


LESSON = Lesson(
    Practice.ENCRYPTION_AT_REST,
    "KMS-01",
    PRODUCTION,
    "Every model file is encrypted, all with one key. While a migration is under way its yearly rotation is switched off, and nobody "
    "switches it on again: whatever leaks of that key keeps opening everything that was ever stored with it.",
    _prepare,
)

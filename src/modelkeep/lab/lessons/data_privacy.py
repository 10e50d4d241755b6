"""Data privacy: prompts are kept for ever."""

from __future__ import annotations

from modelkeep.core.verdict import Practice
from modelkeep.lab.lessons import Call, Exercise, Lesson
from modelkeep.lab.seed import PRODUCTION, Acme


def _prepare(acme: Acme) -> Exercise:
    configuration = acme.client("bedrock").get_model_invocation_logging_configuration()["loggingConfig"]
    name = configuration["cloudWatchConfig"]["logGroupName"]
    groups = acme.client("logs").describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    days = next(each["retentionInDays"] for each in groups if each["logGroupName"] == name)
    group = {"logGroupName": name}
    return Exercise(
        breaks=(Call("logs", "DeleteRetentionPolicy", group),),
        mends=(Call("logs", "PutRetentionPolicy", {**group, "retentionInDays": days}),),
    )


LESSON = Lesson(
    Practice.DATA_PRIVACY,
    "BR-LOG-10",
    PRODUCTION,
    "People tell an assistant who they are, what ails them and what they earn, and all prompts are logged. For a long investigation "
    "somebody lifts the retention of that log. It now grows for ever: whoever gets at it one day gets at everybody who ever asked.",
    _prepare,
)

"""Before the attack, the light goes out: invocation logs, data events, the trail."""

from __future__ import annotations

from dataclasses import replace

from modelkeep.engines.logs.organisation import cast
from modelkeep.engines.logs.organisation.cast import HOME
from modelkeep.engines.logs.organisation.parameters import event_selectors, invocation_logging
from modelkeep.engines.logs.organisation.streams import changing, reading
from modelkeep.engines.logs.scenarios.series import Scenario, Stage


def play(stage: Stage) -> None:
    """From the quiet ways to the loud ones."""
    thief = cast.AIKO.at(ip=f"{cast.ELSEWHERE}.77")
    shared = replace(cast.AIKO_SHARED, ip=f"{cast.ELSEWHERE}.77")
    stage.act("what is recorded", shared, reading("cloudtrail", "DescribeTrails", HOME))
    asked = reading("bedrock", "GetModelInvocationLoggingConfiguration", HOME)
    stage.act("are invocations recorded", thief, asked)
    narrow = invocation_logging("debug-logs-7781", text=False)
    redirected = changing("bedrock", "PutModelInvocationLoggingConfiguration", HOME, narrow)
    stage.act("record elsewhere, without text", thief, redirected, "AID-002")
    off = changing("bedrock", "DeleteModelInvocationLoggingConfiguration", HOME)
    stage.act("record no invocations", thief, off, "AID-001", after=120)
    fewer = changing("cloudtrail", "PutEventSelectors", HOME, event_selectors(data=False))
    stage.act("no data events", shared, fewer, "AID-008", after=90)
    expiry = {
        "bucketName": cast.LOG_BUCKET,
        "LifecycleConfiguration": {
            "Rule": {"ID": "tidy", "Status": "Enabled", "Expiration": {"Days": 1}, "Filter": {"Prefix": ""}}
        },
    }
    stage.act("let logs expire", shared, changing("s3", "PutBucketLifecycle", HOME, expiry), "AID-007", after=60)
    stage.act(
        "stop the trail", shared, changing("cloudtrail", "StopLogging", HOME, {"name": cast.TRAIL}), "AID-007", after=60
    )


SCENARIO = Scenario(
    id="logging-off",
    title="Logging is narrowed and switched off",
    teaches="There are quiet ways to blind a trail: another destination, no text, fewer event selectors, a short life for files. Each is "
    "as telling as StopLogging.",
    begins=1,
    play=play,
)

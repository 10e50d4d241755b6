"""AWS Config: the customer's recorder with its status, and the rules."""

from __future__ import annotations

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.kinds.config import ConfigRule, ConfigurationRecorder, ConfigurationRecorderStatus


@collector(ConfigurationRecorder, ConfigurationRecorderStatus)
async def recorders(aws: Reader) -> None:
    """Recorders and their status: each call gives those of the region, tied by name."""

    def recorder_arn(item: Reply) -> str:
        return (
            item.get("arn") or f"arn:{aws.partition}:config:{aws.region}:{aws.account}:config-recorder/{item['name']}"
        )

    def status(item: Reply) -> ConfigurationRecorderStatus:
        return ConfigurationRecorderStatus(
            arn=arns[item["name"]], recording=item["recording"], last_status=item.get("lastStatus", "")
        )

    found = await aws.list(
        "config:DescribeConfigurationRecorders",
        "ConfigurationRecorders",
        lambda item: _recorder(recorder_arn(item), item),
    )
    arns = {recorder.name: recorder.arn for recorder in found}
    if arns:
        await aws.list("config:DescribeConfigurationRecorderStatus", "ConfigurationRecordersStatus", status)


@collector(ConfigRule)
async def rules(aws: Reader) -> None:
    """DescribeConfigRules."""
    await aws.list("config:DescribeConfigRules", "ConfigRules", _rule)


def _recorder(arn: str, item: Reply) -> ConfigurationRecorder:
    """By default a recorder records all supported types (API_RecordingGroup)."""
    group = item.get("recordingGroup", {})
    excluded = group.get("exclusionByResourceTypes", {}).get("resourceTypes", ())
    types = group.get("resourceTypes", ())
    strategy = group.get("recordingStrategy", {}).get("useOnly") or (
        "ALL_SUPPORTED_RESOURCE_TYPES"
        if group.get("allSupported", not types and not excluded)
        else "EXCLUSION_BY_RESOURCE_TYPES"
        if excluded
        else "INCLUSION_BY_RESOURCE_TYPES"
    )
    return ConfigurationRecorder(
        arn=arn,
        name=item["name"],
        recording_strategy=strategy,
        include_global_resource_types=group.get("includeGlobalResourceTypes", False),
        resource_types=tuple(types),
        excluded_resource_types=tuple(excluded),
        recording_frequency=item.get("recordingMode", {}).get("recordingFrequency", "CONTINUOUS"),
        role_arn=item.get("roleARN", ""),
    )


def _rule(item: Reply) -> ConfigRule:
    return ConfigRule(
        arn=item["ConfigRuleArn"],
        name=item["ConfigRuleName"],
        state=item["ConfigRuleState"],
        source_owner=item["Source"]["Owner"],
        source_identifier=item["Source"].get("SourceIdentifier", ""),
        resource_types=tuple(item.get("Scope", {}).get("ComplianceResourceTypes", ())),
        created_by=item.get("CreatedBy", ""),
    )

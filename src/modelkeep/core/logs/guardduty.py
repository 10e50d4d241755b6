"""GuardDuty's findings, as it exports them to S3 and sends them to EventBridge."""

from __future__ import annotations

from modelkeep.core.logs.tables import NUMBER, TIME, TRUTH, LogColumn, LogTable, numbers, texts

GUARDDUTY = LogTable(
    name="guardduty",
    doc="GuardDuty's findings, one row for each update of one: "
    "https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-format.html",
    event_id=("modelkeepId",),
    at=("updatedAt", "createdAt"),
    account=("accountId",),
    region=("region",),
    columns=(
        *texts(finding_id="id", arn="arn", type="type", title="title", description="description"),
        LogColumn("severity", NUMBER, "severity"),
        LogColumn("created", TIME, "createdAt"),
        LogColumn("first_seen", TIME, "service.eventFirstSeen"),
        LogColumn("last_seen", TIME, "service.eventLastSeen"),
        *numbers(count="service.count"),
        LogColumn("archived", TRUTH, "service.archived"),
        *texts(
            resource_type="resource.resourceType",
            access_key="resource.accessKeyDetails.accessKeyId",
            principal_id="resource.accessKeyDetails.principalId",
            user_type="resource.accessKeyDetails.userType",
            user_name="resource.accessKeyDetails.userName",
            instance_id="resource.instanceDetails.instanceId",
            detector_id="service.detectorId",
            action_type="service.action.actionType",
            api="service.action.awsApiCallAction.api",
            api_service="service.action.awsApiCallAction.serviceName",
            remote_ip="service.action.awsApiCallAction.remoteIpDetails.ipAddressV4",
        ),
    ),
    free=texts(resource="resource", service="service"),
    rest=("schemaVersion", "partition", "associatedAttackSequenceArn"),
)
"""`event_id` is the finding's id and its update's time: GuardDuty tells the same finding again when it happens again."""

"""CloudTrail's events: management, data, network-activity and insight events."""

from __future__ import annotations

from modelkeep.core.logs.tables import TEXT, TIME, TRUTH, LogColumn, LogTable, texts

_ISSUER = "userIdentity.sessionContext.sessionIssuer"
_SESSION = "userIdentity.sessionContext.attributes"

CLOUDTRAIL = LogTable(
    name="cloudtrail",
    doc="Calls and other events that CloudTrail recorded: "
    "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html",
    event_id=("eventID",),
    at=("eventTime",),
    account=("recipientAccountId", "userIdentity.accountId"),
    region=("awsRegion",),
    columns=(
        *texts(
            event_source="eventSource",
            event_name="eventName",
            event_type="eventType",
            event_category="eventCategory",
            event_version="eventVersion",
        ),
        LogColumn("management_event", TRUTH, "managementEvent"),
        LogColumn("read_only", TRUTH, "readOnly"),
        *texts(
            error_code="errorCode",
            error_message="errorMessage",
            source_ip="sourceIPAddress",
            user_agent="userAgent",
            request_id="requestID",
            shared_event_id="sharedEventID",
            vpc_endpoint_id="vpcEndpointId",
            user_type="userIdentity.type",
            user_arn="userIdentity.arn",
            user_name="userIdentity.userName",
            user_principal_id="userIdentity.principalId",
            user_account="userIdentity.accountId",
            access_key="userIdentity.accessKeyId",
            invoked_by="userIdentity.invokedBy",
            issuer_type=f"{_ISSUER}.type",
            issuer_arn=f"{_ISSUER}.arn",
            issuer_name=f"{_ISSUER}.userName",
            issuer_account=f"{_ISSUER}.accountId",
        ),
        LogColumn("mfa", TRUTH, f"{_SESSION}.mfaAuthenticated"),
        LogColumn("session_created", TIME, f"{_SESSION}.creationDate"),
        LogColumn(
            "principal",
            TEXT,
            f"{_ISSUER}.arn",
            ("userIdentity.arn", "userIdentity.principalId", "userIdentity.invokedBy"),
        ),
    ),
    free=texts(
        user_identity="userIdentity",
        request_parameters="requestParameters",
        response_elements="responseElements",
        additional_event_data="additionalEventData",
        service_event_details="serviceEventDetails",
        insight_details="insightDetails",
        resources="resources",
        tls_details="tlsDetails",
    ),
    rest=(
        "apiVersion",
        "annotation",
        "addendum",
        "sessionCredentialFromConsole",
        "edgeDeviceDetails",
        "eventContext",
        "vpcEndpointAccountId",
    ),
)
"""`principal` is who acted by a name that outlives sessions: the role, else the user, else what CloudTrail tells of the caller."""

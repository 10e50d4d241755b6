"""Events in OCSF: Security Lake's Parquet, and findings of Security Hub in OCSF."""

from __future__ import annotations

from modelkeep.core.logs.tables import LogTable, numbers, texts

OCSF = LogTable(
    name="ocsf",
    doc="Events and findings in OCSF, as Security Lake and Security Hub write them: "
    "https://docs.aws.amazon.com/security-lake/latest/userguide/open-cybersecurity-schema-framework.html",
    event_id=("metadata.uid", "modelkeepId"),
    at=("time",),
    account=("cloud.account.uid", "cloud.account_uid"),
    region=("cloud.region",),
    epoch="ms",
    columns=(
        *numbers(
            class_uid="class_uid",
            category_uid="category_uid",
            activity_id="activity_id",
            type_uid="type_uid",
            severity_id="severity_id",
            status_id="status_id",
        ),
        *texts(
            class_name="class_name",
            category_name="category_name",
            activity_name="activity_name",
            type_name="type_name",
            severity="severity",
            status="status",
            product="metadata.product.name",
            schema_version="metadata.version",
            operation="api.operation",
            service="api.service.name",
            error="api.response.error",
            user_uid="actor.user.uid",
            user_name="actor.user.name",
            user_type="actor.user.type",
            issuer="actor.session.issuer",
            source_ip="src_endpoint.ip",
            destination_ip="dst_endpoint.ip",
            user_agent="http_request.user_agent",
            query="query.hostname",
            finding_id="finding_info.uid",
            title="finding_info.title",
        ),
    ),
    free=texts(
        metadata="metadata",
        cloud="cloud",
        actor="actor",
        api="api",
        resources="resources",
        source="src_endpoint",
        destination="dst_endpoint",
        connection="connection_info",
        traffic="traffic",
        http="http_request",
        query_details="query",
        answers="answers",
        finding="finding_info",
        observables="observables",
        enrichments="enrichments",
        unmapped="unmapped",
    ),
    rest=(
        "status_code", "status_detail", "message", "start_time", "end_time", "duration", "count", "raw_data",
        "session", "user", "disposition", "disposition_id", "rcode", "rcode_id", "evidences", "remediation",
        "compliance", "vulnerabilities", "confidence_id", "risk_level_id", "is_mfa", "is_remote", "accountid",
        "region", "eventday",
    ),
)  # fmt: skip

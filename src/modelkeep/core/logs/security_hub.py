"""Security Hub's findings in ASFF, and findings of OCSF's Findings category."""

from __future__ import annotations

from modelkeep.core.logs.tables import LogTable, texts

SECURITY_HUB = LogTable(
    name="security_hub",
    doc="Security Hub's findings in ASFF, one row for each update of one: "
    "https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format.html",
    event_id=("modelkeepId",),
    at=("UpdatedAt", "CreatedAt"),
    account=("AwsAccountId",),
    region=("Region",),
    columns=texts(
        finding_id="Id",
        product_arn="ProductArn",
        product_name="ProductName",
        company_name="CompanyName",
        generator_id="GeneratorId",
        title="Title",
        description="Description",
        severity="Severity.Label",
        workflow="Workflow.Status",
        record_state="RecordState",
        compliance="Compliance.Status",
        created="CreatedAt",
        first_observed="FirstObservedAt",
        last_observed="LastObservedAt",
    ),
    free=texts(
        types="Types",
        resources="Resources",
        severity_details="Severity",
        compliance_details="Compliance",
        workflow_details="Workflow",
        finding_fields="FindingProviderFields",
        product_fields="ProductFields",
        user_fields="UserDefinedFields",
        remediation="Remediation",
        network="Network",
        process="Process",
        threats="Threats",
        indicators="ThreatIntelIndicators",
        malware="Malware",
        vulnerabilities="Vulnerabilities",
        action="Action",
        note="Note",
        related="RelatedFindings",
        detection="Detection",
    ),
    rest=(
        "SchemaVersion",
        "Confidence",
        "Criticality",
        "SourceUrl",
        "VerificationState",
        "Sample",
        "ProcessedAt",
        "AwsAccountName",
    ),
)

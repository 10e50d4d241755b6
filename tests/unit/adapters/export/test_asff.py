"""ASFF findings, held against botocore's input shape of BatchImportFindings and the lengths that AWS documents."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

import botocore.loaders
import botocore.model
import botocore.validate
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.adapters.export.samples import DATA, FRAUD, HOSTILE, exported
from tests.unit.estates import ACCOUNT, AT, Estate, bucket_arn, control, denied, model_arn, unlisted

from modelkeep.adapters.export.asff import RESOURCE_TYPES, asff
from modelkeep.core.destination import Destination, destination, home_region
from modelkeep.core.finding import Finding
from modelkeep.core.kinds import tables
from modelkeep.core.suppression import Suppression
from modelkeep.core.verdict import Practice, Severity, Verdict

MODEL = botocore.model.ServiceModel(botocore.loaders.Loader().load_service_model("securityhub", "service-2"))
SHAPE = MODEL.operation_model("BatchImportFindings").input_shape
TYPE = re.compile(r"([^/]+)(/[^/]+){0,2}")
"""What Security Hub holds a type to: `data.Types[0] should match pattern` is its message otherwise."""
NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
HERE = Destination(ACCOUNT, "us-east-1")


def documents(of: Estate | None = None) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(exported("asff", of))
    return found


def finding(**given: Any) -> Finding:
    values: dict[str, Any] = {
        "id": "mk-1", "control": "SM-01", "title": "Models are isolated", "practice": Practice.ACCESS,
        "severity": Severity.HIGH, "verdict": Verdict.FAIL, "resource": FRAUD, "name": "fraud",
        "kind": "AWS::SageMaker::Model", "account": ACCOUNT, "region": "us-east-1", "reason": "it is not", "at": NOW, **given,
    }  # fmt: skip
    return Finding(**values)


def document(place: Destination = HERE, **given: Any) -> dict[str, Any]:
    return asff(finding(**given), control("SM-01"), place, created=NOW, updated=NOW)


def faults(value: Any, shape: botocore.model.Shape, path: str = "") -> Iterator[str]:
    """Where a value breaks an enumeration or pattern of its shape; botocore's validator looks at neither."""
    if shape.type_name == "structure":
        for key, each in value.items():
            yield from faults(each, shape.members[key], f"{path}.{key}")
    elif shape.type_name == "list":
        for place, each in enumerate(value):
            yield from faults(each, shape.member, f"{path}[{place}]")
    elif shape.type_name == "map":
        for key, each in value.items():
            yield from faults(key, shape.key, f"{path}.{key}")
            yield from faults(each, shape.value, f"{path}.{key}")
    elif shape.type_name == "string":
        if shape.enum and value not in shape.enum:
            yield f"{path}: {value!r} is none of {shape.enum}"
        pattern = shape.metadata.get("pattern")
        if pattern and not re.search(pattern, value):
            yield f"{path}: {value!r} does not match {pattern}"


def hold_to_documentation(found: Mapping[str, Any]) -> None:
    """Everything that AWS says about the findings of a custom product."""
    request = {"Findings": [found]}
    report = botocore.validate.ParamValidator().validate(request, SHAPE)
    assert not report.has_errors(), report.generate_report()
    assert list(faults(request, SHAPE)) == []
    assert found["SchemaVersion"] == "2018-10-08"
    assert 1 <= len(found["Id"]) <= 512
    assert 1 <= len(found["GeneratorId"]) <= 512
    assert 1 <= len(found["Title"]) <= 256
    assert 1 <= len(found["Description"]) <= 1024
    assert re.fullmatch(r"\d{12}", found["AwsAccountId"])
    assert re.fullmatch(
        rf"arn:aws[a-z-]*:securityhub:[a-z0-9-]+:{found['AwsAccountId']}:product/{found['AwsAccountId']}/default",
        found["ProductArn"],
    )
    for recommendation in [found.get("Remediation", {}).get("Recommendation", {})]:
        assert len(recommendation.get("Text", "x")) <= 512
        assert recommendation.get("Url", "https://").startswith("https://")
    types = found["FindingProviderFields"]["Types"]
    assert 1 <= len(types) <= 50
    assert all(TYPE.fullmatch(each) and each.startswith("Software and Configuration Checks/") for each in types)
    assert 1 <= len(found["FindingProviderFields"]["Severity"]["Original"]) <= 64
    assert 1 <= len(found["Resources"]) <= 32
    assert all(len(each["Id"]) <= 512 and len(each.get("Region", "")) <= 16 for each in found["Resources"])
    assert len(found["ProductFields"]) <= 50
    assert all(0 < len(key) <= 128 and 0 < len(value) <= 2048 for key, value in found["ProductFields"].items())
    assert len(found["Compliance"].get("RelatedRequirements", ())) <= 32
    assert len(json.dumps(found)) <= 240_000
    assert {"Workflow", "Note", "UserDefinedFields", "VerificationState", "Severity", "Types"}.isdisjoint(found)
    for key in ("CreatedAt", "UpdatedAt", "LastObservedAt", "FirstObservedAt"):
        assert datetime.fromisoformat(found.get(key, AT + "Z")).tzinfo is not None


def test_every_finding_is_one_that_security_hub_takes() -> None:
    found = documents()
    assert len(found) == 6 + len(HOSTILE)
    for each in found:
        hold_to_documentation(each)


texts = st.text(max_size=3000)


@given(title=texts, reason=texts, name=texts, call=texts, resource=texts, kind=st.sampled_from(["", *RESOURCE_TYPES]))
def test_no_text_breaks_a_limit(title: str, reason: str, name: str, call: str, resource: str, kind: str) -> None:
    for verdict in Verdict:
        hold_to_documentation(
            document(
                verdict=verdict,
                title=title,
                reason=reason,
                name=name,
                call=call,
                kind=kind,
                resource=f"arn:aws:sagemaker:us-east-1:{ACCOUNT}:{resource}",
            )
        )


def test_what_is_many_is_cut_to_what_may_be() -> None:
    many = tuple(model_arn(f"m{each}" + "x" * 600) for each in range(200))
    wide = control("SM-01", maps={f"f{each}": (f"r{each}",) for each in range(90)}, fix="x" * 4000)
    found = asff(finding(models=many), wide, HERE, created=NOW, updated=NOW)
    hold_to_documentation(found)
    assert len(found["Resources"]) == 32
    assert len(found["Compliance"]["RelatedRequirements"]) == 32
    assert found["Remediation"]["Recommendation"]["Text"].endswith("…")


@pytest.mark.parametrize(
    ("given_", "status", "severity"),
    [
        ({"verdict": Verdict.PASS}, "PASSED", "INFORMATIONAL"),
        ({"verdict": Verdict.FAIL}, "FAILED", "HIGH"),
        ({"verdict": Verdict.UNKNOWN, "call": "s3:GetBucketPolicy", "code": "AccessDenied"}, "NOT_AVAILABLE", "HIGH"),
        ({"verdict": Verdict.UNKNOWN, "call": "engine:access"}, "WARNING", "HIGH"),
        ({"verdict": Verdict.UNKNOWN}, "WARNING", "HIGH"),
    ],
)
def test_unknown_is_never_passed(given_: dict[str, Any], status: str, severity: str) -> None:
    found = document(**given_)
    hold_to_documentation(found)
    assert found["Compliance"]["Status"] == status
    assert found["FindingProviderFields"]["Severity"] == {"Label": severity, "Original": "high"}
    assert ("StatusReasons" in found["Compliance"]) == (status != "PASSED")


def test_the_call_behind_an_unknown_is_told() -> None:
    found = document(verdict=Verdict.UNKNOWN, call="s3:GetBucketPolicy", code="AccessDenied", reason="not read")
    assert found["Compliance"]["StatusReasons"] == [
        {"ReasonCode": "READ_FAILED", "Description": "not read (s3:GetBucketPolicy AccessDenied)"}
    ]


def test_a_suppressed_finding_is_archived_with_its_reason_and_comes_back() -> None:
    decision = Suppression(
        id="s1", reason="accepted by the risk board", expires=date(2027, 1, 31), origin="modelkeep.toml:3", by="eve"
    )
    found = document(suppressed=decision)
    hold_to_documentation(found)
    assert (found["RecordState"], found["Compliance"]["Status"]) == ("ARCHIVED", "FAILED")
    assert found["ProductFields"]["modelkeep/Suppressed"] == "accepted by the risk board"
    assert found["ProductFields"]["modelkeep/SuppressedUntil"] == "2027-01-31"
    assert document()["RecordState"] == "ACTIVE"


def test_what_is_gone_is_archived() -> None:
    found = asff(finding(), None, HERE, created=NOW, updated=NOW, gone=True)
    hold_to_documentation(found)
    assert found["RecordState"] == "ARCHIVED"
    assert "Remediation" not in found


def test_times() -> None:
    first = datetime(2026, 10, 1, tzinfo=UTC)
    later = datetime(2026, 11, 22, tzinfo=UTC)
    found = asff(finding(first_seen=first), None, HERE, created=first, updated=later)
    assert [found[key] for key in ("FirstObservedAt", "CreatedAt", "LastObservedAt", "UpdatedAt")] == [
        "2026-10-01T00:00:00Z", "2026-10-01T00:00:00Z", "2026-11-21T10:00:00Z", "2026-11-22T00:00:00Z",
    ]  # fmt: skip
    assert "FirstObservedAt" not in document()


def test_resources() -> None:
    bucket = document(resource=DATA, kind="AWS::S3::Bucket", models=(FRAUD,))["Resources"]
    assert bucket[0] == {"Type": "AwsS3Bucket", "Id": DATA, "Partition": "aws", "Region": "us-east-1"}
    assert [(each["Type"], each["Id"]) for each in bucket[1:]] == [("Other", FRAUD)]
    model = document(models=(FRAUD,))["Resources"]
    assert [(each["Type"], each["Id"]) for each in model] == [("Other", FRAUD)]


def test_what_could_not_be_listed_is_about_the_account() -> None:
    (found,) = documents(Estate(findings=[unlisted()], reads=[denied()]))
    hold_to_documentation(found)
    assert (found["Resources"][0]["Type"], found["Resources"][0]["Id"]) == ("AwsAccount", f"AWS::::Account:{ACCOUNT}")
    assert found["Compliance"]["Status"] == "NOT_AVAILABLE"


def test_every_resource_type_is_one_that_the_format_knows() -> None:
    known = set(MODEL.shape_for("ResourceDetails").members) | {"AwsAccount"}
    assert set(RESOURCE_TYPES.values()) <= known
    ours = {each.cfn_type for each in tables().values() if each.cfn_type}
    assert set(RESOURCE_TYPES) <= ours
    unnamed = {f"Aws{''.join(each.split('::')[1:])}".lower() for each in ours - set(RESOURCE_TYPES)}
    assert unnamed.isdisjoint(each.lower() for each in known)


def test_types_name_the_practice_and_the_frameworks_of_the_taxonomy() -> None:
    mapped = control(
        "SM-01", maps={"hipaa": ("164.312(e)(1)",), "mitre-atlas": ("AML.T0025",), "cis-aws-5.0": ("1.1",)}
    )
    found = asff(finding(), mapped, HERE, created=NOW, updated=NOW)
    assert found["FindingProviderFields"]["Types"] == [
        "Software and Configuration Checks/AWS Security Best Practices/Access and least privilege",
        "Software and Configuration Checks/Industry and Regulatory Standards/CIS AWS Foundations Benchmark",
        "Software and Configuration Checks/Industry and Regulatory Standards/HIPAA Controls (USA)",
    ]
    assert "hipaa:164.312(e)(1)" in found["Compliance"]["RelatedRequirements"]


def test_findings_on_global_services_go_to_the_home_region() -> None:
    row = {"resource": f"arn:aws:iam::{ACCOUNT}:role/admin", "region": "global", "kind": "AWS::IAM::Role"}
    (found,) = documents(Estate(findings=[row], regions=("eu-central-1", "us-east-1")))
    hold_to_documentation(found)
    assert ":us-east-1:" in found["ProductArn"]
    assert home_region(("eu-west-1", "eu-central-1")) == "eu-central-1"
    assert home_region(("global", "cn-northwest-1", "cn-north-1")) == "cn-north-1"
    assert home_region(()) == "us-east-1"


def test_what_only_others_name_belongs_to_an_account_of_the_scan() -> None:
    foreign = finding(resource=bucket_arn("elsewhere"), account="", region="")
    assert destination(foreign, ("444455556666", ACCOUNT), ("eu-west-1",)) == Destination(ACCOUNT, "eu-west-1")
    named = finding(resource=model_arn("m", account="444455556666"), account="", region="")
    assert destination(named, (ACCOUNT, "444455556666"), ("eu-west-1",)).account == "444455556666"


@pytest.mark.parametrize(
    ("region", "partition"), [("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov"), ("us-east-1", "aws")]
)
def test_the_product_is_of_the_regions_partition(region: str, partition: str) -> None:
    found = document(Destination(ACCOUNT, region))
    hold_to_documentation(found)
    assert found["ProductArn"] == f"arn:{partition}:securityhub:{region}:{ACCOUNT}:product/{ACCOUNT}/default"


def test_each_finding_stands_on_its_own_line() -> None:
    lines = exported("asff").splitlines()
    assert (lines[0], lines[-1]) == ("[", "]")
    assert [json.loads(line.rstrip(",")) for line in lines[1:-1]] == documents()

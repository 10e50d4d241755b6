"""The lab's Security Hub, Macie, Inspector and Systems Manager: off at first, then as they are set."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError
from tests.unit.lab.shapes import checked

from modelkeep.lab.seed import Acme
from modelkeep.lab.server import LabServer

MANIFEST = '{"schemaVersion": 2, "mediaType": "application/vnd.docker.distribution.manifest.v2+json"}'
STANDARD = "arn:aws:securityhub:us-east-1::standards/aws-foundational-security-best-practices/v/1.0.0"

ACCOUNT = "410000000002"
"""An account of this module's own: moto keeps its state for the whole process."""


@pytest.fixture(scope="module")
def acme() -> Iterator[Acme]:
    with LabServer() as server:
        yield _entered(Acme(server.url, hardened=False))


def _entered(acme: Acme) -> Acme:
    granted = acme.client("sts").assume_role(RoleArn=f"arn:aws:iam::{ACCOUNT}:role/any", RoleSessionName="test")
    keys = granted["Credentials"]
    acme.credentials[ACCOUNT] = {
        "aws_access_key_id": keys["AccessKeyId"],
        "aws_secret_access_key": keys["SecretAccessKey"],
        "aws_session_token": keys["SessionToken"],
    }
    return acme.within(ACCOUNT)


def test_security_hub_has_no_standards_before_there_is_a_hub(acme: Acme) -> None:
    hub = checked(acme.client("securityhub"))
    with pytest.raises(ClientError, match=r"InvalidAccessException.*is not subscribed to AWS Security Hub"):
        hub("GetEnabledStandards")
    hub("EnableSecurityHub", EnableDefaultStandards=False)
    assert hub("GetEnabledStandards")["StandardsSubscriptions"] == []
    hub("BatchEnableStandards", StandardsSubscriptionRequests=[{"StandardsArn": STANDARD}])
    (standard,) = hub("GetEnabledStandards")["StandardsSubscriptions"]
    assert (standard["StandardsArn"], standard["StandardsStatus"]) == (STANDARD, "READY")


def test_macie_says_that_it_is_off(acme: Acme) -> None:
    macie = checked(acme.client("macie2"))
    for call in ("GetMacieSession", "GetAutomatedDiscoveryConfiguration"):
        with pytest.raises(ClientError, match=r"AccessDeniedException.*Macie is not enabled"):
            macie(call)
    macie("EnableMacie", status="ENABLED")
    assert macie("GetMacieSession")["status"] == "ENABLED"
    assert macie("GetAutomatedDiscoveryConfiguration")["status"] == "DISABLED"
    macie("UpdateAutomatedDiscoveryConfiguration", status="ENABLED")
    assert macie("GetAutomatedDiscoveryConfiguration")["status"] == "ENABLED"


def test_macies_job_finds_names_in_the_bucket_that_it_looks_into(acme: Acme) -> None:
    s3, macie = acme.client("s3"), checked(acme.client("macie2"))
    macie("EnableMacie", status="ENABLED")
    for bucket in ("looked-into", "not-looked-into"):
        s3.create_bucket(Bucket=bucket)
        s3.put_object(Bucket=bucket, Key="people.md", Body=b"- Maria Keller: 1\n- James Novak: 2\n")
    jobs = {"bucketDefinitions": [{"accountId": ACCOUNT, "buckets": ["looked-into"]}]}
    macie("CreateClassificationJob", jobType="ONE_TIME", name="look", s3JobDefinition=jobs)
    (finding,) = macie("GetFindings", findingIds=macie("ListFindings")["findingIds"])["findings"]
    assert finding["resourcesAffected"]["s3Object"]["path"] == "looked-into/people.md"
    (told,) = finding["classificationDetails"]["result"]["sensitiveData"][0]["detections"]
    assert (told["type"], told["count"]) == ("NAME", 2)
    looked = {each["bucketName"]: each["jobDetails"]["isDefinedInJob"] for each in macie("DescribeBuckets")["buckets"]}
    assert looked == {"looked-into": "TRUE", "not-looked-into": "FALSE"}


def test_inspector_covers_what_is_switched_on(acme: Acme) -> None:
    inspector = checked(acme.client("inspector2"))
    (account,) = inspector("BatchGetAccountStatus")["accounts"]
    assert (account["accountId"], account["state"]["status"]) == (ACCOUNT, "DISABLED")
    assert inspector("ListCoverage")["coveredResources"] == []
    ecr = acme.client("ecr")
    for name, scanned in (("scanned", True), ("forgotten", False)):
        ecr.create_repository(repositoryName=name, imageScanningConfiguration={"scanOnPush": scanned})
        ecr.put_image(repositoryName=name, imageManifest=MANIFEST, imageTag="v1")
    inspector("Enable", accountIds=[ACCOUNT], resourceTypes=["ECR"])
    (account,) = inspector("BatchGetAccountStatus", accountIds=[ACCOUNT])["accounts"]
    assert account["resourceState"]["ecr"]["status"] == "ENABLED"
    assert account["resourceState"]["ec2"]["status"] == "DISABLED"
    covered = inspector("ListCoverage")["coveredResources"]
    assert {each["resourceId"].rsplit("/", 1)[1] for each in covered} == {"scanned", "forgotten"}
    (finding,) = inspector("ListFindings")["findings"]
    assert finding["resources"][0]["details"]["awsEcrContainerImage"]["repositoryName"] == "forgotten"
    asked = {"resourceType": [{"comparison": "EQUALS", "value": "AWS_LAMBDA_FUNCTION"}]}
    assert inspector("ListCoverage", filterCriteria=asked)["coveredResources"] == []


def test_patch_states_follow_the_last_patching(acme: Acme) -> None:
    ssm, ec2 = checked(acme.client("ssm")), acme.client("ec2")
    assert ssm("DescribeInstanceInformation")["InstanceInformationList"] == []
    acme.client("iam").create_instance_profile(InstanceProfileName="host")
    image = ec2.describe_images()["Images"][0]["ImageId"]
    ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1)
    run = ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1, IamInstanceProfile={"Name": "host"})
    managed = run["Instances"][0]["InstanceId"]
    (node,) = ssm("DescribeInstanceInformation")["InstanceInformationList"]
    assert node["InstanceId"] == managed
    assert ssm("DescribeInstancePatchStates", InstanceIds=[managed])["InstancePatchStates"] == []
    for operation, missing in (("Scan", 12), ("Install", 0)):
        acme.client("ssm").send_command(
            DocumentName="AWS-RunPatchBaseline", InstanceIds=[managed], Parameters={"Operation": [operation]}
        )
        (state,) = ssm("DescribeInstancePatchStates", InstanceIds=[managed])["InstancePatchStates"]
        assert (state["Operation"], state["MissingCount"]) == (operation, missing)

"""Plans and states as declared resources."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.adapters.iac.terraform.plans import KNOWN_AFTER_APPLY, plan, properties, read, resource

from modelkeep.adapters.iac.resource import Unknown
from modelkeep.adapters.iac.rows import rows_of
from modelkeep.core.kinds.sagemaker import NotebookInstance

ROLE = resource("aws_iam_role.train", {"name": "train", "arn": KNOWN_AFTER_APPLY, "id": KNOWN_AFTER_APPLY})
BUCKET = resource("aws_s3_bucket.data", {"bucket": "data", "id": KNOWN_AFTER_APPLY, "versioning": KNOWN_AFTER_APPLY})


def notebook(**values: Any) -> dict[str, Any]:
    return resource("aws_sagemaker_notebook_instance.nb", {"name": "nb", **values})


def test_a_resource_is_declared_in_cloudformations_terms() -> None:
    given_ = notebook(
        direct_internet_access="Disabled",
        security_groups=["sg-1"],
        volume_size=5,
        tags={"a": "own"},
        tags_all={"a": "own", "b": "provider"},
        subnet_id=None,
        instance_metadata_service_configuration=[{"minimum_instance_metadata_service_version": "2"}],
    )
    (found,) = read(plan(given_)).resources
    assert found.cfn_type == "AWS::SageMaker::NotebookInstance"
    assert found.properties == {
        "NotebookInstanceName": "nb",
        "DirectInternetAccess": "Disabled",
        "SecurityGroupIds": ["sg-1"],
        "VolumeSizeInGB": 5,
        "Tags": {"a": "own", "b": "provider"},
        "InstanceMetadataServiceConfiguration": {"MinimumInstanceMetadataServiceVersion": "2"},
    }
    assert str(found.place) == "plan.json (aws_sagemaker_notebook_instance.nb)"
    assert found.deployment.region == "eu-west-1"


def test_references_are_the_names_and_arns_of_declared_resources() -> None:
    refers = resource(
        "aws_sagemaker_notebook_instance.nb",
        {"name": "nb", "role_arn": KNOWN_AFTER_APPLY, "kms_key_id": KNOWN_AFTER_APPLY, "subnet_id": KNOWN_AFTER_APPLY},
        refers={
            "role_arn": ["aws_iam_role.train.arn", "aws_iam_role.train"],
            "kms_key_id": ["aws_kms_key.k[0].arn", "aws_kms_key.k[0]", "aws_kms_key.k"],
            "subnet_id": ["aws_iam_role.train.arn", "aws_iam_role.train", "var.other"],
        },
    )
    key = resource("aws_kms_key.k[0]", {"arn": KNOWN_AFTER_APPLY}, index=0)
    found = properties(read(plan(ROLE, refers, key)))["aws_sagemaker_notebook_instance.nb"]
    assert "train" in found["RoleArn"]
    assert found["KmsKeyId"] == "arn:aws:kms:eu-west-1:000000000000:key/aws_kms_key.k[0]"
    assert found["SubnetId"] == Unknown("known after apply")  # an expression of several things


@pytest.mark.parametrize(
    ("refers", "expected"),
    [
        (["aws_kms_key.k", "count.index"], "aws_kms_key.k[1]"),
        (["aws_kms_key.k[0].arn", "aws_kms_key.k[0]", "aws_kms_key.k"], "key/aws_kms_key.k[0]"),
        (["aws_kms_key.gone.arn", "aws_kms_key.gone"], None),
        (["local.key"], None),
        (["aws_kms_key.k.description", "aws_kms_key.k"], None),
    ],
)
def test_instances_of_a_reference(refers: list[str], expected: str | None) -> None:
    keys = [resource(f"aws_kms_key.k[{index}]", {"arn": KNOWN_AFTER_APPLY}, index=index) for index in (0, 1)]
    own = resource(
        "aws_sagemaker_notebook_instance.nb[1]",
        {"kms_key_id": KNOWN_AFTER_APPLY},
        refers={"kms_key_id": refers},
        index=1,
    )
    found = properties(read(plan(*keys, own)))["aws_sagemaker_notebook_instance.nb[1]"]["KmsKeyId"]
    assert isinstance(found, Unknown) if expected is None else found.endswith(expected)


def test_references_lead_through_modules() -> None:
    inner = resource('module.m["a"].aws_sagemaker_notebook_instance.nb', {"kms_key_id": KNOWN_AFTER_APPLY})
    inner["configuration"]["expressions"]["kms_key_id"] = {"references": ["var.key"]}
    key = resource("module.keys.aws_kms_key.k", {"arn": KNOWN_AFTER_APPLY})
    content = plan()
    content["planned_values"]["root_module"]["child_modules"] = [
        {"address": 'module.m["a"]', "resources": [inner["planned"]]},
        {"address": "module.keys", "resources": [key["planned"]]},
    ]
    content["resource_changes"] = [inner["change"], key["change"]]
    output = {"expression": {"references": ["aws_kms_key.k.arn", "aws_kms_key.k"]}}
    content["configuration"]["root_module"]["module_calls"] = {
        "m": {
            "expressions": {"key": {"references": ["module.keys.arn", "module.keys"]}},
            "module": {"resources": [inner["configuration"]]},
        },
        "keys": {"module": {"resources": [key["configuration"]], "outputs": {"arn": output}}},
    }
    found = properties(read(content))
    assert found['module.m["a"].aws_sagemaker_notebook_instance.nb']["KmsKeyId"].endswith(
        "key/module.keys.aws_kms_key.k"
    )


def test_what_nobody_sets_is_left_to_aws() -> None:
    given_ = notebook(platform_identifier=KNOWN_AFTER_APPLY)
    assert properties(read(plan(given_)))["aws_sagemaker_notebook_instance.nb"] == {"NotebookInstanceName": "nb"}
    refers = {"platform_identifier": ["var.x"]}
    shown = resource("aws_sagemaker_notebook_instance.nb", dict.fromkeys(refers, KNOWN_AFTER_APPLY), refers=refers)
    found = properties(read(plan(shown)))["aws_sagemaker_notebook_instance.nb"]
    assert found == {"PlatformIdentifier": Unknown("known after apply")}


def test_blocks_that_the_provider_reads_back_are_left_to_aws_where_nobody_sets_them() -> None:
    """As in every plan of a new bucket: versioning and the like are known after apply."""
    bucket = resource(
        "aws_s3_bucket.b", {"bucket": "weights", "versioning": KNOWN_AFTER_APPLY, "logging": KNOWN_AFTER_APPLY}
    )
    assert properties(read(plan(bucket)))["aws_s3_bucket.b"] == {"BucketName": "weights"}
    shown = resource("aws_s3_bucket.b", {"versioning": KNOWN_AFTER_APPLY}, refers={"versioning": ["var.versioning"]})
    found = properties(read(plan(shown)))["aws_s3_bucket.b"]
    assert found["VersioningConfiguration"] == Unknown("known after apply")


def test_sensitive_values_are_not_told() -> None:
    given_ = notebook(kms_key_id="hush-hush")
    given_["planned"]["sensitive_values"] = {"kms_key_id": True}
    reading = read(plan(given_))
    assert reading.resources[0].properties["KmsKeyId"] == Unknown("marked sensitive")
    assert "hush" not in repr(reading)


def test_a_buckets_settings_are_resources_of_their_own() -> None:
    refers = {"bucket": ["aws_s3_bucket.data.id", "aws_s3_bucket.data"]}
    versioning = resource(
        "aws_s3_bucket_versioning.v",
        {"bucket": KNOWN_AFTER_APPLY, "versioning_configuration": [{"status": "Enabled"}]},
        refers=refers,
    )
    rule = {"apply_server_side_encryption_by_default": [{"sse_algorithm": "aws:kms", "kms_master_key_id": ""}]}
    encryption = resource(
        "aws_s3_bucket_server_side_encryption_configuration.e", {"bucket": "data", "rule": [rule]}, refers={}
    )
    elsewhere = resource("aws_s3_bucket_logging.l", {"bucket": "another", "target_bucket": "logs"})
    found = properties(read(plan(BUCKET, versioning, encryption, elsewhere)))
    assert found == {
        "aws_s3_bucket.data": {
            "BucketName": "data",
            "VersioningConfiguration": {"Status": "Enabled"},
            "BucketEncryption": {
                "ServerSideEncryptionConfiguration": [{"ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}]
            },
        }
    }


def test_blocks_that_the_provider_fills_by_itself_are_not_open() -> None:
    role = resource("aws_iam_role.r", {"name": "r", "inline_policy": KNOWN_AFTER_APPLY})
    own = resource(
        "aws_s3_bucket_acl.a", {"bucket": "data", "acl": "private", "access_control_policy": KNOWN_AFTER_APPLY}
    )
    found = properties(read(plan(role, BUCKET, own)))
    assert found["aws_iam_role.r"] == {"RoleName": "r"}
    assert found["aws_s3_bucket.data"]["AccessControl"] == "Private"


def test_a_resource_that_sets_nothing_has_no_expressions() -> None:
    unset = dict.fromkeys(("policy", "description", "an_attribute_that_is_read_only"), KNOWN_AFTER_APPLY)
    key = resource("aws_kms_key.k", {"enable_key_rotation": False, **unset})
    del key["configuration"]["expressions"]
    assert properties(read(plan(key)))["aws_kms_key.k"] == {"EnableKeyRotation": False}


def test_what_may_belong_to_any_bucket_is_unknown_in_all() -> None:
    other = resource("aws_s3_bucket.other", {"bucket": "other"})
    versioning = resource(
        "aws_s3_bucket_versioning.v",
        {"bucket": KNOWN_AFTER_APPLY, "versioning_configuration": [{"status": "Enabled"}]},
        refers={"bucket": ["local.which"]},
    )
    found = properties(read(plan(BUCKET, other, versioning)))
    assert all(isinstance(each["VersioningConfiguration"], Unknown) for each in found.values())


def test_a_roles_policies() -> None:
    document = {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    inline = resource("aws_iam_role_policy.p", {"name": "p", "role": "train", "policy": json.dumps(document)})
    attached = resource(
        "aws_iam_role_policy_attachment.a", {"role": "train", "policy_arn": "arn:aws:iam::aws:policy/X"}
    )
    found = properties(read(plan(ROLE, inline, attached)))["aws_iam_role.train"]
    assert found["Policies"] == [{"PolicyName": "p", "PolicyDocument": document}]
    assert found["ManagedPolicyArns"] == ["arn:aws:iam::aws:policy/X"]


def test_a_policy_of_which_only_a_principal_is_not_known() -> None:
    policy = resource(
        "aws_s3_bucket_policy.p",
        {"bucket": "data", "policy": KNOWN_AFTER_APPLY},
        refers={"policy": ["data.aws_iam_policy_document.d.json", "data.aws_iam_policy_document.d"]},
    )
    content = plan(BUCKET, policy)
    statement = {"effect": "Deny", "actions": ["s3:*"], "resources": ["*"], "principals": [{"type": "AWS", "identifiers": ["*"]}],
                 "condition": [{"test": "Bool", "variable": "aws:SecureTransport", "values": ["false"]}]}  # fmt: skip
    content["resource_changes"].append({
        "address": "data.aws_iam_policy_document.d", "mode": "data",
        "change": {
            "actions": ["read"], "after": {"statement": [statement, {**statement, "resources": [None]}]},
            "after_unknown": {"json": True, "statement": [{}, {"resources": [True]}]},
        },
    })  # fmt: skip
    document = properties(read(content))["aws_s3_bucket_policy.p"]["PolicyDocument"]
    assert document["Statement"] == [
        {
            "Effect": "Deny", "Action": ["s3:*"], "Resource": ["*"], "Principal": {"AWS": ["*"]},
            "Condition": {"Bool": {"aws:SecureTransport": ["false"]}},
        },
        Unknown("known after apply"),
    ]  # fmt: skip


def test_an_old_buckets_own_policy_is_not_overlooked() -> None:
    bucket = resource("aws_s3_bucket.old", {"bucket": "old", "policy": '{"Statement": []}'})
    found = {each.cfn_type: each.properties for each in read(plan(bucket)).resources}
    assert found["AWS::S3::BucketPolicy"] == {"Bucket": "arn:aws:s3:::old", "PolicyDocument": {"Statement": []}}
    own = resource("aws_s3_bucket_policy.p", {"bucket": "old", "policy": '{"Statement": []}'})
    assert [each.cfn_type for each in read(plan(bucket, own)).resources].count("AWS::S3::BucketPolicy") == 1


def test_a_state() -> None:
    arn = "arn:aws:kms:us-west-2:123456789012:key/11111111-2222"
    values = {"arn": arn, "id": "11111111-2222", "key_id": "11111111-2222", "enable_key_rotation": True}
    entry = {"address": "aws_kms_key.k", "mode": "managed", "type": "aws_kms_key", "name": "k", "values": values}
    (found,) = read({"format_version": "1.0", "values": {"root_module": {"resources": [entry]}}}).resources
    assert (found.deployment.account, found.deployment.region, found.label) == (
        "123456789012",
        "us-west-2",
        "11111111-2222",
    )
    assert found.properties["EnableKeyRotation"] is True


def test_the_caller_and_another_providers_region() -> None:
    other = resource("aws_sagemaker_notebook_instance.nb", {"name": "nb"})
    other["configuration"]["provider_config_key"] = "aws.paris"
    content = plan(other)
    content["configuration"]["provider_config"]["aws.paris"] = {"expressions": {"region": {"references": ["var.r"]}}}
    content["variables"] = {"r": {"value": "eu-west-3"}}
    data = {"mode": "data", "type": "aws_caller_identity", "values": {"account_id": "123456789012"}}
    content["prior_state"] = {"values": {"root_module": {"resources": [data]}}}
    (found,) = read(content).resources
    assert (found.deployment.account, found.deployment.region) == ("123456789012", "eu-west-3")


def test_data_are_not_declared_and_what_nobody_asks_about_is_counted() -> None:
    data = resource("aws_s3_bucket.data", {"bucket": "x"}, mode="data")
    others = [
        resource(f"{each}.r", {"secret": "hush"})
        for each in ("random_id", "aws_lb", "aws_sagemaker_hub", "awscc_sagemaker_app")
    ]
    reading = read(plan(data, *others))
    assert [each.place.address for each in reading.resources] == [
        "random_id.r", "aws_lb.r", "aws_sagemaker_hub.r", "awscc_sagemaker_app.r",
    ]  # fmt: skip
    assert not list(rows_of(reading.resources))
    assert not reading.troubles
    assert "hush" not in repr(reading)


def test_two_resources_of_one_name_are_judged_each_for_itself() -> None:
    one = resource("aws_sagemaker_notebook_instance.a", {"name": "nb", "direct_internet_access": "Enabled"})
    other = resource("aws_sagemaker_notebook_instance.b", {"name": "nb", "direct_internet_access": "Disabled"})
    rows = [each for each in rows_of(read(plan(one, other)).resources) if isinstance(each, NotebookInstance)]
    assert len({each.arn for each in rows}) == 2
    assert [(each.name, each.direct_internet_access) for each in rows] == [("nb", "Enabled"), ("nb", "Disabled")]


@pytest.mark.parametrize("tf_type", ["aws_sagemaker_novelty", "aws_bedrockagent_novelty", "awscc_sagemaker_model_card"])
def test_an_ai_resource_that_is_not_understood_is_told(tf_type: str) -> None:
    reading = read(plan(resource(f"{tf_type}.n", {})))
    (trouble,) = reading.troubles
    assert trouble.place.address == f"{tf_type}.n"
    assert "not read" in trouble.message
    assert not reading.resources


@pytest.mark.parametrize("flag", [{"errored": True}, {"complete": False}])
def test_a_plan_that_is_not_whole_is_told(flag: dict[str, bool]) -> None:
    reading = read(plan(notebook(), **flag))
    assert len(reading.troubles) == len(reading.resources) == 1
    assert reading.troubles[0].remedy


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["aws_s3_bucket", "managed", "a.b"]),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from([
            "address", "mode", "type", "name", "values", "resources", "child_modules", "change", "after", "after_unknown",
            "expressions", "references", "module_calls", "outputs", "bucket", "policy", "rule", "versioning",
        ]) | st.text(max_size=4),
        inner, max_size=5,
    ),
    max_leaves=30,
)  # fmt: skip
ENTRY = st.fixed_dictionaries(
    {"address": st.sampled_from(["aws_s3_bucket.a", "aws_iam_role.r[0]"]) | JSON, "mode": st.just("managed"),
     "type": st.sampled_from(["aws_s3_bucket", "aws_s3_bucket_policy", "aws_iam_role_policy", "aws_sagemaker_model"]),
     "name": JSON, "index": JSON, "values": JSON, "sensitive_values": JSON},
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(entries=st.lists(ENTRY, max_size=3), changes=st.lists(JSON, max_size=3), root=JSON, more=JSON)
def test_arbitrary_trees_never_raise(entries: Any, changes: Any, root: Any, more: Any) -> None:
    read({
        "format_version": "1.2", "planned_values": {"root_module": {"resources": entries, "child_modules": more}},
        "resource_changes": changes, "prior_state": more, "variables": more,
        "configuration": {"root_module": root, "provider_config": more},
    })  # fmt: skip

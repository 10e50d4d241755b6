"""The action table: what it tells of actions, resource types and condition keys, on AWS's facts as they ship."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelkeep.bootstrap import load_action_table
from modelkeep.core.action import AccessLevel, ConditionKey
from modelkeep.engines.access.actions import Action, ActionTable
from modelkeep.engines.access.arn_templates import barred_at_end, may_fit

TABLE = load_action_table()


def known(name: str) -> Action:
    """An action that the table has."""
    action = TABLE.action(name)
    assert action is not None, name
    return action


def types(name: str, arn: str) -> list[str]:
    """The names of the action's types that an ARN can be of."""
    return [each.name for each in TABLE.resource_types_of(known(name), arn)]


class TestNames:
    """Pitfall 31: actions and condition keys are compared without regard to case."""

    def test_an_action_is_found_in_any_case_and_told_as_aws_spells_it(self) -> None:
        assert known("S3:getobject").name == "s3:GetObject"

    @pytest.mark.parametrize("name", ["s3:GetObjects", "nothing:Get", "s3", "", "s3:", "s3:Get*"])
    def test_what_the_table_does_not_know_is_none(self, name: str) -> None:
        assert TABLE.action(name) is None

    def test_services_are_known_by_prefix(self) -> None:
        assert TABLE.knows_service("SageMaker")
        assert not TABLE.knows_service("nothing")

    def test_a_condition_key_is_found_in_any_case(self) -> None:
        assert TABLE.condition_key("AWS:sourceip") == ConditionKey("aws:SourceIp", "IPAddress")
        assert TABLE.condition_key("S3:PREFIX") == ConditionKey("s3:prefix", "String")

    @pytest.mark.parametrize(
        ("key", "name"),
        [
            ("aws:PrincipalTag/Department", "aws:PrincipalTag/${TagKey}"),
            ("aws:requesttag/a/b:c", "aws:RequestTag/${TagKey}"),
            ("kms:EncryptionContext:aws:s3:arn", "kms:EncryptionContext:${EncryptionContextKey}"),
            ("s3:ExistingObjectTag/classified", "s3:ExistingObjectTag/<key>"),
            ("oidc.eks.eu-central-1.amazonaws.com/id/ABC:sub", "${Provider}.${Domain}:sub"),
            ("token.actions.githubusercontent.com:repository", "token.actions.githubusercontent.com:repository"),
            ("saml:aud", "saml:aud"),
            ("lambda:SourceFunctionArn", "lambda:SourceFunctionArn"),
        ],
    )
    def test_a_placeholder_stands_for_any_text(self, key: str, name: str) -> None:
        found = TABLE.condition_key(key)
        assert found is not None
        assert found.name == name

    @pytest.mark.parametrize("key", ["aws:PrincipalTag", "aws:PrincipalTag/", "s3:nothing", "s3:sub", "nothing", ""])
    def test_an_unknown_key_is_none(self, key: str) -> None:
        assert TABLE.condition_key(key) is None

    def test_keys_with_several_values_are_told_apart(self) -> None:
        several, one = TABLE.condition_key("aws:TagKeys"), TABLE.condition_key("aws:SourceIp")
        assert several is not None
        assert several.multivalued
        assert one is not None
        assert not one.multivalued


class TestMatching:
    """Action elements: `*` for any characters, `?` for one."""

    def test_a_prefix(self) -> None:
        assert [each.name for each in TABLE.matching("sagemaker:InvokeEndpoint*")] == [
            "sagemaker:InvokeEndpoint",
            "sagemaker:InvokeEndpointAsync",
            "sagemaker:InvokeEndpointWithResponseStream",
        ]

    def test_a_single_character(self) -> None:
        assert [each.name for each in TABLE.matching("S3:ge?object")] == ["s3:GetObject"]

    def test_a_whole_name(self) -> None:
        assert [each.name for each in TABLE.matching("iam:passrole")] == ["iam:PassRole"]

    def test_a_star_is_every_service(self) -> None:
        everything = TABLE.matching("*")
        assert len(everything) > 20_000
        assert {each.service for each in everything} >= {"s3", "sagemaker", "bedrock", "iam"}
        assert everything == TABLE.matching("*:*")

    @pytest.mark.parametrize("pattern", ["s3", "nothing:*", "s3:nothing*", ""])
    def test_nothing(self, pattern: str) -> None:
        assert TABLE.matching(pattern) == ()

    def test_a_service_is_loaded_when_it_is_named_and_no_sooner(self) -> None:
        asked: list[str] = []
        table = small_table(asked)
        assert table.knows_service("one")
        assert asked == []
        table.action("one:Get")
        table.matching("one:*")
        assert asked == ["one"]
        assert table.action("three:Get") is None
        assert asked == ["one"]


class TestResourceTypes:
    """Which of an action's resource types an ARN can be of."""

    @pytest.mark.parametrize(
        ("arn", "of_get_object", "of_list_bucket"),
        [
            ("arn:aws:s3:::b", [], ["bucket"]),
            ("arn:aws:s3:::b/k", ["object"], []),
            ("arn:aws:s3:::b/*", ["object"], []),
            ("arn:aws:s3:::b*", ["object"], ["bucket"]),
            ("arn:aws:s3:::*", ["object"], ["bucket"]),
            ("arn:*:s3:::?/k", ["object"], []),
            ("arn:aws:s3:::${aws:username}/*", ["object"], []),
            ("arn:aws:s3:eu-west-1:123456789012:accesspoint/a", [], ["accesspoint"]),
            ("arn:aws:s3:eu-west-1:123456789012:accesspoint/a/object/k", ["accesspointobject"], []),
            ("*", ["accesspointobject", "object"], ["accesspoint", "bucket"]),
            ("arn:aws:sqs:eu-west-1:123456789012:q", [], []),
        ],
    )
    def test_pitfall_38_an_object_is_no_bucket(
        self, arn: str, of_get_object: list[str], of_list_bucket: list[str]
    ) -> None:
        # https://docs.aws.amazon.com/AmazonS3/latest/userguide/security_iam_service-with-iam.html: resources
        assert types("s3:GetObject", arn) == of_get_object
        assert types("s3:ListBucket", arn) == of_list_bucket

    @pytest.mark.parametrize(
        ("name", "arn", "expected"),
        [
            ("iam:PassRole", "arn:aws:iam::123456789012:role/service-role/a", ["role"]),
            ("lambda:InvokeFunction", "arn:aws:lambda:eu-west-1:123456789012:function:f:prod", ["function"]),
            ("logs:DescribeLogStreams", "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/x:*", ["log-group"]),
            ("logs:DescribeLogStreams", "arn:aws:logs:*:log-group:/aws/x", ["log-group"]),
            ("kms:Decrypt", "arn:aws:kms:eu-west-1:123456789012:alias/a", []),
            ("kms:Decrypt", "arn:aws:kms:*:123456789012:alias/a", []),
            ("bedrock:InvokeModel", "arn:aws:bedrock:*::foundation-model/amazon.nova-lite-v1:0", ["foundation-model"]),
            (
                "sagemaker:DescribeModelPackage",
                "arn:aws:sagemaker:eu-west-1:1:model-package/group/1",
                ["model-package"],
            ),
            ("ecr:PutImage", "arn:aws:ecr:eu-west-1:123456789012:repository/team/model", ["repository"]),
            ("sagemaker:InvokeEndpoint", "arn:aws-cn:sagemaker:cn-north-1:123456789012:endpoint/e", ["endpoint"]),
        ],
    )
    def test_forms_of_arns(self, name: str, arn: str, expected: list[str]) -> None:
        assert types(name, arn) == expected

    def test_pitfall_66_a_foundation_model_has_no_account(self) -> None:
        assert types("bedrock:InvokeModel", "arn:aws:bedrock:eu-west-1:123456789012:foundation-model/m") == []

    def test_pitfall_35_actions_that_only_a_star_grants(self) -> None:
        # https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html: no resource types
        for name in ("s3:ListAllMyBuckets", "ecr:GetAuthorizationToken", "sagemaker:ListEndpoints"):
            assert TABLE.wildcard_only(known(name)), name
            assert types(name, "*") == [], name
        assert not TABLE.wildcard_only(known("s3:GetObject"))

    def test_pitfall_36_create_endpoint_needs_both_resources(self) -> None:
        # https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html
        uses = known("sagemaker:CreateEndpoint").resource_types
        assert [(each.name, each.required) for each in uses] == [("endpoint", True), ("endpoint-config", True)]

    def test_pitfall_37_dependent_actions(self) -> None:
        assert "iam:PassRole" in known("sagemaker:CreateTrainingJob").dependents
        assert "iam:PassRole" in known("ec2:RunInstances").dependents
        assert known("s3:GetObject").dependents == ()

    @pytest.mark.parametrize(
        "service", ["s3", "sagemaker", "bedrock", "bedrock-agentcore", "iam", "kms", "lambda", "ecr", "logs"]
    )
    def test_an_arn_made_from_a_template_is_of_its_type(self, service: str) -> None:
        header = {"${Partition}": "aws", "${Region}": "eu-west-1", "${Account}": "123456789012"}
        made = 0
        for action in TABLE.matching(f"{service}:*"):
            for use in action.resource_types:
                kind = TABLE.resource_type(service, use.name)
                assert kind is not None
                for template in kind.arn_templates:
                    arn = re.sub(r"\$\{[^}]*\}", lambda each: header.get(each[0], "x1"), template)
                    found = types(action.name, arn)
                    assert use.name in found, (action.name, arn)
                    assert len(found) == 1 or service == "lambda", (
                        action.name,
                        arn,
                        found,
                    )  # an alias may look like a version
                    made += 1
        assert made > 10

    def test_a_type_whose_arns_nobody_describes_may_be_any(self) -> None:
        table = small_table([])
        do = table.action("one:Do")
        assert do is not None
        assert [each.name for each in table.resource_types_of(do, "arn:aws:one:::x")] == ["undescribed"]

    def test_a_type_by_name(self) -> None:
        found = TABLE.resource_type("S3", "Bucket")
        assert found is not None
        assert found.arn_templates == ("arn:${Partition}:s3:::${BucketName}",)
        assert TABLE.resource_type("s3", "nothing") is None
        assert TABLE.resource_type("nothing", "bucket") is None

    def test_keys_of_an_action_on_a_type(self) -> None:
        (image,) = [each for each in known("ec2:RunInstances").resource_types if each.name == "image"]
        assert "ec2:ImageID" in image.condition_keys
        assert "ec2:ImageID" not in known("ec2:RunInstances").condition_keys


class TestFacts:
    """What the table says of itself, of organisations and of regions."""

    def test_the_date_and_whose_data_it_is(self) -> None:
        assert TABLE.date >= date(2026, 9, 26)
        assert "iam-data" in TABLE.source
        assert "Act Security" in TABLE.attribution
        assert "Salesforce" in TABLE.attribution

    def test_access_levels(self) -> None:
        assert known("iam:CreatePolicyVersion").access_level is AccessLevel.PERMISSIONS
        assert known("s3:PutObjectTagging").access_level is AccessLevel.TAGGING
        assert known("s3:ListBucket").access_level is AccessLevel.LIST

    def test_pitfall_27_services_of_resource_control_policies_with_the_day_of_the_list(self) -> None:
        # https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html#rcp-supported-services
        assert {"s3", "sts", "kms", "sqs", "secretsmanager", "ecr", "aoss", "dynamodb"} <= TABLE.rcp_services
        assert not {"sagemaker", "bedrock", "lambda", "iam"} & TABLE.rcp_services
        assert TABLE.rcp_exempt == {"kms:RetireGrant"}
        assert TABLE.rcp_date == date(2026, 9, 26)
        assert TABLE.rcp_services <= set(TABLE.services)

    def test_pitfall_52_global_services_are_requested_in_one_region(self) -> None:
        # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-requestedregion
        assert TABLE.region_of_requests("iam") == "us-east-1"
        assert TABLE.region_of_requests("Organizations") == "us-east-1"
        assert TABLE.region_of_requests("iam", "aws-cn") == "cn-north-1"
        assert TABLE.region_of_requests("shield", "aws-cn") is None
        assert TABLE.region_of_requests("sagemaker") is None

    def test_pitfall_65_the_ways_to_invoke_an_endpoint_are_actions_of_their_own(self) -> None:
        for name in ("InvokeEndpoint", "InvokeEndpointAsync", "InvokeEndpointWithResponseStream"):
            assert [each.name for each in TABLE.actions_of_operation(f"sagemaker:{name}")] == [f"sagemaker:{name}"]

    def test_pitfall_66_converse_is_authorised_as_invoke_model(self) -> None:
        # https://docs.aws.amazon.com/bedrock/latest/userguide/inference-prereq.html
        assert TABLE.action("bedrock:Converse") is None
        assert [each.name for each in TABLE.actions_of_operation("bedrock:converse")] == ["bedrock:InvokeModel"]
        assert [each.name for each in TABLE.actions_of_operation("bedrock:ConverseStream")] == [
            "bedrock:InvokeModelWithResponseStream"
        ]
        assert TABLE.actions_of_operation("bedrock:Nothing") == ()

    def test_one_model_is_enough_to_invoke_it(self) -> None:
        # https://docs.aws.amazon.com/bedrock/latest/userguide/security_iam_id-based-policy-examples.html
        assert not any(each.required for each in known("bedrock:InvokeModel").resource_types)


class TestTemplates:
    """Templates of ARNs and patterns that may mean the same."""

    @given(st.text("ab/:*?", max_size=8))
    def test_an_arn_of_the_template_fits_every_pattern_that_it_came_from(self, pattern: str) -> None:
        name = pattern.replace("*", "a").replace("?", "b") or "x"
        template = "arn:${Partition}:svc:${Region}:${Account}:thing/${Name}"
        assert may_fit(template, "", f"arn:aws:svc:eu-west-1:123456789012:thing/{name}")
        if pattern:
            assert may_fit(template, "", f"arn:aws:svc:eu-west-1:123456789012:thing/{pattern}")

    @given(st.text("ab/:*?", max_size=8))
    def test_another_literal_fits_none(self, pattern: str) -> None:
        template = "arn:${Partition}:svc:${Region}:${Account}:thing/${Name}"
        assert not may_fit(template, "", f"arn:aws:svc:eu-west-1:123456789012:other/{pattern}")

    def test_a_placeholder_holds_something(self) -> None:
        assert not may_fit("arn:aws:s3:::${BucketName}", "", "arn:aws:s3:::")

    def test_a_star_of_a_template_may_stand_for_nothing(self) -> None:
        assert may_fit("arn:${Partition}:dms:${Region}:${Account}:cert:*", "", "arn:aws:dms:r:1:cert:")

    def test_escaped_wildcards_are_characters(self) -> None:
        template = "arn:${Partition}:svc:${Region}:${Account}:thing/a"
        assert may_fit(template, "", "arn:aws:svc:r:1:thing/?")
        assert not may_fit(template, "", "arn:aws:svc:r:1:thing/${?}")

    def test_where_another_template_goes_on(self) -> None:
        bucket, stored = "arn:${P}:s3:::${BucketName}", "arn:${Partition}:s3:::${Bucket}/${Key}"
        assert barred_at_end(bucket, "/:", [bucket, stored]) == "/"
        assert barred_at_end(stored, "/:", [bucket, stored]) == ""
        assert barred_at_end("arn:aws:x:::fixed", "/", ["arn:aws:x:::fixed/${More}"]) == ""


def small_table(asked: list[str]) -> ActionTable:
    """A table of two services that notes what it loads."""

    def load(prefix: str) -> dict[str, object]:
        asked.append(prefix)
        return {
            "actions": {"Do": ["Write", [["undescribed", 1, 0]], 0, []], "Get": ["Read", [], 0, []]},
            "types": {"undescribed": [[], 0]},
            "keys": {},
            "sets": [[]],
        }

    meta = {
        "date": "2026-01-02", "source": "a test", "attribution": ["Nobody."], "services": ["one", "two"], "keys": {},
        "rcp": {"date": "2026-01-01", "services": [], "exempt": []}, "regions": {}, "operations": {},
    }  # fmt: skip
    return ActionTable(meta, load)


@pytest.mark.parametrize(
    ("action", "pattern", "expected"),
    [
        ("sagemaker:CreateModel", "arn:aws:sagemaker:*:111122223333:model/*", True),
        ("sagemaker:CreateModel", "arn:aws:sagemaker:*:*:flow-definition/*", False),
        ("s3:ListAllMyBuckets", "arn:aws:s3:::b", True),
        ("nothing:Known", "arn:aws:nothing:::x", True),
    ],
)
def test_whether_an_action_can_be_about_what_a_pattern_means(action: str, pattern: str, *, expected: bool) -> None:
    assert TABLE.may_be_about(action, pattern) is expected

"""Pitfalls that only a world of principals, resources and organisations shows. Each test names the page that its expectation rests on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.unit.engines.access.rows import (
    BOB,
    BUCKET,
    OBJECT,
    OURS,
    PARTNER,
    ROOT,
    STRANGE,
    THEIRS,
    TRAINER,
    bucket,
    document,
    member,
    off,
    outcome,
    role,
    told,
    user,
    world,
)

from modelkeep.adapters.aws.collect.iam_details import Assembly
from modelkeep.core.kinds.organizations import (
    AccountOrganization,
    ResourceControlPolicy,
    ResourceControlStatement,
    ResourceControlTarget,
    ServiceControlPolicy,
    ServiceControlStatement,
    ServiceControlTarget,
)
from modelkeep.core.policy import statements
from modelkeep.core.tables import Row
from modelkeep.engines.access.world import World

EVERYBODY = "http://acs.amazonaws.com/groups/global/AllUsers"
SIGNED = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"
FULL = document("Allow", "*")
UNIT = "ou-abcd-11111111"


def controlled(*documents: Any, of: str = "service", at: str = UNIT) -> list[Row]:
    """An organisation whose management account is THEIRS, with a control policy above OURS."""
    policy, statement, target = {
        "service": (ServiceControlPolicy, ServiceControlStatement, ServiceControlTarget),
        "resource": (ResourceControlPolicy, ResourceControlStatement, ResourceControlTarget),
    }[of]
    found: list[Row] = [
        AccountOrganization(arn=f"arn:aws:iam::{each}:root", organization_id="o-ours", management_account=THEIRS)
        for each in (OURS, THEIRS)
    ]
    found += [member(THEIRS, "r-abcd", management=True), member(OURS, "r-abcd", UNIT)]
    everything = {**FULL, "Statement": {**FULL["Statement"], **({"Principal": "*"} if of == "resource" else {})}}
    for name, document_, places in (
        ("Full", everything, ("r-abcd", UNIT, OURS, THEIRS)),
        *((f"guard-{at_}", each, (at,)) for at_, each in enumerate(documents)),
    ):
        arn = f"arn:aws:organizations::{THEIRS}:policy/o-ours/{of}_control_policy/p-{name}"
        found += [policy(arn=arn, account=THEIRS, name=name), *statements(statement, arn, name, document_)]
        found += [target(arn=arn, account=THEIRS, target_id=place) for place in places]
    return found


# Principals


def test_09_not_principal_with_allow_lets_everybody_else_in_anonymous_and_services_too() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html: Allow with NotPrincipal gives access
    to all principals but those named, unauthenticated ones included.
    """
    here = world(user(), bucket(document("Allow", "s3:GetObject", f"{BUCKET}/*", NotPrincipal={"AWS": BOB})), off())
    found = told(here, "s3:GetObject", OBJECT)
    assert found["anonymous"] == "allowed"
    assert found["any AWS service"] == "allowed"
    assert BOB not in found


def test_10_a_principal_that_is_made_again_is_not_the_one_that_the_policy_named() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-roles: the ARN becomes the
    role's unique id when the role is deleted, and a role of the same name has another.
    """
    policy = document("Allow", "s3:GetObject", f"{BUCKET}/*", Principal={"AWS": "AROAOLDOLDOLDOLDOLD1"})
    again = role(unique_id="AROANEWNEWNEWNEWNEW2")
    same = role(unique_id="AROAOLDOLDOLDOLDOLD1")
    assert outcome(world(again, bucket(policy), off()), TRAINER, "s3:GetObject") == "implicit_deny"
    assert outcome(world(same, bucket(policy), off()), TRAINER, "s3:GetObject") == "allowed"


def test_19_the_root_user_needs_no_policy_but_obeys_the_organisation() -> None:
    """https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html: SCPs affect root users of member accounts;
    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user.html.
    """
    alone = world(bucket(), off())
    assert ROOT in {each.name for each in alone.root_users()}
    assert outcome(alone, ROOT, "s3:GetObject") == "allowed"
    guarded = world(bucket(), off(), controlled(document("Deny", "s3:GetObject")), members=False)
    assert outcome(guarded, ROOT, "s3:GetObject") == "explicit_deny"


def test_23_a_service_that_names_nobody_to_act_for_is_a_confused_deputy() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html#cross-service-confused-deputy-prevention"""
    service = {"Service": "logging.s3.amazonaws.com"}
    ours = {"StringEquals": {"aws:SourceAccount": OURS}}
    for condition, deputy in (({}, True), ({"Condition": ours}, False)):
        here = world(bucket(document("Allow", "s3:PutObject", f"{BUCKET}/*", Principal=service, **condition)), off())
        (holder,) = here.who_can("s3:PutObject", OBJECT)
        assert (holder.principal.name, holder.is_confused_deputy) == ("logging.s3.amazonaws.com", deputy)


def test_24_service_linked_roles_are_exempt_from_the_organisations_policies() -> None:
    """https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html#not-restricted-by-scp and
    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html#not-restricted-by-rcps
    """
    linked = f"arn:aws:iam::{OURS}:role/aws-service-role/sagemaker.amazonaws.com/AWSServiceRoleForSageMaker"
    refusal = document("Deny", "s3:GetObject", Principal="*")
    for kind, guard in (("service", document("Deny", "s3:GetObject")), ("resource", refusal)):
        rows = controlled(guard, of=kind, at=OURS)
        here = world(role(linked, FULL), role(TRAINER, FULL), bucket(), off(), rows, members=False)
        assert outcome(here, linked, "s3:GetObject") == "allowed"
        assert outcome(here, TRAINER, "s3:GetObject") == "explicit_deny"


# Organisations


def test_25_every_level_has_to_allow_and_the_management_account_is_exempt() -> None:
    """https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html"""
    rows = controlled(document("Deny", "s3:*"))
    here = world(user(BOB, FULL), role(PARTNER, FULL), bucket(), off(), rows, members=False)
    assert outcome(here, BOB, "s3:ListAllMyBuckets", "*") == "explicit_deny"
    assert outcome(here, PARTNER, "s3:ListAllMyBuckets", "*") == "allowed"
    without = [each for each in controlled() if not (isinstance(each, ServiceControlTarget) and each.target_id == UNIT)]
    assert outcome(world(user(BOB, FULL), without, members=False), BOB, "s3:ListAllMyBuckets", "*") == "implicit_deny"


def test_25_a_service_control_policy_does_not_restrict_outsiders_on_our_resources() -> None:
    """https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html: only principals of member accounts."""
    public = document("Allow", "s3:GetObject", f"{BUCKET}/*", Principal="*")
    here = world(user(BOB, FULL), bucket(public), off(), controlled(document("Deny", "s3:*")), members=False)
    found = told(here, "s3:GetObject", OBJECT)
    assert found["anonymous"] == "allowed"
    assert BOB not in found


def test_26_a_resource_control_policy_restricts_outsiders_too() -> None:
    """https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html: regardless of whether the principals
    belong to the organisation; not on resources of the management account.
    """
    public = document("Allow", "s3:GetObject", f"{BUCKET}/*", Principal="*")
    ours = {"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-ours"}}
    guard = controlled(document("Deny", "s3:*", Principal="*", Condition=ours), of="resource")
    here = world(user(), bucket(public), off(), guard, members=False)
    found = told(here, "s3:GetObject", OBJECT)
    assert "anonymous" not in found
    assert found[BOB] == "allowed"
    assert outcome(here, f"arn:aws:iam::{STRANGE}:role/other", "s3:GetObject") == "allowed_if"


def test_27_resource_control_policies_do_not_cover_every_service() -> None:
    """https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html#rcp-supported-services: SageMaker and
    Bedrock are not on the list.
    """
    guard = controlled(document("Deny", "*", Principal="*"), of="resource")
    here = world(user(BOB, FULL), bucket(), off(), guard, members=False)
    assert outcome(here, BOB, "s3:GetObject") == "explicit_deny"
    assert outcome(here, BOB, "sagemaker:DescribeModel", f"arn:aws:sagemaker:eu-west-1:{OURS}:model/m") == "allowed"


def test_27_resource_control_policies_that_were_not_read_may_deny() -> None:
    """https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html"""
    denied = [("organizations:ListPolicies", f"arn:aws:iam::{THEIRS}:root")]
    here = world(user(BOB, FULL), bucket(), off(), controlled(), members=False, denied=denied)
    assert outcome(here, BOB, "s3:GetObject") == "unknown"
    assert outcome(here, BOB, "sagemaker:ListModels", "*") == "allowed"
    assert "resource control policies" in {each.what for each in here.unread}


def test_28_who_is_of_no_organisation_has_no_organisations_id() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalorgid: included in
    the context only if the principal is a member.
    """
    within = {"StringEquals": {"aws:PrincipalOrgID": "o-ours"}}
    policy = document("Allow", "s3:GetObject", f"{BUCKET}/*", Principal="*", Condition=within)
    alone = world(user(), bucket(policy), off())
    assert "anonymous" not in told(alone, "s3:GetObject", OBJECT)
    assert outcome(alone, BOB, "s3:GetObject") == "implicit_deny"
    member_ = world(user(), bucket(policy), off(), controlled(), members=False)
    assert outcome(member_, BOB, "s3:GetObject") == "allowed"
    unread = world(user(), bucket(policy), off(), members=False)
    assert outcome(unread, BOB, "s3:GetObject") != "implicit_deny"


def test_29_a_role_of_identity_center_says_which_permission_set_people_come_from() -> None:
    """https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html: AWSReservedSSO_name_suffix"""
    arn = f"arn:aws:iam::{OURS}:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Data_Science_0123456789abcdef"
    here = world(role(arn), role())
    assert here.identity(arn).comes_from.endswith("permission set Data_Science is assigned to")
    assert here.identity(TRAINER).comes_from == ""


def test_12_only_the_default_version_of_a_managed_policy_counts() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-versioning.html"""
    arn = f"arn:aws:iam::{OURS}:policy/reading"
    versions = [
        {"VersionId": "v1", "Document": document("Allow", "s3:PutObject")},
        {"VersionId": "v2", "Document": document("Allow", "s3:GetObject")},
    ]
    page = {
        "Policies": [
            {"Arn": arn, "PolicyName": "reading", "Path": "/", "DefaultVersionId": "v2", "AttachmentCount": 1,
             "PolicyVersionList": versions}
        ],
        "UserDetailList": [
            {
                "Arn": BOB, "UserName": "bob", "Path": "/", "CreateDate": None,
                "AttachedManagedPolicies": [{"PolicyArn": arn, "PolicyName": "reading"}],
            }
        ],
        "IsTruncated": False,
    }  # fmt: skip
    people = [replace(row, account=OURS) for row in Assembly().rows_of(page)]
    here = world(people, bucket(), off())
    assert outcome(here, BOB, "s3:GetObject") == "allowed"
    assert outcome(here, BOB, "s3:PutObject") == "implicit_deny"


# Several requests


def test_36_an_action_on_several_resources_is_allowed_when_all_of_them_are() -> None:
    """https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html: CreateEndpoint names an endpoint and
    an endpoint-config, both required.
    """
    endpoint, config = (f"arn:aws:sagemaker:eu-west-1:{OURS}:{each}" for each in ("endpoint/e", "endpoint-config/c"))
    one = world(user(BOB, document("Allow", "sagemaker:CreateEndpoint", endpoint)))
    both = world(user(BOB, document("Allow", "sagemaker:CreateEndpoint", [endpoint, config])))
    asks = [("sagemaker:CreateEndpoint", endpoint), ("sagemaker:CreateEndpoint", config)]
    assert one.decide_all(BOB, asks).outcome == "implicit_deny"
    assert both.decide_all(BOB, asks).outcome == "allowed"


def test_37_dependent_actions_count_together_and_their_conditions_may_exclude_each_other() -> None:
    """https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html: dependent
    actions are permissions that the caller needs besides.
    """
    model = f"arn:aws:sagemaker:eu-west-1:{OURS}:model/m"
    asks = [("sagemaker:CreateModel", model), ("iam:PassRole", TRAINER)]

    def allowed(*tags: str) -> World:
        conditions = [{"StringEquals": {"aws:PrincipalTag/team": tag}} for tag in tags]
        create = document("Allow", "sagemaker:CreateModel", Condition=conditions[0])
        return world(user(BOB, create, document("Allow", "iam:PassRole", Condition=conditions[1]), tags=None))

    same = allowed("fraud", "fraud").decide_all(BOB, asks)
    assert (same.outcome, same.condition) == ("allowed_if", "aws:PrincipalTag/team is fraud")
    assert allowed("fraud", "claims").decide_all(BOB, asks).outcome == "explicit_deny"
    assert world(user(BOB, document("Allow", "sagemaker:*"))).decide_all(BOB, asks).outcome == "implicit_deny"


def test_38_a_grant_on_the_bucket_is_none_on_its_objects() -> None:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/security_iam_service-with-iam.html: ListBucket names the bucket, GetObject the
    object.
    """
    here = world(user(BOB, document("Allow", "s3:*", BUCKET)), bucket(), off())
    assert outcome(here, BOB, "s3:ListBucket", BUCKET) == "allowed"
    assert outcome(here, BOB, "s3:GetObject") == "implicit_deny"


def test_53_what_principal_and_resource_settle_is_not_left_open() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html"""
    for condition, expected in (
        ({"aws:PrincipalAccount": OURS}, "allowed"),
        ({"aws:PrincipalAccount": THEIRS}, "implicit_deny"),
        ({"aws:ResourceAccount": OURS}, "allowed"),
        ({"aws:ResourceOrgID": "o-ours"}, "allowed"),
        ({"aws:ResourceOrgID": "o-other"}, "implicit_deny"),
        ({"aws:PrincipalTag/team": "fraud"}, "allowed"),
        ({"aws:ResourceTag/team": "fraud"}, "implicit_deny"),
    ):
        grant = document("Allow", "s3:GetObject", Condition={"StringEquals": condition})
        here = world(user(BOB, grant, tags={"team": "fraud"}), bucket(), off(), controlled(), members=False)
        assert outcome(here, BOB, "s3:GetObject") == expected, condition


def test_66_an_inference_profile_needs_the_model_of_every_region_that_it_leads_to() -> None:
    """https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html: the profile and the foundation model in each
    region that it may route to have to be allowed.
    """
    profile = f"arn:aws:bedrock:eu-west-1:{OURS}:inference-profile/eu.maker.model"
    models = [f"arn:aws:bedrock:{region}::foundation-model/maker.model" for region in ("eu-west-1", "eu-north-1")]
    asks = [("bedrock:InvokeModel", each) for each in (profile, *models)]
    for granted, expected in (
        ([profile, *models], "allowed"),
        ([profile, models[0]], "implicit_deny"),
        (models, "implicit_deny"),
    ):
        here = world(user(BOB, document("Allow", "bedrock:InvokeModel", granted)))
        assert here.decide_all(BOB, asks).outcome == expected

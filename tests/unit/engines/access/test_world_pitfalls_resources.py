"""Pitfalls of what opens and closes resources besides policies. Each test names the page that its expectation rests on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.unit.engines.access.rows import (
    BOB,
    BUCKET,
    KEY,
    OBJECT,
    OURS,
    PARTNER,
    ROOT,
    STRANGE,
    THEIRS,
    TRAINER,
    bucket,
    document,
    key,
    lists,
    off,
    outcome,
    role,
    told,
    user,
    world,
)

from modelkeep.core.kinds.awslambda import (
    Function,
    FunctionAlias,
    FunctionAliasPolicyStatement,
    FunctionPolicyStatement,
    FunctionUrl,
)
from modelkeep.core.kinds.ec2 import VpcEndpoint, VpcEndpointPolicyStatement
from modelkeep.core.kinds.ecr import RegistryPolicyStatement, Repository, RepositoryPolicyStatement
from modelkeep.core.kinds.kms import Alias, KeyGrant
from modelkeep.core.kinds.ram import ResourceShare, ResourceSharePrincipal, ResourceShareResource
from modelkeep.core.kinds.s3 import (
    AccessPoint,
    AccessPointPolicyStatement,
    AccountPublicAccessBlock,
    BucketAclGrant,
    BucketPolicyStatus,
)
from modelkeep.core.kinds.sagemaker_endpoints import Endpoint, EndpointPolicyStatement
from modelkeep.core.policy import statements
from modelkeep.core.tables import Row
from modelkeep.engines.access.world import World

EVERYBODY = "http://acs.amazonaws.com/groups/global/AllUsers"
SIGNED = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"
FULL = document("Allow", "*")
UNIT = "ou-abcd-11111111"


# Keys


def test_59_a_grant_opens_a_key_without_any_policy_for_its_operations_and_its_encryption_context() -> None:
    """https://docs.aws.amazon.com/kms/latest/developerguide/grants.html and
    https://docs.aws.amazon.com/kms/latest/APIReference/API_GrantConstraints.html
    """
    grant = KeyGrant(
        arn=KEY, grant_id="g", grantee=TRAINER, operations=("Decrypt", "DescribeKey"), context_subset={"model": "fraud"}
    )
    here = world(role(), user(BOB, FULL), key(document("Allow", "kms:*", Principal={"AWS": PARTNER})), grant)
    decision = here.decide(TRAINER, "kms:Decrypt", KEY)
    assert (decision.outcome, decision.condition) == ("allowed_if", "kms:EncryptionContext:model is fraud")
    assert str(decision.by[0]).startswith(f"grant g on {KEY}")
    assert outcome(here, TRAINER, "kms:DescribeKey", KEY) == "allowed"
    assert outcome(here, TRAINER, "kms:Encrypt", KEY) == "implicit_deny"
    assert outcome(here, BOB, "kms:Decrypt", KEY) == "implicit_deny"


def test_59_a_grant_reaches_into_another_account_and_a_grantee_that_is_gone_is_nobody() -> None:
    """https://docs.aws.amazon.com/autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html lends a key to a service-linked
    role of another account, whose policy names no keys.
    """
    lent = KeyGrant(arn=KEY, grant_id="g", grantee=PARTNER, operations=("Decrypt",))
    here = world(role(PARTNER), key(document("Allow", "kms:*", Principal={"AWS": TRAINER})), lent)
    assert outcome(here, PARTNER, "kms:Decrypt", KEY) == "allowed"
    gone = world(role(PARTNER), key(), replace(lent, grantee="AROAGONEGONEGONEGONE1"))
    assert outcome(gone, PARTNER, "kms:Decrypt", KEY) == "implicit_deny"
    strange = world(key(), replace(lent, grantee=f"arn:aws:iam::{STRANGE}:role/x"))
    assert told(strange, "kms:Decrypt", KEY)[f"arn:aws:iam::{STRANGE}:role/x"] == "allowed_if"


def test_59_an_alias_is_its_key_and_service_use_stays_a_condition() -> None:
    """https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html and
    https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
    """
    alias = f"arn:aws:kms:eu-west-1:{OURS}:alias/models"
    through = {"StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com", "kms:CallerAccount": OURS}}
    policy = document("Allow", "kms:Decrypt", Principal={"AWS": "*"}, Condition=through)
    here = world(user(BOB), role(PARTNER, FULL), key(policy), Alias(arn=alias, target_key_arn=KEY))
    assert here.decide(BOB, "kms:Decrypt", alias).condition == "kms:ViaService is s3.eu-west-1.amazonaws.com"
    assert outcome(here, PARTNER, "kms:Decrypt", alias) == "implicit_deny"


def test_59_the_aliases_of_a_key_settle_conditions_on_them() -> None:
    """https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-resource-aliases"""
    named = {"ForAnyValue:StringEquals": {"kms:ResourceAliases": "alias/models"}}
    rows = [user(BOB), key(document("Allow", "kms:Decrypt", Principal={"AWS": "*"}, Condition=named))]
    models, other = (
        Alias(arn=f"arn:aws:kms:eu-west-1:{OURS}:alias/{name}", target_key_arn=KEY) for name in ("models", "other")
    )
    assert outcome(world(*rows, models, other), BOB, "kms:Decrypt", KEY) == "allowed"
    assert outcome(world(*rows, other), BOB, "kms:Decrypt", KEY) == "implicit_deny"
    assert outcome(world(*rows), BOB, "kms:Decrypt", KEY) == "implicit_deny"
    unlisted = world(*rows, other, denied=["kms:ListAliases"])
    assert outcome(unlisted, BOB, "kms:Decrypt", KEY) == "allowed_if"


def test_59_without_the_statement_for_the_account_iam_policies_open_no_key() -> None:
    """https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html"""
    delegating = document("Allow", "kms:*", Principal={"AWS": ROOT})
    other = document("Allow", "kms:*", Principal={"AWS": TRAINER})
    assert outcome(world(user(BOB, FULL), key(delegating)), BOB, "kms:Decrypt", KEY) == "allowed"
    assert outcome(world(user(BOB, FULL), key(other)), BOB, "kms:Decrypt", KEY) == "implicit_deny"


# Buckets


@pytest.mark.parametrize(
    ("permission", "action", "resource"),
    [("READ", "s3:ListBucket", BUCKET), ("WRITE", "s3:PutObject", OBJECT), ("WRITE_ACP", "s3:PutBucketAcl", BUCKET)],
)
def test_60_a_public_list_opens_what_its_permission_stands_for_unless_it_is_ignored_or_off(
    permission: str, action: str, resource: str
) -> None:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#permissions and
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-options
    """
    grant = BucketAclGrant(arn=BUCKET, grantee=EVERYBODY, permission=permission)
    assert told(world(bucket(), lists(grant)), action, resource)["anonymous"] == "allowed"
    assert "anonymous" not in told(world(bucket(), lists(grant, ignore_public_acls=True)), action, resource)
    assert "anonymous" not in told(world(bucket(), [*off(), grant]), action, resource)
    everything = {"READ": "s3:PutObject", "WRITE": "s3:ListBucket", "WRITE_ACP": "s3:ListBucket"}[permission]
    other = told(world(bucket(), lists(grant)), everything, OBJECT if everything == "s3:PutObject" else BUCKET)
    assert "anonymous" not in other


def test_60_the_accounts_block_counts_though_the_buckets_is_off_and_signed_is_not_anonymous() -> None:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html: the most restrictive combination."""
    grant = BucketAclGrant(arn=BUCKET, grantee=SIGNED, permission="READ")
    here = world(user(), bucket(), lists(grant))
    assert outcome(here, "anonymous", "s3:ListBucket", BUCKET) == "implicit_deny"
    assert outcome(here, BOB, "s3:ListBucket", BUCKET) == "allowed"
    account = AccountPublicAccessBlock(arn=ROOT, account=OURS, ignore_public_acls=True, restrict_public_buckets=False)
    assert (
        outcome(world(user(), bucket(), lists(grant)[:-2], account, grant, lists()[1]), BOB, "s3:ListBucket", BUCKET)
        == "implicit_deny"
    )


def test_60_lists_of_objects_are_not_read_and_so_may_open_them() -> None:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html: objects have lists of their own; and
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html: who wrote an object owns it where lists are on.
    """
    here = world(user(BOB, FULL), bucket(), lists())
    found = told(here, "s3:GetObject", OBJECT)
    assert found["anonymous"] == "unknown"
    assert here.decide(BOB, "s3:GetObject", OBJECT).condition == f"the object belongs to account {OURS}"
    ignoring = told(world(bucket(), lists(ignore_public_acls=True)), "s3:GetObject", OBJECT)
    assert "anonymous" not in ignoring
    assert ignoring["any other AWS account"] == "unknown"
    assert told(world(user(BOB, FULL), bucket(), off()), "s3:GetObject", OBJECT) == {BOB: "allowed"}


def test_60_restrict_public_buckets_leaves_a_public_bucket_to_its_account_and_to_services() -> None:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html: RestrictPublicBuckets restricts a
    bucket with a public policy to service principals and the bucket owner's account.
    """
    public = document("Allow", "s3:GetObject", f"{BUCKET}/*", Principal="*")
    partners = document("Allow", "s3:GetObject", f"{BUCKET}/*", Principal={"AWS": PARTNER})
    logs = document("Allow", "s3:PutObject", f"{BUCKET}/*", Principal={"Service": "logging.s3.amazonaws.com"})
    rows = (user(), role(PARTNER, FULL), off(restrict_public_buckets=True))
    here = world(*rows, bucket(public), bucket(logs)[1:])
    assert told(here, "s3:GetObject", OBJECT) == {BOB: "allowed"}
    assert told(here, "s3:PutObject", OBJECT) == {"logging.s3.amazonaws.com": "allowed"}
    assert told(world(*rows, bucket(partners)), "s3:GetObject", OBJECT) == {PARTNER: "allowed"}
    called = BucketPolicyStatus(arn=BUCKET, is_public=True)
    assert told(world(*rows, bucket(partners), called), "s3:GetObject", OBJECT) == {}


def test_60_a_request_through_an_access_point_needs_both_policies() -> None:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html: both the access point and the bucket must permit;
    a bucket delegates with s3:DataAccessPointAccount.
    """
    point = f"arn:aws:s3:eu-west-1:{OURS}:accesspoint/team"
    through = f"{point}/object/model.tar.gz"
    row = AccessPoint(
        arn=point, account=OURS, region="eu-west-1", name="team", bucket_name="weights", bucket_account=OURS, vpc_id="",
        ignore_public_acls=True, restrict_public_buckets=False,
    )  # fmt: skip
    for_bob = statements(
        AccessPointPolicyStatement, point, "policy", document("Allow", "s3:GetObject", through, Principal={"AWS": BOB})
    )
    own = {"StringEquals": {"s3:DataAccessPointAccount": OURS}}
    delegating = document("Allow", "s3:GetObject", f"{BUCKET}/*", Principal="*", Condition=own)
    here = world(user(), role(), bucket(delegating), off(), row, for_bob)
    assert outcome(here, BOB, "s3:GetObject", through) == "allowed"
    assert outcome(here, TRAINER, "s3:GetObject", through) == "implicit_deny"
    assert outcome(world(user(), bucket(), off(), row, for_bob), BOB, "s3:GetObject", through) == "implicit_deny"
    network = world(user(), bucket(delegating), off(), replace(row, vpc_id="vpc-1"), for_bob)
    assert network.decide(BOB, "s3:GetObject", through).condition == "aws:SourceVpc is vpc-1"


# Ways


def test_61_the_policy_of_an_endpoint_counts_on_the_way_through_it_only() -> None:
    """https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html"""
    endpoint = VpcEndpoint(arn=f"arn:aws:ec2:eu-west-1:{OURS}:vpc-endpoint/vpce-1", vpc_endpoint_id="vpce-1")
    policy = statements(
        VpcEndpointPolicyStatement,
        endpoint.arn,
        "policy",
        document("Allow", "s3:GetObject", f"{BUCKET}/*", Principal="*"),
    )
    here = world(user(BOB, FULL), bucket(), off(), endpoint, policy)
    assert outcome(here, BOB, "s3:PutObject") == "allowed"
    assert outcome(here, BOB, "s3:PutObject", via="vpce-1") == "implicit_deny"
    assert outcome(here, BOB, "s3:GetObject", via="vpce-1") == "allowed"
    assert outcome(here, BOB, "s3:GetObject", via="vpce-2") == "unknown"


FUNCTION = f"arn:aws:lambda:eu-west-1:{OURS}:function:score"


def function(*documents: Any, urls: tuple[str, ...] = ()) -> list[Row]:
    """A function with a policy and URLs of these types."""
    found: list[Row] = [Function(arn=FUNCTION, account=OURS, region="eu-west-1", name="score", tags={})]
    found += [FunctionUrl(arn=FUNCTION, url="https://x.lambda-url.eu-west-1.on.aws/", auth_type=each) for each in urls]
    for each in documents:
        found += statements(FunctionPolicyStatement, FUNCTION, "", each)
    return found


def test_62_a_url_without_sign_in_is_open_where_the_policy_says_so_and_invoking_is_another_action() -> None:
    """https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html: with NONE, the resource policy still has to allow the public; the action
    is lambda:InvokeFunctionUrl.
    """
    unsigned = {"StringEquals": {"lambda:FunctionUrlAuthType": "NONE"}}
    policy = document("Allow", "lambda:InvokeFunctionUrl", FUNCTION, Principal="*", Condition=unsigned)
    url = "lambda:InvokeFunctionUrl"
    assert told(world(function(policy, urls=("NONE",))), url, FUNCTION)["anonymous"] == "allowed"
    assert "anonymous" not in told(world(function(urls=("NONE",))), url, FUNCTION)
    assert "anonymous" not in told(world(function(policy, urls=("AWS_IAM",))), url, FUNCTION)
    assert "anonymous" not in told(world(function(policy)), url, FUNCTION)
    assert "anonymous" not in told(world(function(policy, urls=("NONE",))), "lambda:InvokeFunction", FUNCTION)
    unread = world(function(policy), denied=["lambda:ListFunctionUrlConfigs"])
    assert told(unread, url, FUNCTION)["anonymous"] == "unknown"


def test_62_the_policy_of_a_function_is_not_that_of_its_versions_and_aliases() -> None:
    """https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html: a permission may be for one version or alias."""
    policy = document("Allow", "lambda:InvokeFunction", FUNCTION, Principal={"AWS": PARTNER})
    here = world(role(PARTNER, FULL), function(policy))
    assert outcome(here, PARTNER, "lambda:InvokeFunction", FUNCTION) == "allowed"
    assert outcome(here, PARTNER, "lambda:InvokeFunction", f"{FUNCTION}:live") == "unknown"
    live = FunctionAlias(arn=f"{FUNCTION}:live", account=OURS, region="eu-west-1", name="live", function_arn=FUNCTION)
    read = world(role(PARTNER, FULL), function(policy), live)
    assert outcome(read, PARTNER, "lambda:InvokeFunction", live.arn) == "implicit_deny"
    grant = document("Allow", "lambda:InvokeFunction", live.arn, Principal={"AWS": PARTNER})
    own = statements(FunctionAliasPolicyStatement, live.arn, "", grant)
    opened = world(role(PARTNER, FULL), function(), live, own)
    assert outcome(opened, PARTNER, "lambda:InvokeFunction", live.arn) == "allowed"
    assert outcome(opened, PARTNER, "lambda:InvokeFunction", FUNCTION) == "implicit_deny"


def test_64_a_role_is_passed_to_a_service_that_it_trusts_within_one_account() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html"""
    sagemaker, functions = "sagemaker.amazonaws.com", "lambda.amazonaws.com"
    only = {"StringEquals": {"iam:PassedToService": sagemaker}}
    grant = document("Allow", "iam:PassRole", Condition=only)
    trusts = {
        each: document("Allow", "sts:AssumeRole", None, Principal={"Service": each}) for each in (sagemaker, functions)
    }
    here = world(user(BOB, grant), role(PARTNER, document("Allow", "iam:PassRole")), role(trust=trusts[sagemaker]))
    assert here.can_pass(BOB, TRAINER, sagemaker).outcome == "allowed"
    assert here.can_pass(BOB, TRAINER, functions).outcome == "implicit_deny"
    assert here.can_pass(PARTNER, TRAINER, sagemaker).outcome == "implicit_deny"
    other = world(user(BOB, document("Allow", "iam:PassRole")), role(trust=trusts[functions]))
    assert other.can_pass(BOB, TRAINER, sagemaker).outcome == "implicit_deny"


def test_65_each_way_to_call_an_endpoint_is_an_action_of_its_own() -> None:
    """https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html"""
    endpoint = f"arn:aws:sagemaker:eu-west-1:{OURS}:endpoint/fraud"
    row = Endpoint(arn=endpoint, account=OURS, region="eu-west-1", name="fraud", tags={})
    here = world(user(BOB, document("Allow", "sagemaker:InvokeEndpoint", endpoint)), row)
    ways = ("InvokeEndpoint", "InvokeEndpointAsync", "InvokeEndpointWithResponseStream")
    found = [outcome(here, BOB, f"sagemaker:{way}", endpoint.replace("fraud", "Fraud")) for way in ways]
    assert found == ["allowed", "implicit_deny", "implicit_deny"]


def test_65_an_endpoint_may_have_a_policy_for_requests_and_one_that_was_not_read_may_open_it() -> None:
    """https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_PutEndpointPolicy.html"""
    endpoint = f"arn:aws:sagemaker:eu-west-1:{OURS}:endpoint/fraud"
    row = Endpoint(arn=endpoint, account=OURS, region="eu-west-1", name="fraud", tags={})
    grant = document("Allow", "sagemaker:InvokeEndpoint", endpoint, Principal={"AWS": PARTNER})
    opened = statements(EndpointPolicyStatement, endpoint, "policy", grant)
    anything = role(PARTNER, FULL)
    assert outcome(world(anything, row, opened), PARTNER, "sagemaker:InvokeEndpoint", endpoint) == "allowed"
    assert outcome(world(anything, row), PARTNER, "sagemaker:InvokeEndpoint", endpoint) == "implicit_deny"
    unread = world(anything, row, denied=["sagemaker:GetEndpointPolicy"])
    assert outcome(unread, PARTNER, "sagemaker:InvokeEndpoint", endpoint) == "unknown"
    assert outcome(unread, PARTNER, "sagemaker:DeleteEndpoint", endpoint) == "implicit_deny"


def test_30_a_resource_share_opens_what_no_policy_in_the_account_shows() -> None:
    """https://docs.aws.amazon.com/ram/latest/userguide/what-is.html and
    https://docs.aws.amazon.com/ram/latest/userguide/shareable.html#shareable-sagemaker
    """
    group = f"arn:aws:sagemaker:eu-west-1:{OURS}:feature-group/customers"
    read = "sagemaker:DescribeFeatureGroup"
    arn = f"arn:aws:ram:eu-west-1:{OURS}:resource-share/1"

    def sharing(*principals: str, denied: tuple[str, ...] = ()) -> World:
        return world(
            role(PARTNER, FULL), role(TRAINER),
            ResourceShare(arn=arn, account=OURS, region="eu-west-1", name="features", status="ACTIVE"),
            [ResourceSharePrincipal(arn=arn, account=OURS, principal=each) for each in principals],
            ResourceShareResource(arn=arn, account=OURS, resource_arn=group),
            denied=denied,
        )  # fmt: skip

    assert outcome(sharing(THEIRS), PARTNER, read, group) == "unknown"
    assert outcome(sharing(), PARTNER, read, group) == "implicit_deny"
    assert outcome(sharing(f"arn:aws:iam::{THEIRS}:role/other"), PARTNER, read, group) == "implicit_deny"
    assert outcome(sharing(THEIRS), TRAINER, read, group) == "implicit_deny"
    organization = f"arn:aws:organizations::{STRANGE}:organization/o-theirs"
    assert outcome(sharing(organization), PARTNER, read, group) == "implicit_deny"
    assert told(sharing(organization), read, group)["any other AWS account"] == "unknown"
    for call in ("ram:GetResourceShares", "ram:GetResourceShareAssociations"):
        assert outcome(sharing(denied=(call,)), PARTNER, read, group) == "unknown"


REPOSITORY = f"arn:aws:ecr:eu-west-1:{OURS}:repository/serving"


def test_63_the_policy_of_the_registry_counts_for_all_its_repositories_besides_their_own() -> None:
    """https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry-permissions.html"""
    row = Repository(arn=REPOSITORY, account=OURS, region="eu-west-1", name="serving", tags={})
    registry = f"arn:aws:ecr:eu-west-1:{OURS}:registry-policy"
    everything = f"arn:aws:ecr:eu-west-1:{OURS}:repository/*"
    replication = document("Allow", "ecr:ReplicateImage", everything, Principal={"AWS": f"arn:aws:iam::{THEIRS}:root"})
    opened = statements(RegistryPolicyStatement, registry, "registry policy", replication)
    pull = document("Allow", "ecr:BatchGetImage", None, Principal={"AWS": PARTNER})
    own = statements(RepositoryPolicyStatement, REPOSITORY, "", pull)
    here = world(role(PARTNER, FULL), row, opened, own)
    assert outcome(here, PARTNER, "ecr:ReplicateImage", REPOSITORY) == "allowed"
    assert outcome(here, PARTNER, "ecr:BatchGetImage", REPOSITORY) == "allowed"
    assert outcome(here, PARTNER, "ecr:PutImage", REPOSITORY) == "implicit_deny"
    unread = world(role(PARTNER, FULL), row, denied=["ecr:GetRegistryPolicy"])
    assert outcome(unread, PARTNER, "ecr:ReplicateImage", REPOSITORY) == "unknown"
    assert "registry policy" in {each.what for each in unread.unread}

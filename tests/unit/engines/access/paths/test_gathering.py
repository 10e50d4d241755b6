"""Facts from rows: what is there, what is not, and what nobody read."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.unit.engines.access.paths.worlds import (
    ACCOUNT,
    BUCKET,
    EVE,
    MODEL,
    STRONG,
    WEAK,
    Rows,
    allow,
    somebody,
    technique,
    trust,
    world,
)

from modelkeep.core.escalation import Gained, Predicate
from modelkeep.core.kinds.awslambda import Function
from modelkeep.core.kinds.bedrock import CustomModel, ModelInvocationLoggingConfiguration
from modelkeep.core.kinds.bedrock_agents import Agent, KnowledgeBase
from modelkeep.core.kinds.derived import RelationRow
from modelkeep.core.kinds.ec2 import Instance
from modelkeep.core.kinds.ecs import Service
from modelkeep.core.kinds.iam import Group, GroupPolicyStatement, Role, User, UserAccessKey, UserCredential
from modelkeep.core.kinds.sagemaker import Domain, UserProfile
from modelkeep.core.kinds.sagemaker_jobs import TrainingJobInput
from modelkeep.core.kinds.sagemaker_models import ModelContainer
from modelkeep.core.kinds.ssm import ManagedNode
from modelkeep.core.tables import Row
from modelkeep.engines.access.administration import is_administrator
from modelkeep.engines.access.decision import Outcome
from modelkeep.engines.access.expressions import Not, Unread
from modelkeep.engines.access.paths.asking import AskedWorld
from modelkeep.engines.access.paths.facts import Facts
from modelkeep.engines.access.paths.gathering import gather
from modelkeep.engines.access.paths.lineage import objects_of, uses_of_models
from modelkeep.engines.access.paths.people import with_groups
from modelkeep.engines.access.statements import policy_of, unread_policy
from modelkeep.engines.access.world import Identity, World

PROFILE = f"arn:aws:iam::{ACCOUNT}:instance-profile/box"
BOX = f"arn:aws:ec2:eu-west-1:{ACCOUNT}:instance/i-1"
FUNCTION = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:answer"
AGENT = f"arn:aws:bedrock:eu-west-1:{ACCOUNT}:agent/ABCDEFGHIJ"
GROUP = f"arn:aws:iam::{ACCOUNT}:group/admins"
Truth = bool | str
"""Whether a fact is there; for one that rests on something, "unread"."""


def gathered(
    of: World, *rows: Row, asks: tuple[Predicate, ...] = (), unread: tuple[str, ...] = ()
) -> dict[tuple[str, ...], Truth]:
    asking = technique("x", where=asks, gains={Gained.ROLE: "{role}"})
    estate = Rows(rows, frozenset(unread))
    return truths(gather(estate, of, AskedWorld(of), [asking]).facts)


def truths(facts: Facts) -> dict[tuple[str, ...], Truth]:
    return {(fact.relation, *fact.terms): True if fact.holds is True else "unread" for fact in facts}


def works_as(type_: str, service: str) -> Predicate:
    return Predicate("works_as", ("{x}", type_, "{role}", service))


LAMBDA = works_as("lambda:function", "lambda.amazonaws.com")
BOXES = works_as("ec2:instance", "ec2.amazonaws.com")


def trusting(service: str, name: str = STRONG) -> Identity:
    return somebody(name, trusts=[trust("Service", service)])


def test_a_role_trusts_the_services_that_its_policy_names() -> None:
    asks = (Predicate("trusts", ("{role}", "lambda.amazonaws.com")),)
    found = gathered(world(trusting("lambda.amazonaws.com"), trusting("ec2.amazonaws.com", WEAK)), asks=asks)
    assert found["trusts", STRONG, "lambda.amazonaws.com"] is True
    assert ("trusts", WEAK, "lambda.amazonaws.com") not in found


def test_a_service_acts_for_the_account_that_the_role_is_in() -> None:
    """aws:SourceAccount is the caller's, so that a trust that names the role's own account is no condition, and another one no trust."""
    own, other = (
        somebody(
            name,
            trusts=[
                trust("Service", "lambda.amazonaws.com", Condition={"StringEquals": {"aws:SourceAccount": account}})
            ],
        )
        for name, account in ((STRONG, ACCOUNT), (WEAK, "444455556666"))
    )
    found = gathered(world(own, other), asks=(Predicate("trusts", ("{role}", "lambda.amazonaws.com")),))
    assert found["trusts", STRONG, "lambda.amazonaws.com"] is True
    assert ("trusts", WEAK, "lambda.amazonaws.com") not in found


def test_a_trust_policy_that_was_not_read_may_trust() -> None:
    unread = Identity(somebody(STRONG).principal, trust=(unread_policy("trust", "AccessDenied"),))
    found = gathered(world(unread), asks=(Predicate("trusts", ("{role}", "lambda.amazonaws.com")),))
    assert found["trusts", STRONG, "lambda.amazonaws.com"] == "unread"


def test_a_function_works_as_its_role_and_as_no_other() -> None:
    of = world(trusting("lambda.amazonaws.com"), trusting("lambda.amazonaws.com", WEAK))
    found = gathered(of, Function(arn=FUNCTION, role_arn=STRONG), asks=(LAMBDA,))
    assert {key: held for key, held in found.items() if key[0] == "works_as"} == {
        ("works_as", FUNCTION, "lambda:function", STRONG): True
    }


def test_where_functions_were_not_listed_one_may_work_as_any_role_that_trusts_lambda() -> None:
    of = world(trusting("lambda.amazonaws.com"), trusting("ec2.amazonaws.com", WEAK))
    found = gathered(of, asks=(LAMBDA,), unread=("lambda:ListFunctions",))
    pattern = f"arn:aws:lambda:*:{ACCOUNT}:function:*"
    assert {key: held for key, held in found.items() if key[0] == "works_as"} == {
        ("works_as", pattern, "lambda:function", STRONG): "unread"
    }


def test_a_function_whose_role_was_not_read_may_work_as_any_role_that_trusts_lambda() -> None:
    found = gathered(world(trusting("lambda.amazonaws.com")), Function(arn=FUNCTION), asks=(LAMBDA,))
    assert found["works_as", FUNCTION, "lambda:function", STRONG] == "unread"


def test_a_kind_that_is_never_listed_may_be_there() -> None:
    asks = (works_as("glue:devendpoint", "glue.amazonaws.com"), Predicate("exists", ("{job}", "glue:job")))
    estate, of = Rows(), world(trusting("glue.amazonaws.com"))
    result = gather(estate, of, AskedWorld(of), [technique("x", where=asks, gains={Gained.ROLE: "{role}"})])
    found = truths(result.facts)
    assert found["works_as", f"arn:aws:glue:*:{ACCOUNT}:devEndpoint/*", "glue:devendpoint", STRONG] == "unread"
    assert found["exists", f"arn:aws:glue:*:{ACCOUNT}:job/*", "glue:job"] == "unread"
    assert [each.why for each in result.unread] == [
        "neither these nor their policies are listed: glue devendpoint, glue job"
    ]


def test_what_an_account_did_not_give_is_told() -> None:
    of = world()
    result = gather(Rows(unread=frozenset({"lambda:ListFunctions"})), of, AskedWorld(of), [])
    assert [(each.what, each.where, each.why) for each in result.unread] == [
        ("lambda function", f"account {ACCOUNT}", "AccessDenied")
    ]


def test_an_instance_works_as_the_role_of_its_profile() -> None:
    of = world(trusting("ec2.amazonaws.com"), trusting("ec2.amazonaws.com", WEAK))
    box = Instance(arn=BOX, iam_instance_profile_arn=PROFILE)
    roles = (Role(arn=STRONG, instance_profile_arns=(PROFILE,)), Role(arn=WEAK, instance_profile_arns=()))
    found = gathered(of, box, *roles, asks=(BOXES,))
    assert found["works_as", BOX, "ec2:instance", STRONG] is True
    assert found["profile", STRONG] is True
    assert ("works_as", BOX, "ec2:instance", WEAK) not in found
    assert ("profile", WEAK) not in found
    without = gathered(of, Instance(arn=BOX, iam_instance_profile_arn=""), *roles, asks=(BOXES,))
    assert not any(key[0] == "works_as" for key in without)


def test_an_instance_whose_profile_nobody_can_tell_the_role_of_may_work_as_any() -> None:
    of = world(trusting("ec2.amazonaws.com"))
    found = gathered(of, Instance(arn=BOX, iam_instance_profile_arn=PROFILE), Role(arn=STRONG), asks=(BOXES,))
    assert found["works_as", BOX, "ec2:instance", STRONG] == "unread"
    assert found["profile", STRONG] == "unread"


def test_systems_manager_reaches_what_it_lists_and_maybe_what_nobody_asked_it_about() -> None:
    node = ManagedNode(arn=BOX)
    assert gathered(world(), node)["ssm_managed", BOX] is True
    call = "ssm:DescribeInstanceInformation"
    assert gathered(world(), Instance(arn=BOX), unread=(call,))["ssm_managed", BOX] == "unread"
    assert ("ssm_managed", BOX) not in gathered(world(), Instance(arn=BOX))


def test_a_user_profile_without_a_role_has_its_domains() -> None:
    profile = f"arn:aws:sagemaker:eu-west-1:{ACCOUNT}:user-profile/d-1/ana"
    domain = Domain(arn="d", account=ACCOUNT, region="eu-west-1", domain_id="d-1", default_execution_role=WEAK)
    asks = (works_as("sagemaker:user-profile", "sagemaker.amazonaws.com"),)

    def roles(role: str) -> set[str]:
        row = UserProfile(arn=profile, account=ACCOUNT, region="eu-west-1", domain_id="d-1", execution_role=role)
        return {key[3] for key in gathered(world(), row, domain, asks=asks) if key[0] == "works_as"}

    assert roles("") == {WEAK}
    assert roles(STRONG) == {STRONG}


def test_a_cluster_is_known_by_the_services_in_it() -> None:
    cluster = f"arn:aws:ecs:eu-west-1:{ACCOUNT}:cluster/apps"
    asks = (Predicate("exists", ("{cluster}", "ecs:cluster")),)
    found = gathered(world(), Service(arn="s", cluster_arn=cluster), asks=asks)
    assert found["exists", cluster, "ecs:cluster"] is True


def test_only_roles_whose_trust_people_can_change_are_mutable() -> None:
    linked = f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX"
    sso = f"arn:aws:iam::{ACCOUNT}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_1"
    found = gathered(world(somebody(STRONG), somebody(linked), somebody(sso)))
    assert {key[1] for key in found if key[0] == "mutable"} == {STRONG}


def test_who_is_in_a_group_and_who_is_not() -> None:
    other = f"arn:aws:iam::{ACCOUNT}:user/other"
    unread = f"arn:aws:iam::{ACCOUNT}:user/unread"
    users = (User(arn=EVE, group_arns=(GROUP,)), User(arn=other, group_arns=()), User(arn=unread))
    found = gathered(world(), Group(arn=GROUP), *users)
    assert found["member", EVE, GROUP] is True
    assert ("outside", EVE, GROUP) not in found
    assert found["outside", other, GROUP] is True
    assert (found["member", unread, GROUP], found["outside", unread, GROUP]) == ("unread", "unread")


def test_keys_and_passwords_are_those_of_the_credential_report() -> None:
    keys = (
        UserAccessKey(arn=EVE, slot=1, active=True),
        UserAccessKey(arn=EVE, slot=2, active=False),
        UserCredential(arn=EVE, has_password=False),
    )
    found = gathered(world(), User(arn=EVE), *keys)
    assert found["free_key", EVE] is True
    assert found["no_password", EVE] is True
    assert ("full_keys", EVE) not in found
    assert ("password", EVE) not in found
    assert found["user", EVE] is True
    nothing = gathered(world(), User(arn=EVE))
    for relation in ("free_key", "full_keys", "password", "no_password"):
        assert nothing[relation, EVE] == "unread"


def test_a_switched_off_key_takes_a_place_too() -> None:
    made = datetime(2026, 1, 1, tzinfo=UTC)
    keys = [UserAccessKey(arn=EVE, slot=slot, active=False, last_rotated_at=made) for slot in (1, 2)]
    found = gathered(world(), User(arn=EVE), *keys)
    assert found["full_keys", EVE] is True
    assert ("free_key", EVE) not in found


def test_attached_policies_that_can_be_changed_are_the_customers() -> None:
    own = f"arn:aws:iam::{ACCOUNT}:policy/team"
    document = {"Version": "2012-10-17", "Statement": [allow("s3:*")]}
    policies = tuple(
        policy_of(name, document) for name in (own, "arn:aws:iam::aws:policy/AmazonS3FullAccess", "inline")
    )
    found = gathered(world(Identity(somebody(EVE).principal, policies)))
    assert {key[1:] for key in found if key[0] == "attached"} == {(own, EVE)}


def test_a_group_is_whoever_joins_it() -> None:
    statement = GroupPolicyStatement(arn=GROUP, policy="own", effect="Allow", actions=("*",), resources=("*",))
    group = Group(arn=GROUP, attached_policy_arns=(), inline_policy_names=("own",))
    whole = with_groups(world(somebody(EVE)), Rows((group, statement)))
    assert is_administrator(whole, whole.identities[GROUP])
    unread = with_groups(world(), Rows((Group(arn=GROUP),)))
    assert AskedWorld(unread).decision(GROUP, "s3:ListAllMyBuckets", "*").outcome is Outcome.UNKNOWN


def uses(*rows: Row) -> set[tuple[str, ...]]:
    return {(fact.relation, *fact.terms) for fact in uses_of_models(Rows(rows))}


def test_what_a_models_container_loads_and_runs() -> None:
    group = f"arn:aws:sagemaker:eu-west-1:{ACCOUNT}:model-package-group/fraud"
    package = f"arn:aws:sagemaker:eu-west-1:{ACCOUNT}:model-package/fraud/7"
    image = f"{ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com/team/fraud:live"
    row = ModelContainer(
        arn=MODEL,
        image=image,
        image_digest="",
        model_data_url="s3://acme-models/f/m.tar.gz",
        model_package_name=package,
    )
    assert uses(row) == {
        ("uses", MODEL, "artifact", f"{BUCKET}/f/m.tar.gz"),
        ("uses", MODEL, "image", f"arn:aws:ecr:eu-west-1:{ACCOUNT}:repository/team/fraud"),
        ("uses", MODEL, "package", package),
        ("uses", MODEL, "package-group", group),
    }


def test_an_image_that_is_pinned_cannot_be_exchanged_by_a_push() -> None:
    image = f"{ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com/fraud@sha256:0"
    assert uses(ModelContainer(arn=MODEL, image=image, image_digest="sha256:0")) == set()


def test_of_a_multi_model_container_every_object_below_counts() -> None:
    row = ModelContainer(arn=MODEL, mode="MultiModel", model_data_url="s3://acme-models/all")
    assert uses(row) == {("uses", MODEL, "artifact", f"{BUCKET}/all*")}


def test_objects_of_addresses() -> None:
    assert objects_of("s3://b/k", MODEL, below=False) == "arn:aws:s3:::b/k"
    assert objects_of("s3://b/k/", MODEL, below=False) == "arn:aws:s3:::b/k/*"
    assert objects_of("s3://b", MODEL, below=False) == "arn:aws:s3:::b/*"
    assert objects_of("s3://b/k", MODEL.replace("arn:aws:", "arn:aws-cn:"), below=True) == "arn:aws-cn:s3:::b/k*"
    assert objects_of("/opt/ml", MODEL, below=False) == ""


def test_what_the_lineage_tells() -> None:
    endpoint = f"arn:aws:sagemaker:eu-west-1:{ACCOUNT}:endpoint/fraud"
    rows = (
        RelationRow(arn=MODEL, kind="trained_by", dst="job"),
        TrainingJobInput(arn="job", s3_uri="s3://acme-training/fraud/"),
        RelationRow(arn=MODEL, kind="deployed_as", dst="config"),
        RelationRow(arn="config", kind="deployed_as", dst=endpoint),
        RelationRow(arn=MODEL, kind="stored_in", dst=BUCKET),
        RelationRow(arn=BUCKET, kind="encrypted_by", dst="key"),
        RelationRow(arn="notebook", kind="configured_by", dst="script"),
    )
    assert uses(*rows) == {
        ("uses", MODEL, "training-data", "arn:aws:s3:::acme-training/fraud/*"),
        ("serves", endpoint, MODEL),
        ("uses", MODEL, "key", "key"),
        ("uses", "notebook", "lifecycle", "script"),
    }


def test_what_bedrock_models_and_agents_use() -> None:
    knowledge = f"arn:aws:bedrock:eu-west-1:{ACCOUNT}:knowledge-base/KB"
    custom = f"arn:aws:bedrock:eu-west-1:{ACCOUNT}:custom-model/x/y"
    rows = (
        Agent(arn=AGENT, account=ACCOUNT, region="eu-west-1"),
        KnowledgeBase(arn=knowledge, account=ACCOUNT, region="eu-west-1"),
        CustomModel(
            arn=custom, training_data_s3_uri="s3://acme-training/tone.jsonl", account=ACCOUNT, region="eu-west-1"
        ),
        ModelInvocationLoggingConfiguration(arn="logging", account=ACCOUNT, region="eu-west-1"),
        RelationRow(arn=AGENT, kind="retrieves_from", dst=knowledge),
        RelationRow(arn=knowledge, kind="retrieves_from", dst="arn:aws:s3:::acme-handbook"),
        RelationRow(arn=AGENT, kind="calls", dst=FUNCTION),
        RelationRow(arn=AGENT, kind="guarded_by", dst="guardrail"),
        RelationRow(arn=custom, kind="encrypted_by", dst="key"),
    )
    assert uses(*rows) == {
        ("uses", AGENT, "documents", "arn:aws:s3:::acme-handbook/*"),
        ("uses", knowledge, "documents", "arn:aws:s3:::acme-handbook/*"),
        ("uses", AGENT, "alias", f"arn:aws:bedrock:eu-west-1:{ACCOUNT}:agent-alias/ABCDEFGHIJ/*"),
        ("uses", AGENT, "function", FUNCTION),
        ("uses", AGENT, "guardrail", "guardrail"),
        ("uses", AGENT, "logging", "logging"),
        ("uses", custom, "logging", "logging"),
        ("uses", custom, "training-data", "arn:aws:s3:::acme-training/tone.jsonl"),
        ("uses", custom, "key", "key"),
    }


def test_facts_are_found_by_any_of_their_terms_and_joined() -> None:
    facts = Facts()
    facts.add("member", EVE, GROUP)
    facts.add("member", EVE, "other")
    facts.add("attached", "policy", GROUP)
    where = (Predicate("member", ("{self}", "{group}")), Predicate("attached", ("{policy}", "{group}")))
    ((binding, told),) = facts.bindings(where)
    assert binding == {"self": EVE, "group": GROUP, "policy": "policy"}
    assert [str(fact) for fact in told] == [f"{EVE} is in {GROUP}", f"policy is attached to {GROUP}"]
    assert list(facts.bindings((Predicate("member", ("{self}", "nobody")),))) == []


def test_what_is_said_twice_holds_where_either_says_so() -> None:
    facts, doubt = Facts(), Unread("whether")
    facts.add("role", STRONG, holds=doubt)
    facts.add("role", WEAK, holds=False)
    assert [(fact.terms, fact.holds) for fact in facts] == [((STRONG,), doubt)]
    facts.add("role", STRONG, holds=Not(doubt))
    facts.add("role", STRONG)
    assert [fact.holds for fact in facts] == [True]

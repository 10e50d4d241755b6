"""How what runs each model stands to what has been released since; what was not read or is not known is never current."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from tests.fakes.blank import blank_estate
from tests.unit.estates import ACCOUNT, REGION, model_arn

from modelkeep.app.patch_status import exit_code, patch_status
from modelkeep.bootstrap_components import built_from_part
from modelkeep.catalogue.loader import built_in_relations, load_relations
from modelkeep.core.kinds import calls_for
from modelkeep.core.releases import Aspect, PatchStatus, Release, Releases, Source, Standing
from modelkeep.engines.posture.lineage import derive
from modelkeep.engines.posture.schema import insert_rows

NOW = datetime(2026, 11, 21, tzinfo=UTC)
PLACE = {"account": ACCOUNT, "region": REGION}
FRAUD, CARD = model_arn("fraud"), f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:model-package/card/2"
AGENT = f"arn:aws:bedrock:{REGION}:{ACCOUNT}:agent/A1"
FUNCTION = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:front"
REPOSITORY = f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/fraud"
IMAGE = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/fraud"
OLD, NEW = ("sha256:" + each * 64 for each in "ab")
TOLD = Source(name="https://example.org", as_of=date(2026, 11, 1))
RELEASES = Releases((
    Release(product="torch", line="2.6", newest="2.6.0", source=TOLD),
    Release(product="pytorch", line="2.14", newest="2.14.0", ends=date(2027, 9, 28), source=TOLD),
    Release(product="lambda", line="python3.9", ends=date(2025, 12, 15), source=TOLD),
))  # fmt: skip
TABLES = (
    "sagemaker_model_container", "sagemaker_model_package", "ecr_model_image", "bedrock_foundation_model", "tagged", "jumpstart_version",
    "ssm_managed_node", "ssm_patch_state", "lambda_function",
)  # fmt: skip
EDGES = ("uses_model", "calls", "invokes", "is_ai")
"""Those that are looked at."""
ABOUT = {"ecr:DescribeImages": REPOSITORY, "sagemaker:ListHubContentVersions": "SageMakerPublicHub/flan"}

MODEL = {"arn": FRAUD, "name": "fraud", "tags": {}}
CONTAINER = {
    "arn": FRAUD,
    "position": 0,
    "image": f"{IMAGE}:1.4.2",
    "model_package_name": "",
    "model_data_url": "s3://acme/m",
}
IMAGES = [
    {"arn": REPOSITORY, "digest": OLD, "tags": ["1.4.1"], "pushed_at": "2026-01-10"},
    {"arn": REPOSITORY, "digest": NEW, "tags": ["1.4.2"], "pushed_at": "2026-11-01"},
]
PACKAGE = {
    "arn": CARD, "name": "card/2", "model_package_group_name": "card", "model_package_version": 2,
    "model_approval_status": "Approved",
}  # fmt: skip


@pytest.fixture(scope="module")
def asked() -> Iterator[Any]:
    """What `patch status` says of rows by table; `failed` are calls that were denied, `unasked` those that were not made.

    The database is filled and emptied for one question after the other. To optimise takes longer than it saves over a few rows.
    """
    relations = [each for each in load_relations(built_in_relations(), None) if each.kind in EDGES]
    connection = blank_estate()
    connection.execute("PRAGMA disable_optimizer")

    def ask(
        rows: Mapping[str, Sequence[Mapping[str, Any]]], *, failed: str = "", unasked: str = ""
    ) -> dict[str, PatchStatus]:
        reads = [
            {
                "call": call, **PLACE, "resource": ABOUT.get(call, ""), "outcome": "denied" if call == failed else "ok",
                "code": "AccessDenied" if call == failed else "", "message": "", "at": "2026-11-20T10:00:00",
            }
            for call in calls_for(TABLES)
            if call != unasked
        ]  # fmt: skip
        insert_rows(connection, "read", reads)
        for table, given in rows.items():
            insert_rows(connection, table, [{**PLACE, **row} for row in given])
        derive(connection, relations)
        try:
            return {each.name: each for each in patch_status(connection, RELEASES, built_from_part().sql, NOW)}
        finally:
            for table in {*rows, "read", "relation", "ai_relevant", "model", "model_resource"}:
                connection.execute(f'DELETE FROM "{table}"')

    yield ask
    connection.close()


def standing(status: PatchStatus, aspect: Aspect) -> tuple[Standing, str]:
    (part,) = (each for each in status.parts if each.aspect is aspect)
    return part.standing, part.reason


def test_a_model_of_a_registered_version_on_the_newest_image(asked: Any) -> None:
    packaged = {"arn": CARD, "image": f"{IMAGE}@{NEW}", "framework": "PYTORCH", "framework_version": "2.6.0"}
    rows = {
        "sagemaker_model": [MODEL],
        "sagemaker_model_container": [{**CONTAINER, "image": "", "model_package_name": CARD}],
        "sagemaker_model_package": [PACKAGE],
        "sagemaker_model_package_container": [packaged],
        "ecr_model_image": IMAGES,
    }
    fraud = asked(rows)["fraud"]
    assert standing(fraud, Aspect.VERSION) == (Standing.CURRENT, "the newest approved version of its group")
    assert standing(fraud, Aspect.IMAGE) == (
        Standing.CURRENT,
        "sha256:bbbbbbbbbbbb, 20 days old, the newest of its line",
    )
    assert standing(fraud, Aspect.FRAMEWORK) == (Standing.CURRENT, "the newest release")
    assert (fraud.of(Aspect.MAKER), fraud.worst, exit_code([fraud])) == (Standing.NONE, Standing.CURRENT, 0)
    newer = {**PACKAGE, "arn": CARD.replace("/2", "/3"), "model_package_version": 3}
    fraud = asked({**rows, "sagemaker_model_package": [PACKAGE, newer]})["fraud"]
    assert standing(fraud, Aspect.VERSION) == (Standing.BEHIND, "version 3 of its group is approved")
    container = {**packaged, "base_model": "flan", "base_model_version": "1.0.0"}
    fraud = asked({
        **rows, "sagemaker_model_package_container": [container],
        "jumpstart_version": [{"arn": "v", "model_id": "flan", "version": "2.0.0", "support_status": "Supported"}],
    })["fraud"]  # fmt: skip
    assert standing(fraud, Aspect.MAKER) == (
        Standing.BEHIND,
        "2.0.0 is the newest, and the hub lists its version no more",
    )
    fraud = asked(rows, failed="sagemaker:ListModelPackages")["fraud"]
    assert standing(fraud, Aspect.VERSION) == (Standing.UNKNOWN, "sagemaker:ListModelPackages ended with AccessDenied")
    assert exit_code([fraud]) == 4


def test_an_image_is_known_by_what_the_endpoint_runs(asked: Any) -> None:
    rows = {
        "sagemaker_model": [MODEL], "sagemaker_model_container": [CONTAINER], "ecr_model_image": IMAGES,
        "sagemaker_endpoint": [{"arn": f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:endpoint/live", "name": "live", "endpoint_config_name": "c"}],
        "sagemaker_endpoint_config": [{"arn": "config", "name": "c"}],
        "sagemaker_endpoint_config_production_variant": [{"arn": "config", "variant_name": "v", "model_name": "fraud"}],
        "sagemaker_endpoint_deployed_image": [{
            "arn": f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:endpoint/live", "variant_name": "v", "specified_image": f"{IMAGE}:1.4.2",
            "resolved_image": f"{IMAGE}@{OLD}",
        }],
    }  # fmt: skip
    fraud = asked(rows)["fraud"]
    assert [each.rpartition("/")[2] for each in fraud.endpoints] == ["live"]
    found, reason = standing(fraud, Aspect.IMAGE)
    assert (found, reason.endswith("the tag 1.4.2 means sha256:bbbbbbbbbbbb now")) == (Standing.BEHIND, True)


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ({"failed": "ecr:DescribeImages"}, "ecr:DescribeImages ended with AccessDenied"),
        ({"unasked": "ecr:DescribeImages"}, "the scan did not ask ecr:DescribeImages there"),
    ],
)
def test_an_image_of_which_nothing_was_read_is_unknown(asked: Any, how: dict[str, str], says: str) -> None:
    rows = {"sagemaker_model": [MODEL], "sagemaker_model_container": [CONTAINER]}
    assert standing(asked(rows, **how)["fraud"], Aspect.IMAGE) == (Standing.UNKNOWN, says)


def test_the_newest_of_images_that_were_not_all_read_is_not_current(asked: Any) -> None:
    rows = {"sagemaker_model": [MODEL], "sagemaker_model_container": [CONTAINER], "ecr_model_image": IMAGES}
    found, reason = standing(asked(rows, failed="ecr:DescribeImages")["fraud"], Aspect.IMAGE)
    assert (found, "as far as was read" in reason) == (Standing.UNKNOWN, True)


def test_a_model_whose_containers_and_tags_were_not_read_is_unknown_in_all_of_it(asked: Any) -> None:
    fraud = asked({"sagemaker_model": [{"arn": FRAUD, "name": "fraud"}]}, failed="sagemaker:DescribeModel")["fraud"]
    unknown = {aspect for aspect in Aspect if fraud.of(aspect) is Standing.UNKNOWN}
    assert unknown == set(Aspect) - {Aspect.HOST}


def test_packages_that_were_found_tell_the_framework(asked: Any) -> None:
    rows = {
        "sagemaker_model": [MODEL], "sagemaker_model_container": [CONTAINER],
        "component_use": [{"arn": "image", "model": FRAUD, "runner": ""}],
        "component": [
            {"arn": "image", "type": "pypi", "name": name, "version": version, "evidence": evidence}
            for name, version, evidence in (
                ("torch", "2.5.1", "installed"), ("numpy", "1.26.4", "installed"), ("torch", "", "declared"),
            )
        ],
    }  # fmt: skip
    assert standing(asked(rows)["fraud"], Aspect.FRAMEWORK) == (Standing.UNKNOWN, "its line is not in the catalogue")
    nothing = {**rows, "component": [], "component_scan": [{"arn": "image", "complete": True}]}
    assert standing(asked(nothing)["fraud"], Aspect.FRAMEWORK)[1].startswith("none of the packages that were read")


def test_a_container_of_aws_tells_its_framework_by_its_tag(asked: Any) -> None:
    tags = {"known": "2.14.0-cpu-amzn2023-sagemaker", "not-known": "2.99.0-cpu"}
    registry = f"763104351884.dkr.ecr.{REGION}.amazonaws.com/pytorch"
    found = asked({
        "sagemaker_model": [{**MODEL, "arn": model_arn(name), "name": name} for name in tags],
        "sagemaker_model_container": [
            {**CONTAINER, "arn": model_arn(name), "image": f"{registry}:{tag}"} for name, tag in tags.items()
        ],
    })  # fmt: skip
    assert found["known"].of(Aspect.FRAMEWORK) is Standing.CURRENT
    assert found["not-known"].of(Aspect.FRAMEWORK) is Standing.UNKNOWN


JUMPSTART: dict[str, tuple[dict[str, str] | None, Standing]] = {
    "newest": ({"id": "flan", "version": "2.0.0"}, Standing.CURRENT),
    "older": ({"id": "flan", "version": "1.0.0"}, Standing.BEHIND),
    "without-version": ({"id": "flan"}, Standing.UNKNOWN),
    "not-listed": ({"id": "other"}, Standing.UNKNOWN),
    "untagged": ({}, Standing.UNKNOWN),
    "tags-unread": (None, Standing.UNKNOWN),
}


def test_a_model_of_jumpstart(asked: Any) -> None:
    def tags(given: dict[str, str] | None) -> dict[str, str] | None:
        return None if given is None else {f"sagemaker-sdk:jumpstart-model-{key}": given[key] for key in given}

    bucket = "s3://jumpstart-cache-prod-us-east-1/m"
    found = asked({
        "sagemaker_model": [
            {"arn": model_arn(name), "name": name, "tags": tags(given)} for name, (given, _) in JUMPSTART.items()
        ],
        "sagemaker_model_container": [{**CONTAINER, "arn": model_arn(name), "model_data_url": bucket} for name in JUMPSTART],
        "jumpstart_version": [
            {"arn": version, "model_id": "flan", "version": version, "support_status": "Supported"}
            for version in ("1.0.0", "2.0.0")
        ],
    })  # fmt: skip
    expected = {name: standing for name, (_, standing) in JUMPSTART.items()}
    assert {name: status.of(Aspect.MAKER) for name, status in found.items()} == expected


def test_agents_stand_to_the_life_of_their_foundation_model_and_to_their_functions(asked: Any) -> None:
    rows = {
        "bedrock_agent": [{"arn": AGENT, "name": "helper", "foundation_model": "maker.old-v1:0"}],
        "bedrock_agent_action_group": [{"arn": AGENT, "lambda_arn": FUNCTION, "action_group_state": "ENABLED"}],
        "lambda_function": [{"arn": FUNCTION, "name": "front", "runtime": "python3.9", "package_type": "Zip"}],
        "bedrock_foundation_model": [
            {"arn": "m", "model_id": "maker.old-v1:0", "lifecycle_status": "LEGACY", "end_of_life_at": "2027-04-01"}
        ],
    }
    helper = asked(rows)["helper"]
    assert standing(helper, Aspect.MAKER) == (Standing.ENDING, "legacy, end of life on 2027-04-01")
    assert standing(helper, Aspect.FRAMEWORK) == (Standing.ENDED, "patched until 2025-12-15")
    assert exit_code([helper]) == 13
    helper = asked({**rows, "bedrock_foundation_model": []})["helper"]
    assert standing(helper, Aspect.MAKER)[1].startswith("Bedrock does not list it in us-east-1")
    helper = asked({**rows, "bedrock_foundation_model": []}, failed="bedrock:ListFoundationModels")["helper"]
    assert standing(helper, Aspect.MAKER) == (Standing.UNKNOWN, "bedrock:ListFoundationModels ended with AccessDenied")


def test_what_was_called_lately_stands_there_too_under_its_inference_profile(asked: Any) -> None:
    found = asked({
        "bedrock_invoked_model": [{"arn": "region", "model_id": "us.maker.new-v1:0"}],
        "bedrock_foundation_model": [{"arn": "m", "model_id": "maker.new-v1:0", "lifecycle_status": "ACTIVE"}],
    })  # fmt: skip
    assert found["us.maker.new-v1:0"].of(Aspect.MAKER) is Standing.CURRENT


SCANNED = {"baseline_id": "b", "operation_end_at": "2026-11-01", "missing_count": 0, "failed_count": 0}
HOSTS: dict[str, tuple[dict[str, Any] | None, Standing]] = {
    "patched": (SCANNED, Standing.CURRENT),
    "lacking": ({**SCANNED, "missing_count": 3}, Standing.BEHIND),
    "never-scanned": ({"baseline_id": ""}, Standing.UNKNOWN),
    "unread": ({}, Standing.UNKNOWN),
    "unmanaged": (None, Standing.UNKNOWN),
}


def test_machines_that_serve_models(asked: Any) -> None:
    def instance(name: str) -> str:
        return f"arn:aws:ec2:{REGION}:{ACCOUNT}:instance/i-{name}"

    managed = {instance(name): state for name, (state, _) in HOSTS.items() if state is not None}
    found = asked({
        "ec2_instance": [{"arn": instance(name), "name": name, "instance_type": "g5.xlarge"} for name in HOSTS],
        "ssm_managed_node": [{"arn": arn, "ping_status": "Online", "platform_type": "Linux"} for arn in managed],
        "ssm_patch_state": [{"arn": arn, **state} for arn, state in managed.items()],
    })  # fmt: skip
    assert {name: status.of(Aspect.HOST) for name, status in found.items()} == {
        name: standing for name, (_, standing) in HOSTS.items()
    }


def test_no_model_is_nothing_to_judge() -> None:
    assert exit_code([]) == 3


def test_an_end_within_ninety_days_is_near(asked: Any) -> None:
    rows = {
        "bedrock_agent": [{"arn": AGENT, "name": "helper", "foundation_model": "maker.old-v1:0"}],
        "bedrock_foundation_model": [{
            "arn": "m", "model_id": "maker.old-v1:0", "lifecycle_status": "ACTIVE", "end_of_life_at": NOW + timedelta(days=89),
        }],
    }  # fmt: skip
    helper = asked(rows)["helper"]
    assert (helper.of(Aspect.MAKER), exit_code([helper])) == (Standing.ENDING, 12)

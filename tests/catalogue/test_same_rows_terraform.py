"""The same verdict from Terraform: what a control's cases declare gives the same rows through a plan as in CloudFormation's terms.

Verdicts are judged from rows alone (test_same_verdict.py holds these rows against the cases), so equal rows have equal verdicts.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from tests.unit.adapters.iac.expressed import NotExpressibleError, declared, known
from tests.unit.adapters.iac.terraform.turned import NotInTerraformError, plan_of

from modelkeep import bootstrap
from modelkeep.adapters.iac.forms import forms, told_columns
from modelkeep.adapters.iac.resource import Declared, Deployment
from modelkeep.adapters.iac.rows import rows_of
from modelkeep.adapters.iac.terraform.mapping import conversions
from modelkeep.adapters.iac.terraform.reader import read_terraform
from modelkeep.core.control import Control
from modelkeep.core.kinds import tables
from modelkeep.engines.posture.cases import ACCOUNT, REGION, load_cases
from modelkeep.engines.posture.declared import answerable

DEPLOYMENT = Deployment(ACCOUNT, REGION)
ASKED = [control for control in bootstrap.load_catalogue().controls if answerable(control, told_columns())]
LACKING = {
    "aws": frozenset({
        "AWS::SageMaker::Cluster", "AWS::SageMaker::InferenceComponent", "AWS::SageMaker::InferenceExperiment",
        "AWS::SageMaker::ModelBiasJobDefinition", "AWS::SageMaker::ModelCard", "AWS::SageMaker::ModelExplainabilityJobDefinition",
        "AWS::SageMaker::ModelPackage", "AWS::SageMaker::ModelQualityJobDefinition", "AWS::SageMaker::PartnerApp",
        "AWS::SageMaker::ProcessingJob",
    }),
    "awscc": frozenset({"AWS::Bedrock::Flow", "AWS::SageMaker::ModelCard"}),
}  # fmt: skip
"""Types that a provider has no resource for, as of aws 6.25 and awscc of November 2026. Together they have all but model cards."""
OUT_OF_REACH = {
    "aws": dict.fromkeys(
        (
            "SM-CL-01", "SM-CL-02", "SM-CL-05", "SM-CL-06", "SM-GOV-03-APP", "SM-GOV-03-KEY", "SM-INF-01", "SM-INF-02",
            "SM-JOB-06", "SM-JOB-22", "SM-MON-04", "SM-MON-05", "SM-MON-06", "SM-MON-10", "SM-MON-11", "SM-MON-12", "SM-MON-14",
            "SM-MON-15", "SM-MON-16", "SM-REG-06", "SM-REG-07",
        ),
        "it is about a type that the provider lacks",
    ),
    "awscc": dict.fromkeys(
        ("SM-MODEL-05", "SM-MODEL-06"), "CloudFormation's models, and so this provider's, have no additional data sources"
    ),
}  # fmt: skip
"""By provider, the controls of which it can say no case, and why."""
PLACES = frozenset({"source", "file", "line", "address", "collected_at", "why"})
"""What says where something stands or why it is open, which differs by format."""


def told(resources: Sequence[Declared]) -> Counter[Any]:
    """The rows of resources, without places, to be compared in any order."""
    found: Counter[Any] = Counter()
    for row in rows_of(resources):
        values = dataclasses.asdict(row)
        if "property" not in values:
            found[type(row).__name__, repr(sorted((k, v) for k, v in values.items() if k not in PLACES))] += 1
    return found


def with_names(resource: Declared) -> Declared:
    """Cases may leave out the names of policies; in Terraform '' is not set."""
    policies = resource.properties.get("Policies")
    if not isinstance(policies, list):
        return resource
    named = [
        {**each, "PolicyName": each.get("PolicyName") or "p"} if isinstance(each, dict) else each for each in policies
    ]
    return dataclasses.replace(resource, properties={**resource.properties, "Policies": named})


def through_terraform(resources: Sequence[Declared], provider: str) -> Sequence[Declared]:
    content = plan_of(resources, provider)
    reading = read_terraform(Path("plan.json"), "plan.json", deployment=DEPLOYMENT, content=content)
    assert not reading.troubles
    return reading.resources


def both(resources: Sequence[Declared], provider: str) -> tuple[Sequence[Declared], Sequence[Declared]]:
    """A case's resources, and what they are through a plan. What the provider cannot leave open is left out of both."""
    try:
        return resources, through_terraform(resources, provider)
    except NotInTerraformError:
        closed = [dataclasses.replace(each, properties=known(each.properties)) for each in resources]
        return closed, through_terraform(closed, provider)


@pytest.mark.parametrize("provider", ["aws", "awscc"])
@pytest.mark.parametrize("control", ASKED, ids=lambda control: control.id)
def test_a_plan_gives_the_rows_of_the_cases(control: Control, provider: str) -> None:
    said = 0
    reasons: list[str] = []
    for case in load_cases(bootstrap.case_file(control)):
        if not case.rows.keys() <= tables().keys():
            continue  # calls that were denied: no file has such
        try:
            said_by_case = [with_names(each) for each in declared(case.rows, DEPLOYMENT, control.tables)[0]]
            resources, planned = both(said_by_case, provider)
        except (NotExpressibleError, NotInTerraformError) as error:
            reasons.append(str(error))
            continue
        assert told(planned) == told(resources), f"{case.section} {case.number}"
        said += bool(resources)
    assert bool(said) != (control.id in OUT_OF_REACH[provider]), sorted(set(reasons))


def test_every_type_has_a_resource_in_a_provider() -> None:
    for provider, lacking in LACKING.items():
        mapped = {
            each.cfn_type
            for each in conversions().values()
            if each.tf_type.startswith(f"{provider}_") and not each.into
        }
        assert not lacking & mapped, provider
        assert not set(forms()) - mapped - lacking, provider

"""The same verdict from AWS Config: each control's cases through a delivery, where Config records what they are about.

What Config does not record is unknown, so that a verdict may be UNKNOWN there which is none in a template; it may never be another.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.catalogue.test_same_verdict import ASKED, DEPLOYMENT, OPEN, Bench, expected_verdicts
from tests.unit.adapters.iac.expressed import NotExpressibleError, declared, known

from modelkeep import bootstrap
from modelkeep.adapters.iac.config.reader import read_config
from modelkeep.adapters.iac.config.told import RENAMED, TELLS
from modelkeep.adapters.iac.naming import named_resource
from modelkeep.adapters.iac.resource import Declared, Unknown
from modelkeep.core.control import Control
from modelkeep.core.kinds import tables
from modelkeep.core.tables import table_name
from modelkeep.engines.posture.cases import load_cases

LISTED = TELLS.keys() | RENAMED.keys()
RECORDED = [each for each in ASKED if any(table_name(cfn_type) in each.tables for cfn_type in LISTED)]
ANSWERED = frozenset({
    "AI-HOST-01", "AI-HOST-03", "AI-HOST-03-DIGEST", "AI-HOST-03-ROOT", "AI-HOST-03-SECRETS", "AI-HOST-04",
    "AI-HOST-04-KMS", "AI-HOST-04-LOG", "AI-HOST-05-SECRETS", "COG-05", "COG-06", "CT-02", "CT-03", "CT-05", "ECR-02",
    "NET-02", "SEC-01", "SM-DOM-01", "SM-DOM-02", "SM-DOM-03", "SM-EP-01", "SM-EP-03", "SM-EP-04", "SM-EP-14",
    "SM-EP-15", "SM-GOV-01", "SM-GOV-06", "SM-MODEL-01", "SM-MODEL-02", "SM-MODEL-04", "SM-MODEL-05", "SM-NB-01",
    "SM-NB-02", "SM-NB-03", "SM-NB-04", "SM-NB-08",
})  # fmt: skip
"""Controls of which some case passes or fails through Config too."""
WHY_NOT = ("does not record", "does not tell", "could not be parsed")
"""What the reasons say where Config does not tell: a policy that it does not record reads as one that nobody understands."""


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    made = Bench()
    yield made
    made.connection.close()


def item(resource: Declared) -> dict[str, Any]:
    configuration = {key: known(value) for key, value in resource.properties.items() if key != "Tags"}
    if resource.cfn_type in RENAMED:
        configuration = in_its_own_words(resource.cfn_type, {**configuration, **named(resource)})
    tags = resource.properties.get("Tags", [])
    return {
        "configurationItemStatus": "OK", "configurationItemCaptureTime": "2026-11-20T10:00:00.000Z",
        "resourceType": resource.cfn_type, "resourceId": resource.label, "resourceName": resource.label,
        "ARN": named_resource(resource).arn, "awsAccountId": DEPLOYMENT.account, "awsRegion": DEPLOYMENT.region,
        "configuration": {"Id": resource.label, **{key: each for key, each in configuration.items() if not isinstance(each, Unknown)}},
        "supplementaryConfiguration": {},
        "tags": None if isinstance(tags, Unknown) else {tag["Key"]: tag["Value"] for tag in tags},
    }  # fmt: skip


def named(resource: Declared) -> dict[str, str]:
    """What every item of a type has, and a declared resource need not."""
    return {next(iter(RENAMED[resource.cfn_type])): named_resource(resource).name}


AT_WORK: Mapping[str, Mapping[str, Any]] = {
    "AWS::EC2::Instance": {"state": {"name": "running"}},
    "AWS::EC2::VPCEndpoint": {"state": {"value": "Available"}},
    "AWS::EC2::FlowLog": {"flowLogStatus": "ACTIVE", "deliverLogsStatus": "SUCCESS"},
    "AWS::SecretsManager::Secret": {"RotationEnabled": False},
}


def in_its_own_words(cfn_type: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    """The properties under the names of the service's API: `RENAMED` the other way round."""
    found: dict[str, Any] = dict(AT_WORK.get(cfn_type, {}))
    for path, source in RENAMED[cfn_type].items():
        tree: Any = properties
        for step in path.removesuffix("?").split("[]")[0].split("."):
            tree = tree.get(step) if isinstance(tree, Mapping) else None
        into = found
        *way, last = source.split("[]")[0].split(".")
        for step in way:
            into = into.setdefault(step, {})
        inside, inner = (each.partition("[]")[2].lstrip(".") for each in (path, source))
        if "[]" in path and isinstance(tree, list):
            elements = into.setdefault(last, [{} for _ in tree])
            for element, each in zip(elements, tree, strict=True):
                element[inner] = each[inside] if inside else each
        elif tree is not None and not isinstance(tree, Unknown):
            into[last] = tree
    return found


def without_the_unrecorded(resource: Declared) -> Declared:
    """What is left of a resource where Config records it; the rest is for Config's reader to call unknown."""
    tells = TELLS.get(resource.cfn_type)
    if tells is None:
        return resource

    def kept(value: Any, path: str) -> Any:
        if isinstance(value, Mapping):
            inner = {key: f"{path}.{key}" if path else key for key in value}
            return {key: kept(each, inner[key]) for key, each in value.items() if told(inner[key])}
        return [kept(each, path) for each in value] if isinstance(value, list) else value

    def told(path: str) -> bool:
        return any(path == each or path.startswith(f"{each}.") or each.startswith(f"{path}.") for each in tells)

    return dataclasses.replace(resource, properties=kept(resource.properties, ""))


def answers(bench: Bench, control: Control) -> int:
    """How many verdicts of the control's cases come out through Config; asserts that none comes out as another."""
    said = 0
    for case in load_cases(bootstrap.case_file(control)):
        if case.section not in ("pass", "fail") or not case.rows.keys() <= tables().keys():
            continue
        try:
            resources, arns = declared(case.rows, DEPLOYMENT, control.tables)
        except NotExpressibleError:
            continue
        if not all(each.cfn_type in LISTED for each in resources):
            continue
        items = [item(without_the_unrecorded(each)) for each in resources]
        reading = read_config(Path("s.json"), "s.json", json.dumps({"configurationItems": items}).encode())
        assert not reading.troubles
        found = bench.verdicts(control, list(reading.resources), {})
        if not found:
            continue  # what makes the control apply is not recorded
        for arn, verdict in expected_verdicts(case, arns, found).items():
            got, reason = found.get(arn, ("no verdict", ""))
            unsure = reason.startswith(OPEN) or any(why in reason for why in WHY_NOT)
            assert got == verdict or (got == "UNKNOWN" and unsure), f"{case.section} {case.number}: {got} ({reason})"
            said += got == verdict
    return said


@pytest.mark.parametrize("control", RECORDED, ids=lambda control: control.id)
def test_config_gives_the_verdicts_of_the_cases(bench: Bench, control: Control) -> None:
    said = answers(bench, control)
    assert bool(said) == (control.id in ANSWERED)

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
from modelkeep.adapters.iac.config.shapes import TELLS
from modelkeep.adapters.iac.naming import named_resource
from modelkeep.adapters.iac.resource import Declared, Unknown
from modelkeep.core.control import Control
from modelkeep.core.kinds import tables
from modelkeep.core.tables import table_name
from modelkeep.engines.posture.cases import load_cases

RECORDED = [each for each in ASKED if any(table_name(cfn_type) in each.tables for cfn_type in TELLS)]
ANSWERED = frozenset({
    "SM-DOM-01", "SM-DOM-02", "SM-DOM-03", "SM-EP-01", "SM-EP-03", "SM-EP-04", "SM-EP-14", "SM-EP-15", "SM-GOV-01",
    "SM-GOV-06", "SM-MODEL-01", "SM-MODEL-02", "SM-MODEL-04", "SM-MODEL-05", "SM-NB-01", "SM-NB-02", "SM-NB-03",
    "SM-NB-04",
})  # fmt: skip
"""Controls of which some case passes or fails through Config too."""


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    made = Bench()
    yield made
    made.connection.close()


def item(resource: Declared) -> dict[str, Any]:
    configuration = {key: known(value) for key, value in resource.properties.items() if key != "Tags"}
    tags = resource.properties.get("Tags", [])
    return {
        "configurationItemStatus": "OK", "configurationItemCaptureTime": "2026-11-20T10:00:00.000Z",
        "resourceType": resource.cfn_type, "resourceId": resource.label, "resourceName": resource.label,
        "ARN": named_resource(resource).arn, "awsAccountId": DEPLOYMENT.account, "awsRegion": DEPLOYMENT.region,
        "configuration": {key: each for key, each in configuration.items() if not isinstance(each, Unknown)},
        "supplementaryConfiguration": {},
        "tags": None if isinstance(tags, Unknown) else {tag["Key"]: tag["Value"] for tag in tags},
    }  # fmt: skip


def without_the_unrecorded(resource: Declared) -> Declared:
    """What is left of a resource where Config records it; the rest is for Config's reader to call unknown."""
    tells = TELLS[resource.cfn_type]

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
        if not all(each.cfn_type in TELLS for each in resources):
            continue
        items = [item(without_the_unrecorded(each)) for each in resources]
        reading = read_config(Path("s.json"), "s.json", json.dumps({"configurationItems": items}).encode())
        assert not reading.troubles
        found = bench.verdicts(control, list(reading.resources), {})
        if not found:
            continue  # what makes the control apply is not recorded
        for arn, verdict in expected_verdicts(case, arns, found).items():
            got, reason = found.get(arn, ("no verdict", ""))
            unsure = reason.startswith(OPEN) or "does not record" in reason or "does not tell" in reason
            assert got == verdict or (got == "UNKNOWN" and unsure), f"{case.section} {case.number}: {got} ({reason})"
            said += got == verdict
    return said


@pytest.mark.parametrize("control", RECORDED, ids=lambda control: control.id)
def test_config_gives_the_verdicts_of_the_cases(bench: Bench, control: Control) -> None:
    said = answers(bench, control)
    assert bool(said) == (control.id in ANSWERED)

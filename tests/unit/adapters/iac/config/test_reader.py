"""Deliveries of AWS Config: what was recorded is told, what was not is unknown, what cannot be read is said."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modelkeep.adapters.iac.config.native import SHAPES
from modelkeep.adapters.iac.config.reader import looks_like_config, read_config
from modelkeep.adapters.iac.config.shapes import is_declarable
from modelkeep.adapters.iac.config.told import RENAMED, TELLS
from modelkeep.adapters.iac.forms import forms
from modelkeep.adapters.iac.naming import named_resource
from modelkeep.adapters.iac.resource import Reading, Unknown, at
from modelkeep.adapters.iac.rows import rows_of
from modelkeep.core.kinds.declared import Untold
from modelkeep.core.kinds.sagemaker import NotebookInstance

NOTEBOOK = "arn:aws:sagemaker:eu-west-1:111122223333:notebook-instance/lab"


def item(**more: Any) -> dict[str, Any]:
    return {
        "configurationItemVersion": "1.3", "configurationItemCaptureTime": "2026-11-20T10:00:00.000Z",
        "configurationItemStatus": "OK", "resourceType": "AWS::SageMaker::NotebookInstance", "resourceId": "lab",
        "resourceName": "lab", "ARN": NOTEBOOK, "awsAccountId": "111122223333", "awsRegion": "eu-west-1",
        "tags": {"owner": "ml"}, "supplementaryConfiguration": {},
        "configuration": {"NotebookInstanceName": "lab", "DirectInternetAccess": "Enabled", "RootAccess": "Disabled"}, **more,
    }  # fmt: skip


def read(*items: Any) -> Reading:
    content = json.dumps({"fileVersion": "1.0", "configSnapshotId": "s", "configurationItems": items}).encode()
    assert looks_like_config(content)
    return read_config(Path("snapshot.json"), "snapshot.json", content)


def test_what_exists_keeps_its_arn_account_and_region() -> None:
    (found,) = read(item()).resources
    assert named_resource(found).arn == NOTEBOOK
    assert (found.deployment.account, found.deployment.region) == ("111122223333", "eu-west-1")


def test_recorded_is_known_absent_is_default_and_what_config_does_not_record_is_unknown() -> None:
    (found,) = read(item()).resources
    rows = list(rows_of([found]))
    (notebook,) = (row for row in rows if isinstance(row, NotebookInstance))
    assert (notebook.direct_internet_access, notebook.root_access, notebook.kms_key_id) == ("Enabled", "Disabled", "")
    assert notebook.tags == {"owner": "ml"}
    assert notebook.minimum_instance_metadata_service_version is None
    untold = {row.column_name: row.why for row in rows if isinstance(row, Untold)}
    assert untold["minimum_instance_metadata_service_version"] == "AWS Config does not record it"
    assert "kms_key_id" not in untold


def test_the_newest_item_of_a_history_counts_whatever_the_order() -> None:
    later = item(
        configurationItemCaptureTime="2026-11-20T11:00:00.000Z", configuration={"DirectInternetAccess": "Disabled"}
    )
    for items in ((item(), later), (later, item())):
        (found,) = read(*items).resources
        assert at(found.properties, "DirectInternetAccess") == "Disabled"


def test_what_was_deleted_is_not_declared() -> None:
    gone = item(configurationItemCaptureTime="2026-11-20T11:00:00.000Z", configurationItemStatus="ResourceDeleted")
    assert read(item(), gone).resources == ()


def test_what_was_not_recorded_is_a_gap() -> None:
    found = read(item(configurationItemStatus="ResourceNotRecorded"))
    assert found.resources == ()
    assert [each.message for each in found.troubles] == [
        "AWS::SageMaker::NotebookInstance with status ResourceNotRecorded: what it is like was not recorded (1)"
    ]


def test_a_type_that_config_records_in_a_form_that_is_not_known_is_told_with_what_to_do() -> None:
    (trouble,) = read(item(resourceType="AWS::Bedrock::Guardrail", configuration={"Name": "g"})).troubles
    assert trouble.message.startswith("AWS::Bedrock::Guardrail: what Config records of it is not known")
    assert "modelkeep scan" in trouble.remedy


def test_configuration_may_be_json_text() -> None:
    (found,) = read(item(configuration=json.dumps({"DirectInternetAccess": "Disabled"}))).resources
    assert at(found.properties, "DirectInternetAccess") == "Disabled"


def test_lists_get_what_is_not_recorded_in_each_element() -> None:
    config = item(
        resourceType="AWS::SageMaker::EndpointConfig", ARN="", resourceId="c", resourceName="c",
        configuration={"EndpointConfigName": "c", "ProductionVariants": [{"VariantName": "a", "ModelName": "m"}]},
    )  # fmt: skip
    (found,) = read(config).resources
    assert isinstance(at(found.properties, "ProductionVariants.0.ManagedInstanceScaling"), Unknown)
    assert at(found.properties, "ProductionVariants.0.ServerlessConfig") is None
    assert isinstance(at(found.properties, "EnableNetworkIsolation"), Unknown)


def test_other_gzipped_files_are_no_deliveries_unless_they_are_torn() -> None:
    other = gzip.compress(random.Random(7).randbytes(200_000))
    assert not looks_like_config(other)
    assert not looks_like_config(gzip.compress(b'{"Records": []}'))
    assert looks_like_config(other[:2_000])
    assert looks_like_config(b"\x1f\x8b" + b"torn")


def test_gzipped_deliveries_are_read_and_torn_ones_are_told() -> None:
    content = gzip.compress(json.dumps({"configurationItems": [item()]}).encode())
    assert looks_like_config(content)
    assert len(read_config(Path("s.json.gz"), "s.json.gz", content).resources) == 1
    torn = read_config(Path("s.json.gz"), "s.json.gz", content[:-20])
    assert torn.resources == ()
    assert len(torn.troubles) == 1


@pytest.mark.parametrize(
    "content", [b"{", b"[]", b'{"configurationItems": 3}', b'{"configurationItems"', b"\xff\xfe", b"\x1f\x8b"]
)
def test_what_is_no_delivery_is_told(content: bytes) -> None:
    found = read_config(Path("x.json"), "x.json", content)
    assert found.resources == ()
    assert len(found.troubles) == 1


def test_items_without_a_resource_are_counted() -> None:
    found = read(item(), {"resourceType": 3}, None)
    assert len(found.resources) == 1
    assert [each.message for each in found.troubles] == ["an item names no resource (2)"]


KEYS = st.sampled_from(["resourceType", "resourceId", "configuration", "tags", "rules", "status", "ARN"]) | st.text(
    max_size=3
)
# Not st.recursive: it reads the source of what it is given, which is another once somebody has edited the file.
JSON: st.SearchStrategy[Any] = st.deferred(
    lambda: (
        st.none()
        | st.booleans()
        | st.integers()
        | st.text(max_size=5)
        | st.lists(JSON, max_size=3)
        | st.dictionaries(KEYS, JSON, max_size=4)
    )
)
TYPES = st.sampled_from(sorted({*TELLS, *RENAMED, *SHAPES} & {*forms(), "AWS::IAM::Policy"}))


@settings(deadline=None)
@given(TYPES, JSON, JSON, JSON)
def test_any_item_is_read_or_told(cfn_type: str, configuration: Any, more: Any, tags: Any) -> None:
    strange = item(resourceType=cfn_type, configuration=configuration, supplementaryConfiguration=more, tags=tags)
    found = read(strange)
    assert found.resources or found.troubles or not is_declarable(strange)
    list(rows_of(list(found.resources)))

"""Event selectors in one flat form."""

from __future__ import annotations

from typing import Any

from modelkeep.adapters.aws.collect.cloudtrail_selectors import event_selectors
from modelkeep.core.kinds.cloudtrail import TrailEventSelector


def basic(**selector: Any) -> list[TrailEventSelector]:
    return list(event_selectors("trail", {"EventSelectors": [selector]}))


def advanced(*fields: dict[str, Any]) -> TrailEventSelector:
    (row,) = event_selectors("trail", {"AdvancedEventSelectors": [{"FieldSelectors": list(fields)}]})
    return row


DATA = {"Field": "eventCategory", "Equals": ["Data"]}
OBJECTS = {"Field": "resources.type", "Equals": ["AWS::S3::Object"]}


def test_basic_management_events_with_excluded_sources() -> None:
    (row,) = basic(
        ReadWriteType="WriteOnly", IncludeManagementEvents=True, DataResources=[],
        ExcludeManagementEventSources=["kms.amazonaws.com"],
    )  # fmt: skip
    assert (row.event_category, row.read_write_type, row.covers_all) == ("Management", "WriteOnly", True)
    assert row.excluded_event_sources == ("kms.amazonaws.com",)


def test_basic_partial_arns_of_all_resources_cover_all() -> None:
    for value in ("arn:aws:s3", "arn:aws:s3:::"):
        (row,) = basic(
            ReadWriteType="All", IncludeManagementEvents=False,
            DataResources=[{"Type": "AWS::S3::Object", "Values": [value]}],
        )  # fmt: skip
        assert row.covers_all is True, value
        assert row.resource_arns == ()


def test_basic_bucket_values_are_prefixes_and_function_values_exact() -> None:
    objects, functions = basic(
        IncludeManagementEvents=False,
        DataResources=[
            {"Type": "AWS::S3::Object", "Values": ["arn:aws:s3:::models/"]},
            {"Type": "AWS::Lambda::Function", "Values": ["arn:aws:lambda:us-east-1:111122223333:function:score"]},
        ],
    )
    assert (objects.covers_all, objects.resource_arns) == (False, ("arn:aws:s3:::models/*",))
    assert functions.resource_arns == ("arn:aws:lambda:us-east-1:111122223333:function:score",)


def test_advanced_selector_without_arns_covers_all() -> None:
    row = advanced(DATA, OBJECTS)
    assert (row.event_category, row.resource_type, row.read_write_type) == ("Data", "AWS::S3::Object", "All")
    assert (row.covers_all, row.narrowed_by) == (True, ())


def test_advanced_read_only_and_arn_conditions() -> None:
    row = advanced(
        DATA, OBJECTS, {"Field": "readOnly", "Equals": ["true"]},
        {"Field": "resources.ARN", "StartsWith": ["arn:aws:s3:::models/"], "NotStartsWith": ["arn:aws:s3:::models/tmp/"]},
    )  # fmt: skip
    assert row.read_write_type == "ReadOnly"
    assert (row.covers_all, row.resource_arns) == (False, ("arn:aws:s3:::models/*",))
    assert row.excluded_resource_arns == ("arn:aws:s3:::models/tmp/*",)


def test_advanced_conditions_on_other_fields_narrow() -> None:
    row = advanced(DATA, OBJECTS, {"Field": "eventName", "Equals": ["DeleteObject"]})
    assert row.narrowed_by == ("eventName Equals DeleteObject",)


def test_advanced_event_sources_that_are_wanted_narrow_and_unwanted_are_excluded() -> None:
    management = {"Field": "eventCategory", "Equals": ["Management"]}
    excluded = advanced(management, {"Field": "eventSource", "NotEquals": ["kms.amazonaws.com"]})
    assert (excluded.excluded_event_sources, excluded.narrowed_by) == (("kms.amazonaws.com",), ())
    wanted = advanced(management, {"Field": "eventSource", "Equals": ["iam.amazonaws.com"]})
    assert wanted.narrowed_by == ("eventSource Equals iam.amazonaws.com",)


def test_two_operators_that_must_both_hold_on_an_arn_narrow() -> None:
    """Equals and StartsWith on one field are not alternatives, so they are not listed as such."""
    row = advanced(DATA, OBJECTS, {"Field": "resources.ARN", "StartsWith": ["arn:a"], "EndsWith": ["z"]})
    assert row.resource_arns == ()
    assert row.narrowed_by == ("resources.ARN StartsWith arn:a", "resources.ARN EndsWith z")

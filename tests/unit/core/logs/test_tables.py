"""Log tables: every one begins alike, and fields are found by the names that their sources give them."""

from __future__ import annotations

import pytest

from modelkeep.core.logs import log_tables
from modelkeep.core.logs.tables import REST, LogTable

COMMON = ["event_id", "at", "account", "region", "day", "origin"]


@pytest.mark.parametrize("table", log_tables().values(), ids=lambda table: str(table.name))
def test_every_table_begins_alike_and_names_each_column_once(table: LogTable) -> None:
    names = [column.name for column in table.all]
    assert names[:6] == COMMON
    assert len(names) == len(set(names))
    assert "https://docs.aws.amazon.com/" in table.doc


@pytest.mark.parametrize(
    ("field", "column", "path"),
    [
        ("eventName", "event_name", ""),
        ("userIdentity.sessionContext.sessionIssuer.arn", "issuer_arn", ""),
        ("userIdentity.arn", "user_arn", ""),
        ("userIdentity.sessionContext.webIdFederationData.federatedProvider", "user_identity",
         "sessionContext.webIdFederationData.federatedProvider"),
        ("requestParameters.policyDocument", "request_parameters", "policyDocument"),
        ("requestParameters", "request_parameters", ""),
        ("apiVersion", REST, "apiVersion"),
        ("edgeDeviceDetails.type", REST, "edgeDeviceDetails.type"),
        ("recipientAccountId", "account", ""),
        ("principal", "principal", ""),
    ],
)  # fmt: skip
def test_a_field_is_found_by_the_name_of_its_source(field: str, column: str, path: str) -> None:
    place = log_tables()["cloudtrail"].locate(field)
    assert place is not None
    assert (place.column.name, place.path) == (column, path)


def test_a_field_that_the_source_does_not_have_is_not_found() -> None:
    assert log_tables()["cloudtrail"].locate("eventname") is None
    assert log_tables()["cloudtrail"].locate("nothing.like.it") is None


def test_facts_about_prompts_are_fields_by_their_own_names() -> None:
    for name in ("bedrock_invocation", "sagemaker_capture"):
        place = log_tables()[name].locate("injection_user")
        assert place is not None
        assert place.column.type == "BIGINT"

"""How pages follow each other, with and without botocore's own definition."""

from __future__ import annotations

import botocore.session
import pytest

from modelkeep.adapters.aws.paging import inferred_paging

SESSION = botocore.session.get_session()


def operation(service: str, name: str) -> botocore.model.OperationModel:
    return SESSION.get_service_model(service).operation_model(name)


def test_a_token_that_goes_in_and_comes_out_makes_pages() -> None:
    pages = inferred_paging(operation("iam", "ListServiceSpecificCredentials"))
    assert pages is not None
    assert pages.start == {"MaxItems": 1000}
    assert pages.following({"Marker": "two", "IsTruncated": True}) == {"Marker": "two"}
    assert pages.following({"IsTruncated": False}) is None


@pytest.mark.parametrize(("service", "name"), [("iam", "GetUser"), ("organizations", "DescribePolicy")])
def test_an_operation_without_a_token_has_no_pages(service: str, name: str) -> None:
    assert inferred_paging(operation(service, name)) is None

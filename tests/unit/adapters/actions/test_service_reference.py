"""AWS's service reference information: its documents become facts, or nothing does."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

import pytest
from tests.fakes.actions import ARN, DAY, DOCUMENT, URL, published, write_documents

from modelkeep.adapters.actions.service_reference import CopiedReference, PublishedReference
from modelkeep.core.action import AccessLevel, ConditionKey, ResourceUse
from modelkeep.core.errors import ConnectionFailedError, UsageError


def test_a_document() -> None:
    found = PublishedReference(published, DAY, URL).read()
    assert found.date == DAY
    assert not found.tells_required
    put, get = found.services[0].actions
    assert (put.name, put.access_level, put.condition_keys) == (
        "svc:PutThing",
        AccessLevel.PERMISSIONS,
        ("aws:TagKeys",),
    )
    assert put.resource_types == (ResourceUse("thing", True, ()),)
    assert put.dependents == ("iam:PassRole",)
    assert (get.access_level, get.wildcard_only, get.dependents) == (AccessLevel.READ, True, ())
    assert found.services[0].resource_types[0].arn_templates == (ARN,)
    assert found.global_keys == (ConditionKey("aws:TagKeys", "ArrayOfString"),)


def test_a_type_that_the_document_does_not_describe_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "svc.json"
    path.write_text(json.dumps({**DOCUMENT, "Resources": []}))
    (service,) = CopiedReference(path).read().services
    assert [(each.name, each.arn_templates) for each in service.resource_types] == [("thing", ())]


def test_a_copy_is_dated_as_its_newest_document(tmp_path: Path) -> None:
    write_documents(tmp_path)
    os.utime(tmp_path / "v1" / "svc" / "svc.json", (1_780_000_000, 1_780_000_000))
    assert CopiedReference(tmp_path).read().date == date(2026, 5, 28)


def test_a_copy_with_a_file_that_is_something_else(tmp_path: Path) -> None:
    write_documents(tmp_path)
    (tmp_path / "other.json").write_text('{"Name": "x"}')
    with pytest.raises(UsageError, match=r"other\.json: not a service reference document"):
        CopiedReference(tmp_path).read()


def test_an_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no service reference document"):
        CopiedReference(tmp_path).read()


@pytest.mark.parametrize("answer", [b"<html>", b"{}", b"[]", b'[{"service": "svc"}]'])
def test_an_answer_that_is_no_list(answer: bytes) -> None:
    with pytest.raises(ConnectionFailedError):
        PublishedReference(lambda _: answer, DAY, URL).read()


def test_one_document_that_cannot_be_had_is_the_end() -> None:
    def get(url: str) -> bytes:
        if url == URL:
            return published(url)
        raise ConnectionFailedError("no answer")

    with pytest.raises(ConnectionFailedError, match="no answer"):
        PublishedReference(get, DAY, URL).read()

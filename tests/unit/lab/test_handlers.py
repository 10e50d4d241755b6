"""Replies of the lab's own handlers have the shapes that botocore's definitions promise."""

from __future__ import annotations

import pytest
from moto.core.utils import get_service_model

from modelkeep.lab.handlers import Handler, handlers


@pytest.mark.parametrize("handler", handlers().values(), ids=lambda handler: f"{handler.service}.{handler.operation}")
def test_handler_names_an_operation_of_aws(handler: Handler) -> None:
    assert handler.operation in get_service_model(handler.service).operation_names

"""Calls to the lab whose replies must have the shape that botocore's definition of the operation promises."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import boto3
from botocore import xform_name
from botocore.config import Config
from botocore.validate import ParamValidator

from modelkeep.lab.server import LabServer

Checked = Callable[..., Any]
"""Takes an operation's name and parameters, gives its reply."""


def checked(client: Any) -> Checked:
    """A way to call a boto3 client that fails where a reply lacks a required member or has one of another type."""

    def call(operation: str, **parameters: Any) -> Any:
        reply = getattr(client, xform_name(operation))(**parameters)
        body = {key: value for key, value in reply.items() if key != "ResponseMetadata"}
        shape = client.meta.service_model.operation_model(operation).output_shape
        if shape is not None:
            report = ParamValidator().validate(body, shape)
            assert not report.has_errors(), f"{operation}: {report.generate_report()}"
        return reply

    return call


def client(lab: LabServer, service: str, region: str, **keys: str) -> Checked:
    """A checked client of the lab. Tests that share a process also share what they create: each file has a region of its own."""
    credentials = keys or {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
    config = Config(retries={"total_max_attempts": 1, "mode": "standard"})
    return checked(boto3.client(service, region_name=region, endpoint_url=lab.url, config=config, **credentials))

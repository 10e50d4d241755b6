"""Calls to the lab whose replies must have the shape that botocore's definition of the operation promises."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from botocore import xform_name
from botocore.validate import ParamValidator

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

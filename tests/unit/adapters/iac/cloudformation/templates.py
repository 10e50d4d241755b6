"""Reading templates that tests write."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

from modelkeep.adapters.iac.cloudformation.reader import read_template
from modelkeep.adapters.iac.resource import Declared, Deployment, Reading, Value

HERE = Deployment("111122223333", "eu-west-1")
NOWHERE = Deployment("012345678901", "unknown-1")
NONE: Mapping[str, str] = {}


def read(text: str | bytes, parameters: Mapping[str, str] = NONE, deployment: Deployment = HERE) -> Reading:
    """What a template gives; nothing is read from the disk."""
    content = dedent(text).encode() if isinstance(text, str) else text
    return read_template(
        Path("nowhere/t.yaml"), "t.yaml", deployment=deployment, parameters=parameters, content=content
    )


def resource(reading: Reading, label: str) -> Declared:
    """The resource with a label."""
    return next(each for each in reading.resources if each.label == label)


def valued(
    expression: str,
    sections: str = "",
    parameters: Mapping[str, str] = NONE,
    deployment: Deployment = HERE,
) -> tuple[Value, list[str]]:
    """What an expression comes to as a property of a resource, and what is wrong with it."""
    text = f"{dedent(sections)}\nResources:\n  Bucket: {{Type: AWS::S3::Bucket}}\n  It:\n    Type: Custom::It\n    Properties:\n"
    text += f"      P: {expression}\n"
    reading = read(text, parameters, deployment)
    return resource(reading, "It").properties.get("P", "absent"), [each.message for each in reading.troubles]

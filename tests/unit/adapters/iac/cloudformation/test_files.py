from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelkeep.adapters.iac.cloudformation.files import looks_like_template


@pytest.mark.parametrize(
    "content",
    [
        "Resources:\n  A:\n    Type: AWS::S3::Bucket\n",
        "---\n# comment\nResources:\n  A:\n    Type: AWS::S3::Bucket\n",
        '{"Resources":{"A":{"Type":"AWS::S3::Bucket"}}}',
        '{\n  "Parameters": {},\n  "Resources": {"A": {"Properties": {}, "Type": "Custom::X"}}\n}',
        '"Resources":\n  A: {Type: My::T}\n',
        "AWSTemplateFormatVersion: 2010-09-09\nResources: nonsense\n",
        '{"AWSTemplateFormatVersion": "2010-09-09", "Resources": []}',
        "Resources:\n  A:\n    Type: AWS::S3::Bucket\n   bad: [\n",
        "Resources:\n  Fn::ForEach::L: [X, [a], {'A${X}': {Type: My::T}}]\n",
        "Resources:\n  Fn::Transform: {Name: AWS::Include}\n",
        b"Resources:\n  A: {Type: AWS::S3::Bucket, P: \xff}\n",
        "Resources:\n  A: {Type: My::T}\n".encode("utf-16"),
        "\ufeffResources:\r\n  A: {Type: My::T}\r\n",
    ],
)
def test_templates_are_found(content: str | bytes) -> None:
    assert looks_like_template(content.encode() if isinstance(content, str) else content)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "apiVersion: v1\nkind: Pod\nspec:\n  containers: [{resources: {limits: {cpu: 1}}}]\n",
        "on: push\njobs:\n  Resources:\n    runs-on: x\n",
        "service: x\nresources:\n  Resources:\n    A: {Type: AWS::S3::Bucket}\n",
        '{"Statement": [{"Effect": "Allow", "Resource": "*"}]}',
        '{"definitions": {"Resources": {"Type": "object"}}}',
        "Resources: [a, b]\nType: x\n",
        "Resources:\n  A: {Kind: T}\n",
        "\n" * 3_000_000 + "Resources",
        "Resources:" + " " * 3_000_000 + "x",
        "Type:" * 1_000_000 + "Resources:",
        '{"shapes": {"Resources": {"Type": "object", "about": "AWS::S3::Bucket"}}}',
        "Description: Resources are told by their Type\n",
        b"\x89PNG\x00Resources",
        b"\xff\xfe\x00",
    ],
)
def test_what_surely_is_no_template_is_passed_over(content: str | bytes) -> None:
    assert not looks_like_template(content.encode() if isinstance(content, str) else content)


@given(st.binary() | st.text().map(str.encode) | st.binary().map(lambda tail: b"Resources:\n Type" + tail))
def test_any_content_has_an_answer(content: bytes) -> None:
    assert looks_like_template(content) in {True, False}

"""Every control has a guide, and what the guides tell people to type exists at AWS.

Commands are held to botocore's service definitions, the ones that the AWS CLI is made from. Snippets are held to their form:
the services offer no definition of CloudFormation or Terraform that could be read here without a network.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import pytest
import yaml
from botocore import xform_name
from botocore.loaders import create_loader
from botocore.model import ServiceModel, Shape
from botocore.validate import ParamValidator
from typer.core import TyperGroup
from typer.main import get_command

from modelkeep.catalogue.loader import built_in_controls, load_controls, load_guide
from modelkeep.cli import app
from modelkeep.core.control import Control, Guide

_RENAMED = {"s3api": "s3", "configservice": "config", "deploy": "codedeploy"}
_HIGH_LEVEL = {"s3", "configure"}
_WRITTEN_FOR_THE_CLI = {("cloudtrail", "validate-logs")}
_OTHER_TOOLS = {"model_signing"}
_RENAMED_OPTIONS = {"notification-endpoint": "endpoint"}
_OF_ALL_COMMANDS = {
    "region",
    "query",
    "output",
    "cli-input-json",
    "cli-input-yaml",
    "profile",
    "max-items",
    "starting-token",
}
_RULE = {"protocol", "port", "cidr", "source-group"}
_OF_THE_CLI_ALONE = {
    "authorize-security-group-ingress": _RULE,
    "authorize-security-group-egress": _RULE,
    "revoke-security-group-ingress": _RULE,
    "revoke-security-group-egress": _RULE,
    "put-configuration-recorder": {"recording-group"},
    "subscribe": {"notification-endpoint"},
    "create-virtual-mfa-device": {"outfile", "bootstrap-method"},
}
"""Options that the AWS CLI adds to what the operation takes."""

_CLOUDFORMATION_TYPE = re.compile(r"AWS::[A-Za-z0-9]+::[A-Za-z0-9]+")
_RESOURCE_KEYS = {"Type", "Properties", "DependsOn", "DeletionPolicy", "UpdateReplacePolicy", "Condition", "Metadata"}
_TERRAFORM_BLOCK = re.compile(r'(resource|data) "((?:aws|awscc)_[a-z0-9_]+)" "[a-z0-9_]+" \{(\})?')
_TERRAFORM_START = re.compile(r"\w+ ?[^=]*\{\}?")

CONTROLS = load_controls([built_in_controls()], None)

each_control = pytest.mark.parametrize("control", [pytest.param(each, id=each.id) for each in CONTROLS])


def _guide(control: Control) -> Guide:
    guide = load_guide(control)
    assert guide is not None, f"{control.id} has no guide: add one at the end of {control.path}"
    return guide


class _Template(yaml.SafeLoader):
    """YAML with the short forms of CloudFormation's functions, such as !Ref."""


_Template.add_multi_constructor("!", lambda loader, suffix, node: f"!{suffix}")


@each_control
def test_has_a_guide_in_sentences_and_commands(control: Control) -> None:
    guide = _guide(control)
    for name in ("attack", "console"):
        text = getattr(guide, name)
        assert text.endswith("."), f"{name} is not a sentence: {text[-40:]!r}"
        assert not re.search(r"\b(TODO|TBD|FIXME|lorem|N/A)\b", text), name
    for name in ("cli", "cloudformation", "terraform"):
        assert _is_sentence(getattr(guide, name)) or "\n" in getattr(guide, name) or guide.cli.startswith("aws "), name


@each_control
def test_commands_exist_with_their_options(control: Control) -> None:
    text = _guide(control).cli
    if _is_sentence(text):
        return
    found = list(commands(text))
    assert found, "no command"
    assert [fault for command in found for fault in faults(command)] == []


@each_control
def test_cloudformation_snippets_are_resources(control: Control) -> None:
    text = _guide(control).cloudformation
    if _is_sentence(text):
        return
    content = yaml.load(text, Loader=_Template)  # a safe loader
    assert isinstance(content, dict)
    resources = [content] if isinstance(content.get("Type"), str) else list(content.values())
    for resource in resources:
        assert _CLOUDFORMATION_TYPE.fullmatch(resource["Type"]), resource["Type"]
        assert resource.keys() <= _RESOURCE_KEYS
        assert isinstance(resource.get("Properties", {}), dict)
        assert all(re.fullmatch(r"[A-Z][A-Za-z0-9]*", key) for key in resource.get("Properties", {})), resource


@each_control
def test_terraform_snippets_are_blocks_of_the_aws_providers(control: Control) -> None:
    text = _guide(control).terraform
    if _is_sentence(text):
        return
    assert terraform_faults(text) == []


def _is_sentence(text: str) -> bool:
    return "\n" not in text and text.endswith(".") and text[:1].isupper()


def commands(text: str) -> Iterator[list[str]]:
    """The commands in a text as a shell would take them apart; comments are left out."""
    lexer = shlex.shlex(text.replace("\\\n", " "), posix=True, punctuation_chars="\n;|&")
    lexer.whitespace = " \t"
    lexer.whitespace_split = True
    command: list[str] = []
    for token in lexer:
        if set(token) <= set("\n;|&"):
            if command:
                yield command
            command = []
        else:
            command.append(token)
    if command:
        yield command


def faults(command: Sequence[str]) -> list[str]:
    """What is wrong with `aws SERVICE OPERATION --option value...`, or a command of ours."""
    if command[0] == "modelkeep":
        return _own_faults(command[1:])
    if command[0] != "aws":
        return [] if command[0] in _OTHER_TOOLS else [f"{command[0]} is no AWS command"]
    service, operation, *rest = command[1:]
    if service in _HIGH_LEVEL or (service, operation) in _WRITTEN_FOR_THE_CLI:
        return []
    model = _service(service)
    names = {xform_name(name, "-"): name for name in model.operation_names} if model else {}
    if model is None or operation not in names:
        return [f"there is no aws {service} {operation}"]
    shape = model.operation_model(names[operation]).input_shape
    members: Mapping[str, Shape] = (
        {xform_name(name, "-"): each for name, each in shape.members.items()} if shape else {}
    )
    options = _options(rest)
    stray = options.pop("", [])
    found = [f"{operation} takes no {' '.join(stray)}"] if stray else []
    for option, values in options.items():
        if option not in _OF_ALL_COMMANDS | _OF_THE_CLI_ALONE.get(operation, set()):
            found += _option_faults(operation, option, values, members)
    if shape is not None and not options.keys() & {"cli-input-json", "cli-input-yaml"}:
        required = {xform_name(name, "-") for name in shape.required_members if not _is_token(shape.members[name])}
        given = {option.removeprefix("no-") for option in options} | {
            _RENAMED_OPTIONS.get(option) for option in options
        }
        found += [f"{operation} lacks --{name}" for name in sorted(required - given - options.keys())]
    return found


def _own_faults(words: Sequence[str]) -> list[str]:
    """What is wrong with a command of ours: its name or its options."""
    known = get_command(app)
    assert isinstance(known, TyperGroup)
    found = known.commands.get(words[0])
    if found is None:
        return [f"there is no modelkeep {words[0]}"]
    options = {name for each in found.params for name in each.opts}
    return [
        f"modelkeep {words[0]} has no option {word}"
        for word in words[1:]
        if word.startswith("-") and word not in options
    ]


@cache
def _service(name: str) -> ServiceModel | None:
    loader = create_loader()
    name = _RENAMED.get(name, name)
    if name not in loader.list_available_services("service-2"):
        return None
    return ServiceModel(loader.load_service_model(name, "service-2"))


def _options(rest: Sequence[str]) -> dict[str, list[str]]:
    options: dict[str, list[str]] = {}
    option = ""
    for each in rest:
        if each.startswith("--"):
            option = each[2:]
            options.setdefault(option, [])
        else:
            options.setdefault(option, []).append(each)
    return options


def _is_token(shape: Shape) -> bool:
    return bool(shape.metadata.get("idempotencyToken"))


def _option_faults(operation: str, option: str, values: Sequence[str], members: Mapping[str, Shape]) -> list[str]:
    shape = members.get(option)
    if shape is None and option.startswith("no-"):
        shape = members.get(option[3:])
        if shape is None or (shape.type_name != "boolean" and shape.name != "AttributeBooleanValue"):
            shape = None
    if shape is None:
        return [f"{operation} has no option --{option}"]
    if shape.type_name == "boolean":
        return [f"{operation} --{option} takes no value"] if values else []
    if shape.type_name in ("structure", "list", "map"):
        return _json_faults(operation, option, values[0], shape) if values and values[0][:1] in "{[" else []
    return [] if len(values) == 1 else [f"{operation} --{option} takes one value, not {len(values)}"]


def _json_faults(operation: str, option: str, value: str, shape: Shape) -> list[str]:
    try:
        content = json.loads(value)
    except ValueError:
        # Shorthand such as [{Key=a,Value=b}] begins like JSON does.
        return [f"{operation} --{option} is not JSON"] if '"' in value else []
    report = ParamValidator().validate(content, shape)
    report._errors = [each for each in report._errors if each[0] != "invalid length"]  # NAME stands for a longer one
    return [f"{operation} --{option}: {report.generate_report()}"] if report.has_errors() else []


def terraform_faults(text: str) -> list[str]:
    """What is wrong with the form of a snippet in Terraform's language."""
    found = [f"{a}{b} do not balance" for a, b in ("{}", "[]", "()") if text.count(a) != text.count(b)]
    blocks = 0
    for line in text.splitlines():
        if line.startswith((" ", "}", "#")) or not line:
            continue
        if not line.startswith(("resource", "data")) and _TERRAFORM_START.fullmatch(line):
            continue  # locals, provider, variable
        if not _TERRAFORM_BLOCK.fullmatch(line):
            found.append(f"no block of the AWS providers: {line}")
        blocks += line.startswith(("resource", 'data "aws_iam_policy_document"'))
    return found if blocks or found else ["no resource"]


@pytest.mark.parametrize(
    ("command", "fault"),
    [
        ("aws s3api put-bucket-policies --bucket b", "there is no aws s3api put-bucket-policies"),
        ("aws nothing list-all", "there is no aws nothing list-all"),
        ("modelkeep inspekt m.tar.gz", "there is no modelkeep inspekt"),
        ("modelkeep inspect m.tar.gz --everything", "modelkeep inspect has no option --everything"),
        ("aws kms enable-key-rotation --key-id k --every 3", "enable-key-rotation has no option --every"),
        ("aws kms enable-key-rotation", "enable-key-rotation lacks --key-id"),
        ("aws kms enable-key-rotation k --key-id k", "enable-key-rotation takes no k"),
        ("aws ec2 delete-vpc --vpc-id a b", "delete-vpc --vpc-id takes one value, not 2"),
        ("aws ec2 delete-vpc --vpc-id a --dry-run yes", "delete-vpc --dry-run takes no value"),
        (
            """aws kms tag-resource --key-id k --tags '[{"Key": "a"}]'""",
            "tag-resource --tags: Missing required parameter",
        ),
        ("""aws kms tag-resource --key-id k --tags '[{"Key": }]'""", "tag-resource --tags is not JSON"),
        ("curl https://example.com", "curl is no AWS command"),
    ],
)
def test_faults_of_commands_are_found(command: str, fault: str) -> None:
    (only,) = commands(command)
    assert [each[: len(fault)] for each in faults(only)] == [fault]


def test_commands_are_taken_apart_like_a_shell_does() -> None:
    text = "# first\naws kms list-keys \\\n  --limit 3 | cat\naws s3api put-bucket-policy --policy '{\n\"a\": 1}'"
    assert list(commands(text)) == [
        ["aws", "kms", "list-keys", "--limit", "3"],
        ["cat"],
        ["aws", "s3api", "put-bucket-policy", "--policy", '{\n"a": 1}'],
    ]


@pytest.mark.parametrize(
    "text",
    ['resource "google_x" "this" {\n}', 'resource "aws_x" "this" {\n  a {\n}', 'data "aws_x" "this" {}', "a = 1"],
)
def test_faults_of_terraform_are_found(text: str) -> None:
    assert terraform_faults(text)


def test_files_end_with_one_guide() -> None:
    for path in sorted(Path(built_in_controls()).rglob("*.sql")):
        text = path.read_text(encoding="utf-8")
        assert text.count("/*---\n") == 2, path
        assert text.endswith("\n---*/\n"), path

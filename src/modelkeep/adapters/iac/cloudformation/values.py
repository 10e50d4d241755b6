"""Values while a template is resolved: what they are as text, what is unknown in them, and what is only assumed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from modelkeep.adapters.iac.resource import Deployment, Unknown, Value, unknowns

LONGEST_TEXT = 1_000_000
"""Characters that a text may have; CloudFormation takes templates of 1 MB at most, all texts included."""


class Nothing:
    """What AWS::NoValue stands for: the property is not there."""

    __slots__ = ()


NOTHING: Final = Nothing()


class Assumed(str):
    """A placeholder for an account, region or partition that is not known, or a text with one.

    It serves in names and ARNs, which are the same wherever they are written; it is compared with nothing, and finds nothing in
    a mapping.
    """

    __slots__ = ()


def pseudo_parameters(deployment: Deployment) -> dict[str, Value]:
    """What Ref gives of AWS's own parameters.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html
    """
    account, region, partition = deployment.account, deployment.region, deployment.partition
    somewhere = region.startswith("unknown-")
    suffix = _SUFFIXES.get(partition)
    return {
        "AWS::AccountId": Assumed(account) if account.startswith("0") else account,
        "AWS::Region": Assumed(region) if somewhere else region,
        "AWS::Partition": Assumed(partition) if somewhere else partition,
        "AWS::URLSuffix": Unknown("the region is not known") if suffix is None else Assumed(suffix) if somewhere else suffix,
        "AWS::NoValue": NOTHING,
        "AWS::StackName": Unknown("the stack gets its name when it is deployed"),
        "AWS::StackId": Unknown("the stack gets its id when it is deployed"),
        "AWS::NotificationARNs": Unknown("they are chosen when the stack is deployed"),
    }  # fmt: skip


_SUFFIXES = {
    "aws": "amazonaws.com",
    "aws-us-gov": "amazonaws.com",
    "aws-cn": "amazonaws.com.cn",
    "aws-eusc": "amazonaws.eu",
    "aws-iso": "c2s.ic.gov",
    "aws-iso-b": "sc2s.sgov.gov",
}


def text_of(value: Value) -> str | None:
    """A scalar as CloudFormation writes it into texts; None for anything else."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else None


def unknown_in(value: Value) -> Unknown | None:
    """The first thing that is not known in a value."""
    return next(unknowns(value), None)


def joined(delimiter: str, parts: Iterable[str]) -> str | Unknown:
    """Texts put together; assumed where one of them is, unknown where it gets longer than any template."""
    texts = list(parts)
    if sum(map(len, texts)) + len(delimiter) * len(texts) > LONGEST_TEXT:
        return Unknown("it is longer than a template may be")
    text = delimiter.join(texts)
    return Assumed(text) if any(isinstance(each, Assumed) for each in texts) else text


def same(left: Value, right: Value) -> bool | Unknown:
    """Whether two values are equal, as Fn::Equals has it: by their text."""
    for each in (left, right):
        if unknown := unknown_in(each):
            return unknown
    if left == "" or right == "":
        return bool(left == right)
    if isinstance(left, Assumed) or isinstance(right, Assumed):
        return Unknown("the account and region are not known")
    one, other = text_of(left), text_of(right)
    equal: bool = one == other if one is not None and other is not None else left == right
    return equal


def plainly(value: Value) -> Value:
    """A result without marks of assumption: what leaves this package is text."""
    if type(value) is Assumed:
        return str(value)
    if type(value) is list:
        return [plainly(each) for each in value]
    return value

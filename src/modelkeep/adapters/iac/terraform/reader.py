"""Reading a plan or a state."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from modelkeep.adapters.iac.forms import forms, types
from modelkeep.adapters.iac.naming import named, named_resource
from modelkeep.adapters.iac.resource import Declared, Deployment, Place, Reading, Trouble, Value
from modelkeep.adapters.iac.terraform.awscc import type_name
from modelkeep.adapters.iac.terraform.convert import document
from modelkeep.adapters.iac.terraform.documents import PLAN_COMMAND, UnreadableError, document_of
from modelkeep.adapters.iac.terraform.mapping import LEFT_OUT, conversions
from modelkeep.adapters.iac.terraform.merging import Target, Targets, targets_of
from modelkeep.adapters.iac.terraform.planned import File, Planned, mapping, sequence
from modelkeep.adapters.iac.terraform.references import Resolver, label_of, name_of
from modelkeep.core.arn import partition_of

_AI = ("aws_sagemaker_", "aws_bedrock")
_REGION = re.compile(r"[a-z]{2}(?:-[a-z]+)+-\d")
_ARN = re.compile(r"arn:(aws[a-z-]*):[a-z0-9-]+:([a-z0-9-]*):(\d{12}):")
_TOO_DEEP = "its modules or values are nested too deeply"


def read_terraform(path: Path, shown: str, *, deployment: Deployment, content: bytes | None = None) -> Reading:
    """Everything that a plan will leave in place, or that a state holds. It never raises: what cannot be read is told as a trouble.

    `shown` is the file as the person named it. `deployment` says where the resources will be, as far as the file does not.
    `content` saves reading a file again that was looked at already.
    """
    try:
        file = File(document_of(path, content))
        reading = _Reader(file, shown, deployment)
        return Reading(
            file=shown,
            format="terraform",
            resources=tuple(_told_apart(reading.resources())),
            troubles=tuple(reading.troubles),
        )
    except UnreadableError as error:
        trouble = Trouble(Place(shown), str(error), error.remedy)
    except RecursionError:
        trouble = Trouble(Place(shown), _TOO_DEEP, f"Make it anew with {PLAN_COMMAND}.")
    return Reading(file=shown, format="terraform", troubles=(trouble,))


class _Reader:
    """Reads one file."""

    def __init__(self, file: File, shown: str, deployment: Deployment) -> None:
        self._file = file
        self._shown = shown
        self._managed = list(file.managed())
        self._deployment = _deployment(file, self._managed, deployment)
        self.troubles = [*_incomplete(file, shown), *self._unmapped()]

    def resources(self) -> Iterator[Declared]:
        """What is declared: resources whose types have a mapping, with what others add to them."""
        known = [each for each in self._managed if each.tf_type in conversions()]
        resolver = Resolver({each.address: each for each in known}, self._file.changes, self._where)
        resolved = [(each, resolver.resolved(each, conversions()[each.tf_type])) for each in known]
        targets = targets_of(resolved, self._where)
        grown = Targets(targets)
        for each, values in resolved:
            if conversions()[each.tf_type].into:
                grown.merge(values, conversions()[each.tf_type])
        for target in targets:
            expand = target.conversion.expand
            several = expand(target.properties) if expand else [(target.conversion.cfn_type, target.properties)]
            for number, (cfn_type, properties) in enumerate(several):
                yield self._declared(target, cfn_type, properties, f".{number}" if number else "")
        for each in self._managed:
            if each.tf_type not in conversions() and not _is_news(each.tf_type):
                yield self._without_form(each)
        for target in targets:
            yield from self._companion(target, dict(resolver.resolved(target.planned, target.conversion)), targets)

    def _without_form(self, planned: Planned) -> Declared:
        """A resource about which no control asks, which is counted."""
        place = Place(self._shown, 0, planned.address)
        return Declared(
            cfn_type=planned.tf_type, label=planned.address, properties={}, place=place, deployment=self._where(planned)
        )

    def _declared(self, target: Target, cfn_type: str, properties: Mapping[str, Value], suffix: str = "") -> Declared:
        return Declared(
            cfn_type=cfn_type,
            label=label_of(target.planned, target.conversion) + suffix,
            properties=properties,
            place=Place(self._shown, 0, target.planned.address),
            deployment=self._where(target.planned),
        )

    def _companion(self, target: Target, values: Mapping[str, Value], targets: Sequence[Target]) -> Iterator[Declared]:
        """What an attribute says that is a resource in CloudFormation, unless there is such a resource for it."""
        if target.conversion.companion is None:
            return
        attribute, cfn_type, names, holds = target.conversion.companion
        text = values.get(attribute)
        if text in (None, ""):
            return
        for each in targets:
            if each.conversion.cfn_type == cfn_type and each.properties.get(names) in target.words:
                return
        name = name_of(target.planned, target.conversion)
        word = named(
            target.conversion.cfn_type, label_of(target.planned, target.conversion), name, self._where(target.planned)
        )
        yield self._declared(target, cfn_type, {names: word.arn, holds: document(text)})

    def _where(self, resource: Planned) -> Deployment:
        """A resource's own region, where it or its provider has another than the rest."""
        own = resource.values.get("region")
        key = resource.configuration.get("provider_config_key")
        provider = mapping(self._file.providers.get(key)) if isinstance(key, str) else {}
        region = own if isinstance(own, str) else _provider_region(self._file, provider)
        if isinstance(region, str) and _REGION.fullmatch(region):
            return replace(self._deployment, region=region)
        return self._deployment

    def _unmapped(self) -> Iterator[Trouble]:
        for each in self._managed:
            if _is_news(each.tf_type):
                yield Trouble(
                    Place(self._shown, 0, each.address),
                    f"{each.tf_type} is not read: this version does not know how it is declared",
                    "Scan the account once it is deployed.",
                )


def _is_news(tf_type: str) -> bool:
    """Whether it is about AI, and this version does not know what it says: a later provider's type, or one that awscc lacked."""
    if tf_type in conversions() or tf_type in LEFT_OUT:
        return False
    return tf_type.startswith(_AI) or tf_type in _lacking()


@cache
def _lacking() -> frozenset[str]:
    return frozenset(type_name(cfn_type) for cfn_type in types())


def _told_apart(resources: Iterable[Declared]) -> Iterator[Declared]:
    """Resources of one name, of which AWS will refuse all but one, each with an ARN of its own: what is found out about one is not
    said of another."""
    seen: dict[tuple[str, str], int] = {}
    for each in resources:
        arn = named_resource(each).arn
        before = seen[each.cfn_type, arn] = seen.get((each.cfn_type, arn), -1) + 1
        yield replace(each, arn=f"{arn}.{before}") if before and each.cfn_type in forms() else each


def _incomplete(file: File, shown: str) -> Iterator[Trouble]:
    """Why a plan does not tell all that will be there."""
    if file.content.get("errored") is True:
        yield Trouble(
            Place(shown), "planning failed part of the way: the plan does not hold all resources",
            f"Correct what `terraform plan` says, then {PLAN_COMMAND}.",
        )  # fmt: skip
    elif file.content.get("complete") is False:
        yield Trouble(
            Place(shown), "the plan is not complete: resources are left for a later one (-target, or deferred)",
            "Plan without -target, or check again with the plan that follows.",
        )  # fmt: skip


def _deployment(file: File, managed: Sequence[Planned], given: Deployment) -> Deployment:
    """Where the resources are, as the file tells it: by the caller's identity, the region, the provider, the ARNs that exist."""
    account = partition = region = None
    for each in file.data():
        values = mapping(each.get("values"))
        if each.get("type") == "aws_caller_identity":
            account = account or _text(values.get("account_id"), r"\d{12}")
        elif each.get("type") == "aws_region":
            region = region or _text(values.get("region") or values.get("name") or values.get("id"), _REGION.pattern)
        elif each.get("type") == "aws_partition":
            partition = partition or _text(values.get("partition"), r"aws[a-z-]*")
    provider = _provider_region(file, mapping(file.providers.get("aws")))
    region = provider or region
    for resource in managed:
        found = _ARN.match(arn) if isinstance(arn := resource.values.get("arn"), str) else None
        if found and resource.tf_type.startswith("aws_"):
            partition, account, region = partition or found[1], account or found[3], region or found[2] or None
    region = region or given.region
    return Deployment(account or given.account, region, partition or partition_of(region))


def _provider_region(file: File, provider: Mapping[str, Any]) -> str | None:
    """The region of a provider: a constant, or a variable that has a value."""
    expression = mapping(mapping(provider.get("expressions")).get("region"))
    constant: Value = expression.get("constant_value")
    references = sequence(expression.get("references"))
    if len(references) == 1 and isinstance(references[0], str) and references[0].startswith("var."):
        constant = mapping(mapping(file.content.get("variables")).get(references[0][4:])).get("value")
    return _text(constant, _REGION.pattern)


def _text(value: Value, pattern: str) -> str | None:
    return value if isinstance(value, str) and re.fullmatch(pattern, value) else None

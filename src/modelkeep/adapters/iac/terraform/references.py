"""Values that exist after apply only, but that the configuration shows to be another resource's name or ARN.

A plan shows of an expression what it refers to, not what it does with that. So only attributes that hold names, ids and ARNs are
taken from a reference, and only where it is the sole one (or, for a list, where all are resources); everything else stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from modelkeep.adapters.iac.forms import identity_of
from modelkeep.adapters.iac.naming import attribute as attribute_of
from modelkeep.adapters.iac.naming import filled, named, reference
from modelkeep.adapters.iac.resource import Deployment, Unknown, Value
from modelkeep.adapters.iac.terraform.mapping import Converted, Names, conversions, names
from modelkeep.adapters.iac.terraform.planned import AFTER_APPLY, Module, Planned, child, mapping, sequence
from modelkeep.adapters.iac.terraform.policies import document_of

_DEEPEST = 20
"""Modules and variables that lead to each other."""

_ID = re.compile(
    r"(?:^|_)(?:arns?|ids?|id_or_arn|bucket|roles?|users?|groups?|function_name|repository|key|subnets|policy_arn|security_groups"
    r"|model_name|task_definition|endpoint_config_name|lifecycle_config_name|log_group_name|group_name|bucket_name|permissions_boundary)$"
)
_STEP = re.compile(r"""(?P<name>[A-Za-z_][\w-]*)(?:\[(?P<key>"(?:[^"\\]|\\.)*"|\d+)\])?(?:\.|$)""")
_TURNS = frozenset({"count.index", "each.key", "each.value"})


@dataclass(frozen=True, slots=True)
class _Step:
    """One part of a reference: `role["a"]` has the key "a"."""

    name: str
    key: str | int | None

    def __str__(self) -> str:
        if self.key is None:
            return self.name
        return f"{self.name}[{self.key}]" if isinstance(self.key, int) else f'{self.name}["{self.key}"]'


class Resolver:
    """Resolves references among the resources of one file."""

    def __init__(
        self,
        resources: Mapping[str, Planned],
        changes: Mapping[str, Mapping[str, Any]],
        where: Callable[[Planned], Deployment],
    ) -> None:
        self._resources = resources
        self._changes = changes
        self._where = where

    def resolved(self, resource: Planned, conversion: Converted) -> dict[str, Value]:
        """A resource's values: what it does not set is left to AWS, references to declared resources are their names or ARNs."""
        if not resource.configuration:  # a state, or a plan without its configuration
            return dict(resource.values)
        expressions = mapping(resource.configuration.get("expressions"))  # there are none where nothing is set
        known = names().get(resource.tf_type, {})
        return self._block(resource, conversion, resource.values, expressions, known, "")

    def _block(
        self, resource: Planned, conversion: Converted, values: Mapping[str, Value], expressions: Mapping[str, Any],
        known: Names, prefix: str,
    ) -> dict[str, Value]:  # fmt: skip
        found: dict[str, Value] = {}
        for attribute, value in values.items():
            inner = known.get(attribute) if isinstance(known, Mapping) else None
            expression = expressions.get(attribute)
            computed = inner in (0, 1, None) or bool({f"{prefix}{attribute}", "*"} & conversion.computed)
            if expression in (None, {"constant_value": None}) and value is AFTER_APPLY and computed:
                continue  # nobody sets it: AWS's default
            found[attribute] = self._value(resource, conversion, value, expression, inner, f"{prefix}{attribute}")
        return found

    def _value(
        self, resource: Planned, conversion: Converted, value: Value, expression: Any, known: Names, path: str
    ) -> Value:
        block = known[0] if isinstance(known, list) else known
        if _is_attribute(expression):  # a block that is written as a value: the plan tells of it as a whole
            if "constant_value" in expression:
                return _given(value)
            if isinstance(value, list) and isinstance(known, list):
                return self._within(resource, conversion, value, expression)
            return self._referred(resource, conversion, value, expression, path)
        if isinstance(block, Mapping) and isinstance(value, list | Mapping):
            inner = expression if isinstance(expression, list) else [expression]
            listed = value if isinstance(value, list) else [value]
            if len(inner) == len(listed) and all(isinstance(each, Mapping) for each in (*inner, *listed)):
                found = [
                    self._block(resource, conversion, each, shown, block, f"{path}.")
                    for each, shown in zip(listed, inner, strict=True)
                ]
                return found if isinstance(value, list) else found[0]
            return value
        if isinstance(value, list | Unknown) and isinstance(expression, Mapping):
            return self._referred(resource, conversion, value, expression, path)
        return value

    def _within(
        self, resource: Planned, conversion: Converted, blocks: Sequence[Value], expression: Mapping[str, Any]
    ) -> Value:
        """Blocks that are written as one value: a reference in them is understood where nothing else in them is open."""
        open_ends = [
            (position, attribute)
            for position, each in enumerate(blocks)
            for attribute, value in (each.items() if isinstance(each, Mapping) else ())
            if value is AFTER_APPLY or (isinstance(value, list) and AFTER_APPLY in value)
        ]
        if len(open_ends) != 1 or not all(isinstance(each, Mapping) for each in blocks):
            return list(blocks)
        position, attribute = open_ends[0]
        found = dict(blocks[position])
        found[attribute] = self._referred(resource, conversion, found[attribute], expression, attribute)
        return [*blocks[:position], found, *blocks[position + 1 :]]

    def _referred(
        self, resource: Planned, conversion: Converted, value: Value, expression: Mapping[str, Any], path: str
    ) -> Value:
        if value is not AFTER_APPLY and not (isinstance(value, list) and AFTER_APPLY in value):
            return value
        references = _longest(expression.get("references"))
        attribute = path.rsplit(".", 1)[-1]
        if path in conversion.documents:
            return self._document(references, resource) or value
        if not (_ID.search(attribute) or path in conversion.refers) or not references:
            return value
        turns = [each for each in references if any(each == turn or each.startswith(f"{turn}.") for turn in _TURNS)]
        others = [each for each in references if each not in turns]
        if turns and not others:
            return self._each(turns, resource, attribute) or value
        found = [self._one(each, resource.module, resource.index if turns else None, attribute, 0) for each in others]
        if None in found or (isinstance(value, list) and len(found) != len(value)):
            return value
        plural = isinstance(value, list) or attribute.endswith("s")
        if plural:
            return [text for texts in found for text in texts or ()]
        texts = found[0] or ()
        return texts[0] if len(found) == len(texts) == 1 else value

    def _each(self, turns: Sequence[str], resource: Planned, attribute: str) -> str | None:
        """`each.value.id` where for_each goes over a resource."""
        over = _longest(mapping(resource.configuration.get("for_each_expression")).get("references"))
        if len(over) != 1 or len(turns) != 1 or not turns[0].startswith("each.value"):
            return None
        wanted = turns[0].removeprefix("each.value").removeprefix(".")
        text = f"{over[0]}.{wanted}" if wanted else over[0]
        found = self._one(text, resource.module, resource.index, attribute, 0)
        return found[0] if found and len(found) == 1 else None

    def _one(
        self, text: str, module: Module, index: str | int | None, attribute: str, depth: int
    ) -> tuple[str, ...] | None:
        """The names or ARNs that a reference stands for; None where it stands for something else."""
        steps = _steps(text)
        if depth > _DEEPEST or len(steps) < 2:
            return None
        if steps[0].name == "var" and module.caller is not None:
            passed = mapping(mapping(module.call.get("expressions")).get(steps[1].name))
            return self._through(passed, module.caller, attribute, depth)
        if steps[0].name == "module" and len(steps) >= 3:
            inner = child(module, module.address(f"module.{steps[1]}"))
            output = mapping(mapping(inner.configuration.get("outputs")).get(steps[2].name))
            return self._through(mapping(output.get("expression")), inner, attribute, depth)
        if steps[0].name not in conversions():
            return None
        targets = self._targets(steps[0].name, steps[1], module, index)
        wanted = steps[2].name if len(steps) > 2 else ("arn" if re.search(r"arns?$", attribute) else "id")
        texts = [self.text(each, wanted) for each in targets]
        return tuple(each for each in texts if each) if texts and all(texts) else None

    def _through(
        self, expression: Mapping[str, Any], module: Module, attribute: str, depth: int
    ) -> tuple[str, ...] | None:
        constant = expression.get("constant_value")
        if isinstance(constant, str):
            return (constant,)
        references = _longest(expression.get("references"))
        return self._one(references[0], module, None, attribute, depth + 1) if len(references) == 1 else None

    def _targets(self, tf_type: str, step: _Step, module: Module, index: str | int | None) -> list[Planned]:
        base = module.address(f"{tf_type}.{step.name}")
        exact = self._resources.get(module.address(f"{tf_type}.{step}"))
        if exact is not None:
            return [exact]
        found = [each for each in self._resources.values() if each.address.startswith(f"{base}[")]
        if step.key is not None:
            return []
        return [each for each in found if index is None or each.index == index]

    def text(self, target: Planned, wanted: str) -> str | None:
        """What an attribute of a declared resource is, as far as naming goes."""
        known = target.values.get(wanted)
        if isinstance(known, str) and known:
            return known
        conversion = conversions()[target.tf_type]
        identity = identity_of(conversion.cfn_type)
        is_name = identity is not None and identity.name != "" and conversion.renamed(wanted) == identity.name
        meaning = "name" if is_name else conversion.meaning(wanted)
        if not meaning:
            return None
        label, name = label_of(target, conversion), name_of(target, conversion)
        if meaning == "ref":
            return reference(conversion.cfn_type, label, name, self._where(target))
        if "{" in meaning:
            return filled(meaning, conversion.cfn_type, label, name, self._where(target))
        if meaning not in ("arn", "name"):
            got = attribute_of(conversion.cfn_type, label, name, self._where(target), meaning)
            return got if isinstance(got, str) else None
        found = named(conversion.cfn_type, label, name, self._where(target))
        return found.arn if meaning == "arn" else found.name

    def _document(self, references: Sequence[str], resource: Planned) -> Value:
        """A policy from a data source whose statements are known in part."""
        if len(references) != 1:
            return None
        steps = _steps(references[0])
        if len(steps) < 4 or (steps[0].name, steps[1].name) != ("data", "aws_iam_policy_document"):
            return None
        address = resource.module.address(".".join(str(each) for each in steps[:3]))
        change = mapping(mapping(self._changes.get(address)).get("change"))
        configuration = resource.module.resource("data", steps[1].name, steps[2].name)

        def referred(texts: Any) -> list[str] | None:
            found = [self._one(each, resource.module, None, "arns", 0) for each in _longest(texts)]
            return None if None in found else [text for each in found for text in each or ()]

        return document_of(change, mapping(configuration.get("expressions")), referred)


def name_of(resource: Planned, conversion: Converted) -> Value:
    """The value of a resource's name attribute; None where it has none that is known."""
    identity = identity_of(conversion.cfn_type)
    for attribute, value in resource.values.items() if identity and identity.name else ():
        if identity and conversion.renamed(attribute) == identity.name and isinstance(value, str):
            return value
    return None


def label_of(resource: Planned, conversion: Converted) -> str:
    """What stands for what AWS chooses: the id, where the resource exists already and has no other name, else the address."""
    identity, chosen = identity_of(conversion.cfn_type), resource.values.get("id")
    is_label = identity is None or (not identity.name or "{label}" in identity.ref + identity.arn)
    if is_label and isinstance(chosen, str) and re.fullmatch(r"[\w.-]+", chosen):
        return chosen
    return resource.address


def _is_attribute(expression: Any) -> bool:
    return (
        isinstance(expression, Mapping) and bool(expression) and expression.keys() <= {"constant_value", "references"}
    )


def _given(value: Value) -> Value:
    """What a constant says: whatever else is in it is the provider's to fill, and AWS's default."""
    if isinstance(value, Mapping):
        return {name: _given(each) for name, each in value.items() if each is not AFTER_APPLY}
    return [_given(each) for each in value if each is not AFTER_APPLY] if isinstance(value, list) else value


def _longest(listed: Any) -> list[str]:
    """References without those that only name what leads to another (`a.b` beside `a.b.arn`)."""
    texts = [each for each in sequence(listed) if isinstance(each, str)]
    return [
        each for at_, each in enumerate(texts)
        if each not in texts[:at_] and not any(o.startswith((f"{each}.", f"{each}[")) for o in texts)
    ]  # fmt: skip


def _steps(text: str) -> list[_Step]:
    return list(_read_steps(text))


def _read_steps(text: str) -> Iterator[_Step]:
    position = 0
    while position < len(text) and (found := _STEP.match(text, position)):
        key = found["key"]
        value: str | int | None = None
        if key is not None:
            value = int(key) if key.isdigit() and len(key) < 10 else key.strip('"')
        yield _Step(found["name"], value)
        position = found.end()

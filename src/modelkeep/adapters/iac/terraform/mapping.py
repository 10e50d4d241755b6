"""How Terraform's AWS types are called in CloudFormation's terms: declarations per service, found by walking `mappings/`."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

import msgspec

Names = Any
"""The attributes of a type or block: a mapping of names to 0 (a scalar or a map), 1 (a list of scalars), a mapping (a block that is
there once at most) or a list of one mapping (a block that may be there several times)."""

LEFT_OUT = frozenset({
    "aws_bedrock_custom_model", "aws_bedrock_inference_profile", "aws_bedrock_model_invocation_logging_configuration",
    "aws_bedrock_provisioned_model_throughput", "aws_bedrockagent_agent_collaborator", "aws_bedrockagentcore_agent_runtime_endpoint",
    "aws_bedrockagentcore_api_key_credential_provider", "aws_bedrockagentcore_gateway_target",
    "aws_bedrockagentcore_memory_strategy", "aws_bedrockagentcore_oauth2_credential_provider",
    "aws_bedrockagentcore_token_vault_cmk", "aws_bedrockagentcore_workload_identity", "aws_sagemaker_device",
    "aws_sagemaker_flow_definition", "aws_sagemaker_hub", "aws_sagemaker_human_task_ui",
    "aws_sagemaker_servicecatalog_portfolio_status",
})  # fmt: skip
"""Types of AI services without a mapping: no control that files can answer asks about them. Others are not known to this version."""

OWN_REFERENCE = object()
"""In adjusted properties, what Ref gives of the resource itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Converted:
    """One Terraform type. Attributes have CloudFormation's names by spelling (`kms_key_id` is `KmsKeyId`), except for `renames`.

    `renames` are by dotted path in Terraform, or `*.name` for a name anywhere, to a dotted path beside it; '' puts a block's content
    in its place and None says that CloudFormation has nothing of the sort. `words` are values that are written differently.
    `documents` hold JSON as text. `single` are lists of which AWS takes one element ('*': all but `several`), `several` blocks
    of which it takes a list. `gives` says what an attribute is for those who refer to it: the resource's `name`, its `arn`, what Ref
    gives (`ref`), what Fn::GetAtt gives of that name, or a template as an `Identity` has them. `computed` are blocks that the provider
    reads back where nobody sets them: known after apply, and AWS's default ('*': everything is). `empty_is_unset`: '' and empty
    lists say the same as null. `refers` are attributes that name another resource, though they are not called so.

    `into`: it becomes no resource but properties of the resources of that Terraform type that the attribute `by` names; `together`:
    that have the same values of all attributes in `by`. `listed` is the list there of which it is an element, or '*' where its own
    properties are lists that grow. `companion` is an attribute that is a resource in CloudFormation: with its type, the property
    there that names this one, and the property of the content. `adjust` mends the properties; OWN_REFERENCE in what it gives stands
    for what Ref gives of the resource. `expand` makes several resources of it, each with its type.
    """

    tf_type: str
    cfn_type: str
    renames: Mapping[str, str | None] = field(default_factory=dict)
    words: Mapping[str, Mapping[Any, Any]] = field(default_factory=dict)
    documents: frozenset[str] = frozenset()
    single: frozenset[str] = frozenset()
    several: frozenset[str] = frozenset()
    gives: Mapping[str, str] = field(default_factory=dict)
    computed: frozenset[str] = frozenset()
    empty_is_unset: bool = True
    refers: frozenset[str] = frozenset()
    into: str = ""
    by: tuple[str, ...] = ()
    together: bool = False
    listed: str = ""
    companion: tuple[str, str, str, str] | None = None
    adjust: Callable[[dict[str, Any]], dict[str, Any]] | None = None
    expand: Callable[[dict[str, Any]], Iterable[tuple[str, dict[str, Any]]]] | None = None

    def renamed(self, path: str) -> str | None:
        """The name, or the dotted path, of an attribute in CloudFormation; None where it has none."""
        last = path.rsplit(".", 1)[-1]
        for key in (path, f"*.{last}"):
            if key in self.renames:
                return self.renames[key]
        return pascal_case(last)

    def meaning(self, attribute: str) -> str:
        """What an attribute of such a resource is for those who refer to it; '' for something else."""
        return self.gives.get(attribute) or _MEANINGS.get(attribute, "")


_MEANINGS = {"arn": "arn", "id": "name", "name": "name"}


def pascal_case(name: str) -> str:
    """`kms_key_id` as `KmsKeyId`."""
    return "".join(word[:1].upper() + word[1:] for word in name.split("_"))


@cache
def conversions() -> Mapping[str, Converted]:
    """All mappings by Terraform type; raises ValueError where two claim one."""
    package = importlib.import_module("modelkeep.adapters.iac.terraform.mappings")
    found: dict[str, Converted] = {}
    for module_info in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"{package.__name__}.{module_info.name}")
        for each in module.CONVERSIONS:
            if each.tf_type in found:
                raise ValueError(f"two mappings claim {each.tf_type}")
            found[each.tf_type] = each
    awscc = importlib.import_module("modelkeep.adapters.iac.terraform.awscc")
    found.update((each.tf_type, each) for each in awscc.conversions())
    return MappingProxyType(found)


@cache
def names() -> Mapping[str, Names]:
    """The attributes of every type that has a mapping, as version 6.25 of the AWS provider has them.

    Names only, taken from the provider's schema as the package cdktf-cdktf-provider-aws 21.22 (MPL-2.0) gives it. Those of the
    provider awscc follow from CloudFormation's schemas.
    """
    text = resources.files("modelkeep.adapters.iac.terraform").joinpath("names.json").read_bytes()
    found: dict[str, Names] = msgspec.json.decode(text)
    awscc = importlib.import_module("modelkeep.adapters.iac.terraform.awscc")
    return MappingProxyType({**found, **awscc.names()})

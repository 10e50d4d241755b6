"""Names and ARNs of declared resources: what the file gives, placeholders for what AWS will choose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from modelkeep.adapters.iac.forms import Identity, identity_of
from modelkeep.adapters.iac.resource import Declared, Deployment, Unknown, Value, at


@dataclass(frozen=True, slots=True)
class Named:
    """A resource's name and ARN."""

    name: str
    arn: str


def named(cfn_type: str, label: str, name: Value, deployment: Deployment) -> Named:
    """Name and ARN of a resource; `name` is the value of its name property, None or Unknown where there is none."""
    identity = identity_of(cfn_type) or Identity(arn="{label}", attributes={})
    fields = {
        "partition": deployment.partition,
        "region": deployment.region,
        "account": deployment.account,
        "label": label,
    }
    text = str(name) if isinstance(name, str | int) and name != "" else identity.placeholder.format(**fields)
    return Named(text, text if text.startswith("arn:") else identity.arn.format(**fields, name=text))


def named_resource(resource: Declared) -> Named:
    """Name and ARN of a resource whose properties are resolved."""
    identity = identity_of(resource.cfn_type)
    name = at(resource.properties, identity.name) if identity and identity.name else None
    if resource.arn:
        return Named(name if isinstance(name, str) and name else resource.label, resource.arn)
    return named(resource.cfn_type, resource.label, name, resource.deployment)


def reference(cfn_type: str, label: str, name: Value, deployment: Deployment) -> str:
    """What Ref gives. Of a type without a form: its label, which says that something is set and to what."""
    identity = identity_of(cfn_type)
    found = named(cfn_type, label, name, deployment)
    return _filled(identity.ref, label, found, deployment) if identity else label


def attribute(cfn_type: str, label: str, name: Value, deployment: Deployment, wanted: str) -> str | Unknown:
    """What Fn::GetAtt gives."""
    identity = identity_of(cfn_type)
    if identity is None or wanted not in identity.attributes:
        return Unknown(f"the attribute {wanted} of {label} exists once it is deployed")
    return _filled(identity.attributes[wanted], label, named(cfn_type, label, name, deployment), deployment)


def filled(template: str, cfn_type: str, label: str, name: Value, deployment: Deployment) -> str:
    """A template over the fields of an `Identity`, for one resource."""
    return _filled(template, label, named(cfn_type, label, name, deployment), deployment)


def _filled(template: str, label: str, found: Named, deployment: Deployment) -> str:
    fields: Mapping[str, str] = {
        "partition": deployment.partition, "region": deployment.region, "account": deployment.account,
        "label": label, "name": found.name, "arn": found.arn,
    }  # fmt: skip
    return template.format(**fields)

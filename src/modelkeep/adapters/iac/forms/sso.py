"""Permission sets of IAM Identity Center (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_SSO.html)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from modelkeep.adapters.iac.forms import Form, Identity, Rows, Surroundings
from modelkeep.adapters.iac.forms.lenses import Computed
from modelkeep.adapters.iac.properties import Properties
from modelkeep.core.durations import minutes_of
from modelkeep.core.kinds.sso import PermissionSet, PermissionSetManagedPolicy
from modelkeep.core.tables import Row

_DEFAULT = "PT1H"
"""https://docs.aws.amazon.com/singlesignon/latest/userguide/howtosessionduration.html"""


def _minutes(properties: Properties) -> int | None:
    found = properties.text("SessionDuration", _DEFAULT)
    try:
        return None if found is None else minutes_of(found)
    except ValueError:
        return None


def _managed(properties: Properties, arn: str, around: Surroundings) -> tuple[Iterable[Row], Iterable[type[Row]]]:
    found = properties.value("ManagedPolicies")
    listed = found if isinstance(found, list) else []
    known = [PermissionSetManagedPolicy(arn=arn, policy_arn=each) for each in listed if isinstance(each, str)]
    is_whole = found is None or (isinstance(found, list) and len(known) == len(found))
    return known, () if is_whole else (PermissionSetManagedPolicy,)


def _managing(row: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"ManagedPolicies": [row["policy_arn"]]}


FORMS = (
    Form(
        cfn_type="AWS::SSO::PermissionSet",
        row=PermissionSet,
        identity=Identity(
            arn="arn:{partition}:sso:::permissionSet/{name}",
            name="Name",
            ref="{arn}",
            attributes={"PermissionSetArn": "{arn}"},
        ),
        columns={
            "session_minutes": Computed(
                _minutes, lambda minutes: {"SessionDuration": f"PT{minutes}M"}, "SessionDuration"
            )
        },
        sections=(Rows(fills=(PermissionSetManagedPolicy,), read=_managed, turned=_managing),),
    ),
)

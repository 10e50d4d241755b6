"""Principals, policies and identity providers (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_IAM.html).

What a principal may do is written in several places: in itself, in policies that name it, in managed policies that it names or that
name it, and for a user in its groups. A managed policy that the files do not declare leaves the principal's statements open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from modelkeep.adapters.iac.forms import Companion, Form, Identity, Policies, Policy, Rows, Surroundings
from modelkeep.adapters.iac.forms.lenses import ArnOf, Around, Computed, Fixed, Gathered, OwnReference, Text, Texts
from modelkeep.adapters.iac.naming import named_resource
from modelkeep.adapters.iac.properties import Properties
from modelkeep.adapters.iac.resource import Declared, Unknown
from modelkeep.core.kinds.declared import Untold
from modelkeep.core.kinds.iam import (
    Group,
    GroupPolicyStatement,
    ManagedPolicy,
    ManagedPolicyStatement,
    Role,
    RolePolicyStatement,
    RoleTrustStatement,
    User,
    UserPolicyStatement,
)
from modelkeep.core.kinds.iam_federation import OidcProvider, SamlProvider
from modelkeep.core.policy import statements
from modelkeep.core.tables import Row, Statement, table_of

_ROLE, _USER, _GROUP = "AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group"
_MANAGED = "AWS::IAM::ManagedPolicy"
_INLINE: Mapping[str, Mapping[str, str]] = {
    _ROLE: {"AWS::IAM::Policy": "Roles", "AWS::IAM::RolePolicy": "RoleName"},
    _USER: {"AWS::IAM::Policy": "Users", "AWS::IAM::UserPolicy": "UserName"},
    _GROUP: {"AWS::IAM::Policy": "Groups", "AWS::IAM::GroupPolicy": "GroupName"},
}
"""By principal, the types that give it an inline policy, with the property that names it."""
_ATTACHED = {_ROLE: "Roles", _USER: "Users", _GROUP: "Groups"}
"""By principal, the property of a managed policy that names it."""


def _document(found: Any) -> Any:
    return None if isinstance(found, Unknown) else found


def _open(row: type[Statement], arn: str, why: str) -> Untold:
    return Untold(arn=arn, table_name=table_of(row).name, column_name="", why=why)


def _elsewhere(
    kind: str, own: str, properties: Properties, row: type[Statement], arn: str, around: Surroundings
) -> Iterator[Row]:
    """The statements that the principal `own` has from other resources, for the principal `arn`."""
    for cfn_type, path in _INLINE[kind].items():
        policies, whole = around.naming(cfn_type, path, kind, own)
        for policy in policies:
            given = Properties(policy.properties)
            yield from statements(row, arn, given.text("PolicyName") or "", _document(given.value("PolicyDocument")))
        if not whole:
            yield _open(row, arn, f"an {cfn_type} may be attached to it")
    managed, whole = around.naming(_MANAGED, _ATTACHED[kind], kind, own)
    if not whole:
        yield _open(row, arn, f"an {_MANAGED} may be attached to it")
    arns = properties.texts("ManagedPolicyArns")
    if arns is None:
        yield _open(row, arn, "which managed policies are attached to it")
    for policy_arn in dict.fromkeys((*(arns or ()), *(named_resource(each).arn for each in managed))):
        attached = around.declared(policy_arn)
        if attached is None:
            yield _open(row, arn, f"what {policy_arn} allows")
        else:
            document = _document(Properties(attached.properties).value("PolicyDocument"))
            yield from statements(row, arn, policy_arn, document)


def _rest(kind: str, row: type[Statement]) -> Callable[..., tuple[Iterable[Row], Iterable[type[Row]]]]:
    def read(properties: Properties, arn: str, around: Surroundings) -> tuple[Iterable[Row], Iterable[type[Row]]]:
        found = list(_elsewhere(kind, arn, properties, row, arn, around))
        if kind == _USER:
            found += _from_groups(properties, row, arn, around)
        return found, ()

    return read


def _from_groups(properties: Properties, row: type[Statement], arn: str, around: Surroundings) -> Iterator[Row]:
    """What a user may do because of its groups."""
    words = properties.texts("Groups")
    groups: dict[str, Declared | None] = {}
    for word in words or ():
        group_arn = around.arn(_GROUP, word)
        groups[group_arn or word] = around.declared(group_arn) if group_arn else None
    additions, whole = around.naming("AWS::IAM::UserToGroupAddition", "Users", _USER, arn)
    for each in additions:
        named = Properties(each.properties).text("GroupName") or ""
        group_arn = around.arn(_GROUP, named)
        groups[group_arn or named] = around.declared(group_arn) if group_arn else None
    if words is None or not whole:
        yield _open(row, arn, "which groups it is in")
    for name, group in groups.items():
        if group is None:
            yield _open(row, arn, f"what its group {name} allows" if name else "which groups it is in")
            continue
        given = Properties(group.properties)
        policies, complete = given.each("Policies")
        for policy in policies:
            yield from statements(row, arn, policy.text("PolicyName") or "", _document(policy.value("PolicyDocument")))
        if not complete:
            yield _open(row, arn, f"what its group {name} allows")
        yield from _elsewhere(_GROUP, name, given, row, arn, around)


def _inline_names(kind: str) -> Gathered:
    def turned(names: Iterable[str]) -> Mapping[str, Any]:
        allowed = {"Effect": "Allow", "Action": "none:None", "Resource": "*"}
        policies = [{"PolicyName": each, "PolicyDocument": {"Statement": [allowed]}} for each in names]
        return {"Policies": policies} if policies else {}

    own = Computed(Texts("Policies", inside="PolicyName").read, turned)
    return Gathered(own, {cfn_type: (path, Text("PolicyName", None)) for cfn_type, path in _INLINE[kind].items()})


def _attached(kind: str) -> Gathered:
    return Gathered(Texts("ManagedPolicyArns"), {_MANAGED: (_ATTACHED[kind], OwnReference())})


def _attachments(properties: Properties, arn: str, around: Surroundings) -> int | None:
    """How many principals of the files a managed policy is attached to; more may be, so that none is not known."""
    found: set[str] = set()
    for kind, path in _ATTACHED.items():
        found |= {around.arn(kind, word) or word for word in properties.texts(path) or ()}
        found |= {named_resource(each).arn for each in around.naming(kind, "ManagedPolicyArns", _MANAGED, arn)[0]}
    return len(found) or None


def _attaching(count: int | None) -> Mapping[str, Mapping[str, Any]] | None:
    if count is None:
        return {}
    return {_ROLE: {"ManagedPolicyArns": ["{own}"]}} if count == 1 else None


def _url(properties: Properties) -> str | None:
    """IAM keeps it without the scheme."""
    found = properties.text("Url")
    return None if found is None else found.removeprefix("https://")


def _identity(sort: str, name: str) -> Identity:
    return Identity(arn="arn:{partition}:iam::{account}:" + sort + "/{name}", name=name)


FORMS = (
    Form(
        cfn_type=_ROLE,
        row=Role,
        identity=_identity("role", "RoleName"),
        global_service=True,
        columns={
            "path": Text("Path", "/"),
            "permissions_boundary_arn": Text("PermissionsBoundary"),
            "attached_policy_arns": _attached(_ROLE),
            "inline_policy_names": _inline_names(_ROLE),
            "is_service_linked": Fixed(False),
        },
        sections=(
            Policy(row=RoleTrustStatement, path="AssumeRolePolicyDocument"),
            Policies(row=RolePolicyStatement, path="Policies"),
            Rows(fills=(RolePolicyStatement,), read=_rest(_ROLE, RolePolicyStatement)),
        ),
    ),
    Form(
        cfn_type=_GROUP,
        row=Group,
        identity=_identity("group", "GroupName"),
        global_service=True,
        columns={
            "path": Text("Path", "/"),
            "attached_policy_arns": _attached(_GROUP),
            "inline_policy_names": _inline_names(_GROUP),
        },
        sections=(
            Policies(row=GroupPolicyStatement, path="Policies"),
            Rows(fills=(GroupPolicyStatement,), read=_rest(_GROUP, GroupPolicyStatement)),
        ),
        tags="",
    ),
    Form(
        cfn_type=_USER,
        row=User,
        identity=_identity("user", "UserName"),
        global_service=True,
        columns={
            "path": Text("Path", "/"),
            "group_arns": Gathered(
                ArnOf("Groups", _GROUP, many=True),
                {"AWS::IAM::UserToGroupAddition": ("Users", ArnOf("GroupName", _GROUP))},
            ),
            "permissions_boundary_arn": Text("PermissionsBoundary"),
            "attached_policy_arns": _attached(_USER),
            "inline_policy_names": _inline_names(_USER),
        },
        sections=(
            Policies(row=UserPolicyStatement, path="Policies"),
            Rows(fills=(UserPolicyStatement,), read=_rest(_USER, UserPolicyStatement)),
        ),
    ),
    Form(
        cfn_type=_MANAGED,
        row=ManagedPolicy,
        identity=Identity(
            arn="arn:{partition}:iam::{account}:policy/{name}",
            name="ManagedPolicyName",
            ref="{arn}",
            attributes={"PolicyArn": "{arn}"},
        ),
        global_service=True,
        columns={
            "path": Text("Path", "/"),
            "is_aws_managed": Fixed(False),
            "attachment_count": Around(
                _attachments, "nothing in the files attaches it, something else may", others=_attaching
            ),
        },
        sections=(Policy(row=ManagedPolicyStatement, path="PolicyDocument"),),
        tags="",
    ),
    Form(
        cfn_type="AWS::IAM::OIDCProvider",
        row=OidcProvider,
        identity=Identity(arn="arn:{partition}:iam::{account}:oidc-provider/{name}", ref="{arn}"),
        global_service=True,
        columns={
            "url": Computed(_url, lambda value: {"Url": f"https://{value}"}, "Url"),
            "client_ids": Texts("ClientIdList"),
        },
    ),
    Form(
        cfn_type="AWS::IAM::SAMLProvider",
        row=SamlProvider,
        identity=Identity(arn="arn:{partition}:iam::{account}:saml-provider/{name}", name="Name", ref="{arn}"),
        global_service=True,
        columns={"assertion_encryption_mode": Text("AssertionEncryptionMode", None)},
    ),
)

COMPANIONS = (
    Companion(
        cfn_type="AWS::IAM::Policy",
        target=("Roles", "Users", "Groups"),
        readers=("AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group"),
    ),
    Companion(cfn_type="AWS::IAM::RolePolicy", target=("RoleName",), readers=("AWS::IAM::Role",)),
    Companion(cfn_type="AWS::IAM::UserPolicy", target=("UserName",), readers=("AWS::IAM::User",)),
    Companion(cfn_type="AWS::IAM::GroupPolicy", target=("GroupName",), readers=("AWS::IAM::Group",)),
    Companion(cfn_type="AWS::IAM::UserToGroupAddition", target=("Users",), readers=("AWS::IAM::User",)),
)

"""Whose credentials these are, and whether they work."""

from __future__ import annotations

from dataclasses import dataclass

from botocore.exceptions import BotoCoreError, ClientError

from modelkeep.adapters.aws.clients import Clients
from modelkeep.adapters.aws.errors import Meaning, explain
from modelkeep.core.arn import parse_arn
from modelkeep.core.errors import ConnectionFailedError, CredentialsError

SESSION_NAME = "modelkeep"
ORGANISATION_ROLE = "OrganizationAccountAccessRole"
"""The role that Organizations makes in accounts that it creates."""


@dataclass(frozen=True, slots=True)
class Caller:
    """An account and its partition."""

    account: str
    partition: str


def role_arn(role: str, account: str, partition: str) -> str:
    """The ARN of a role: `role` itself where it is one, else the role of that name in the account."""
    return role if role.startswith("arn:") else f"arn:{partition}:iam::{account}:role/{role}"


def whoami(clients: Clients, region: str) -> Caller:
    """Who calls. Raises CredentialsError or ConnectionFailedError when that cannot be told: nothing else will work."""
    try:
        reply = clients.client("sts", region).get_caller_identity()
    except (ClientError, BotoCoreError) as error:
        failure = explain(error)
        if failure.meaning in (Meaning.CREDENTIALS, Meaning.DENIED):
            raise CredentialsError(f"AWS does not accept the credentials: {failure.told}") from error
        raise ConnectionFailedError(
            f"AWS cannot be reached in {region}: {failure.told}",
            remedy=f"Check that the region name {region!r} is right, the network, the proxy and --endpoint-url.",
        ) from error
    parts = parse_arn(reply["Arn"])
    return Caller(str(reply["Account"]), parts.partition if parts else "aws")


def is_signed_in(clients: Clients, region: str) -> bool:
    """Whether the credentials work at all."""
    try:
        clients.client("sts", region).get_caller_identity()
    except (ClientError, BotoCoreError) as error:
        return explain(error).meaning is not Meaning.CREDENTIALS
    return True

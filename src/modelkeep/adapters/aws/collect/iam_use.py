"""Since when identities that may use AI services have not used them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.kinds.iam import Role, RolePolicyStatement, User, UserPolicyStatement
from modelkeep.core.kinds.iam_use import RoleServiceAccess, UserServiceAccess

GENERATE, GET = "iam:GenerateServiceLastAccessedDetails", "iam:GetServiceLastAccessedDetails"
SERVICES = ("sagemaker", "bedrock", "bedrock-agentcore")
LARGEST_PAGE = 1000
Access = type[RoleServiceAccess] | type[UserServiceAccess]


async def last_access(aws: Reader, rows: Sequence[Any]) -> None:
    """Ask when each identity whose policies name an AI service last called it.

    AWS answers in two steps. All reports are ordered first, so that most are there when they are fetched.
    """
    if not aws.wants(GET):
        return
    wanted = list(_named(rows))
    jobs: dict[str, str] = {}

    async def order(identity: tuple[str, Access]) -> None:
        arn, _ = identity
        job = await aws.get(GENERATE, arn, lambda reply: str(reply["JobId"]), Arn=arn)
        if job is not None:
            jobs[arn] = job

    async def fetch(identity: tuple[str, Access]) -> None:
        arn, row = identity
        await aws.get(GET, arn, _rows(arn, row), ready=_is_done, JobId=jobs[arn], MaxItems=LARGEST_PAGE)

    await aws.each(wanted, order)
    await aws.each([identity for identity in wanted if identity[0] in jobs], fetch)


def _named(rows: Iterable[Any]) -> Iterator[tuple[str, Access]]:
    """Roles of the account's own and users, with a policy that names one of the services."""
    naming = {
        row.arn
        for row in rows
        if isinstance(row, RolePolicyStatement | UserPolicyStatement) and row.effect == "Allow" and _names(row.actions)
    }
    for row in rows:
        if isinstance(row, Role) and not row.is_service_linked and row.arn in naming:
            yield row.arn, RoleServiceAccess
        if isinstance(row, User) and row.arn in naming:
            yield row.arn, UserServiceAccess


def _names(actions: Iterable[str]) -> bool:
    return any(action.lower().split(":")[0] in SERVICES for action in actions)


def _is_done(reply: Reply) -> bool:
    return bool(reply["JobStatus"] != "IN_PROGRESS")


def _rows(arn: str, row: Access) -> Callable[[Reply], tuple[RoleServiceAccess | UserServiceAccess, ...]]:
    """What a report says of the AI services. Raises ValueError for one that failed or does not hold them all."""

    def parse(reply: Reply) -> tuple[RoleServiceAccess | UserServiceAccess, ...]:
        if reply["JobStatus"] != "COMPLETED" or reply.get("IsTruncated"):
            raise ValueError(f"the report is {reply['JobStatus']} or has further pages")
        return tuple(
            row(
                arn=arn,
                service=each["ServiceNamespace"],
                used="LastAuthenticated" in each,
                last_used_at=each.get("LastAuthenticated"),
            )
            for each in reply["ServicesLastAccessed"]
            if each["ServiceNamespace"] in SERVICES
        )

    return parse

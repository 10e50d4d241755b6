"""What replies about SageMaker's jobs share: networks, instances, secrets, and the way from a list to each description."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from modelkeep.adapters.aws.keep import Dated, Keep
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.secrets import secret_names, secrets_in_text
from modelkeep.core.tables import Resource

Listed = tuple[str, str, tuple[Any, ...]]
"""A resource's ARN and name, and the fields of `Keep` that the list gives."""
DONE = frozenset({"Completed", "Failed", "Stopped"})
"""How SageMaker's jobs end."""
UNCHANGEABLE = Dated(("CreationTime",))
"""How a list tells that what no call can update is not another of the same name."""
MODIFIED = Dated(("CreationTime", "LastModifiedTime"))
"""How a list tells that what has a modification time and no status has not changed."""
NEWEST_FIRST: Mapping[str, str] = {"SortBy": "CreationTime", "SortOrder": "Descending"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A kind whose resources are listed, then described by name.

    `lists` and `describes` are the operations; `key` is the list in a page; `arn` and `name` are an item's members;
    `parameter` is what the description calls the name. `row` makes the stub of what cannot be described.
    """

    lists: str
    key: str
    arn: str
    name: str
    describes: str
    parameter: str
    row: Callable[..., Resource]
    parse: Callable[[Reply], Any]
    """The row, or the row and those of its parts."""
    dated: Dated | None = None
    """How the list tells that a resource has not changed; None where what describes it may change without a write call."""


async def describe_all(
    aws: Reader, listing: Listing, *, jobs: bool, seen: Callable[[Any], object] = lambda found: None
) -> Sequence[Listed]:
    """List, then describe each. Of `jobs`, which pile up for years, the newest as far as the run goes. Returns what is listed.

    `seen` gets what each description gave: a row, or the row and its parts.
    """
    describes = f"sagemaker:{listing.describes}"

    async def describe(listed: Listed) -> None:
        arn, name, said = listed
        parameters: dict[str, Any] = {listing.parameter: name}
        keep = Keep(*said) if said else None
        unread = listing.row(arn=arn, name=name)
        seen(await aws.get(describes, arn, listing.parse, unread=unread, keep=keep, **parameters))

    found: Sequence[Listed] = await aws.list(
        f"sagemaker:{listing.lists}",
        listing.key,
        lambda item: (
            str(item[listing.arn]),
            str(item[listing.name]),
            listing.dated.of(item) if listing.dated is not None else (),
        ),
        **(NEWEST_FIRST if jobs else {}),
    )
    await aws.each(aws.newest(describes, found) if jobs else found, describe)
    return found


def vpc(reply: Reply) -> dict[str, Any]:
    """The columns of a VpcConfig, which AWS leaves out where none was given."""
    given = reply.get("VpcConfig") or {}
    return {
        "subnets": tuple(given.get("Subnets", ())),
        "security_group_ids": tuple(given.get("SecurityGroupIds", ())),
    }


def network(reply: Reply) -> dict[str, Any]:
    """The columns of a NetworkConfig. All its members are optional requests; what was not requested is off."""
    given = reply.get("NetworkConfig") or {}
    return {
        **vpc(given),
        "enable_network_isolation": bool(given.get("EnableNetworkIsolation", False)),
        "enable_inter_container_traffic_encryption": bool(given.get("EnableInterContainerTrafficEncryption", False)),
    }


def instances(resources: Mapping[str, Any]) -> tuple[tuple[str, ...], int]:
    """The instance types and the number of instances of a resource configuration.

    It has one type, groups of several, a choice that SageMaker made from preferences, or preferences not yet decided.
    """
    groups = resources.get("InstanceGroups") or ()
    preferences = resources.get("InstancePreferences") or ()
    if groups:
        counts = sum(int(group["InstanceCount"]) for group in groups)
        return tuple(sorted({str(group["InstanceType"]) for group in groups})), counts
    if resources.get("SelectedInstanceType"):
        return (str(resources["SelectedInstanceType"]),), int(resources["SelectedInstanceCount"])
    if preferences:
        most = max(int(each.get("InstanceCount") or resources["InstanceCount"]) for each in preferences)
        return tuple(sorted({str(each["InstanceType"]) for each in preferences})), most
    return (str(resources["InstanceType"]),), int(resources["InstanceCount"])


def secrets(*settings: Mapping[str, str] | None, arguments: Iterable[str] = ()) -> tuple[str, ...]:
    """Names of settings that hold secrets, and the kinds of secrets in a command line; never their values."""
    named = {name for each in settings for name in secret_names(each or {})}
    in_arguments = {f"(argument: {secret.kind})" for secret in secrets_in_text(" ".join(arguments))}
    return tuple(sorted(named | in_arguments))


def dated_job(status: str) -> Dated:
    """How a list tells that a job has not changed: it is done, and was not modified since."""
    return Dated(("CreationTime", "LastModifiedTime"), status, DONE)

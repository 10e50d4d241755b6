"""AWS replies recorded once and given again, with any call denied: a whole scan without a server."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from botocore import xform_name
from botocore.exceptions import ClientError

from modelkeep.adapters.aws.clients import Clients
from modelkeep.adapters.aws.paging import Paging

Key = tuple[str, str, str, str, str]


@dataclass(slots=True)
class Recording:
    """What AWS answered: per role, service, region, method and parameters, the reply or the error."""

    replies: dict[Key, Mapping[str, Any] | ClientError] = field(default_factory=dict)
    protocols: dict[str, str] = field(default_factory=dict)
    pagings: dict[tuple[str, str], Paging | None] = field(default_factory=dict)
    roles: dict[str, ClientError | None] = field(default_factory=dict)


class RecordingClients:
    """Stands for `Clients` and remembers every reply."""

    replaces_aws = True

    def __init__(self, clients: Clients, recording: Recording, role: str = "") -> None:
        self._clients = clients
        self._recording = recording
        self._role = role
        self.default_region = clients.default_region

    def client(self, service: str, region: str) -> Any:
        """A client that records."""
        real = self._clients.client(service, region)
        self._recording.protocols[service] = real.meta.service_model.resolved_protocol

        def call(method: str, parameters: Mapping[str, Any]) -> Any:
            key = _key(self._role, service, region, method, parameters)
            try:
                reply = getattr(real, method)(**parameters)
            except ClientError as error:
                self._recording.replies[key] = error
                raise
            self._recording.replies[key] = reply
            return reply

        return _Client(self._recording.protocols[service], call)

    def paging(self, service: str, operation: str, region: str) -> Paging | None:
        """See `Clients`."""
        found = self._clients.paging(service, operation, region)
        self._recording.pagings[service, operation] = found
        return found

    def is_offered(self, service: str, region: str) -> bool:
        """Everything is offered."""
        return True

    def known_regions(self) -> frozenset[str]:
        """Nothing is known against any region."""
        return frozenset()

    def keep(self, calls: Iterable[str]) -> None:
        """Nothing to cut."""

    def assuming(self, role_arn: str, *rest: Any) -> RecordingClients:
        """See `Clients`."""
        self._recording.roles[role_arn] = None
        return RecordingClients(self._clients.assuming(role_arn, *rest), self._recording, role_arn)


class ReplayClients:
    """Stands for `Clients` and answers from a recording.

    `denied` is one call that AWS refuses everywhere. `fault` is asked before every answer, with `client:method`, and may raise.
    `offered` says whether a service exists in the region.
    """

    default_region = "us-east-1"

    def __init__(
        self,
        recording: Recording,
        denied: str = "",
        role: str = "",
        *,
        fault: Callable[[str], None] = lambda call: None,
        offered: bool = True,
    ) -> None:
        self._recording = recording
        self._denied = denied
        self._role = role
        self._fault = fault
        self._offered = offered
        self.replaces_aws = offered

    def client(self, service: str, region: str) -> Any:
        """A client that replays."""
        refused = self._denied.split(":")[1] if self._denied.startswith(f"{service}:") else ""

        def call(method: str, parameters: Mapping[str, Any]) -> Any:
            if refused and method == xform_name(refused):
                raise denial(refused)
            self._fault(f"{service}:{method}")
            answer = self._recording.replies[_key(self._role, service, region, method, parameters)]
            if isinstance(answer, ClientError):
                raise answer
            return answer

        return _Client(self._recording.protocols[service], call)

    def paging(self, service: str, operation: str, region: str) -> Paging | None:
        """See `Clients`."""
        return self._recording.pagings[service, operation]

    def is_offered(self, service: str, region: str) -> bool:
        """As told."""
        return self._offered

    def known_regions(self) -> frozenset[str]:
        """Nothing is known against any region."""
        return frozenset()

    def keep(self, calls: Iterable[str]) -> None:
        """Nothing to cut."""

    def assuming(self, role_arn: str, *rest: Any) -> ReplayClients:
        """See `Clients`."""
        if self._denied == "sts:AssumeRole":
            raise denial("AssumeRole")
        return ReplayClients(self._recording, self._denied, role_arn, fault=self._fault, offered=self._offered)


class _Client:
    """A client whose every method is one function."""

    def __init__(self, protocol: str, call: Callable[[str, Mapping[str, Any]], Any]) -> None:
        self.meta = SimpleNamespace(service_model=SimpleNamespace(resolved_protocol=protocol))
        self._call = call

    def __getattr__(self, method: str) -> Callable[..., Any]:
        def invoke(**parameters: Any) -> Any:
            return self._call(method, parameters)

        return invoke

    def get_paginator(self, method: str) -> Any:
        """A paginator of one page: enough for the organisation's accounts."""
        return SimpleNamespace(paginate=lambda **parameters: [self._call(method, parameters)])


def denial(operation: str) -> ClientError:
    """What AWS answers when the policy does not allow a call."""
    return ClientError(
        {
            "Error": {"Code": "AccessDeniedException", "Message": "not authorized to perform"},
            "ResponseMetadata": {"HTTPStatusCode": 403},
        },
        operation,
    )


def _key(role: str, service: str, region: str, method: str, parameters: Mapping[str, Any]) -> Key:
    return (role, service, region, method, json.dumps(parameters, sort_keys=True, default=str))

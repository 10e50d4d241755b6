"""Calls that moto lacks or gets wrong, one module per AWS service, found by walking this folder.

    @handles("bedrock", "ListGuardrails")
    def list_guardrails(lab: Lab, request: Request) -> Reply: ...

`request.parameters` are parsed, and the reply is serialized, by botocore's definition of the operation. State lives in
`lab.store(account, region)`, a plain dict per account and region. A handler that returns None hands the request to moto.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

Reply = Mapping[str, Any]


class AwsError(Exception):
    """An error reply: its code as AWS names it, its message and HTTP status."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status


@dataclass(frozen=True, slots=True)
class Request:
    """One call: whose, where, and its parameters under the names of the operation's input shape."""

    service: str
    operation: str
    account: str
    region: str
    parameters: Mapping[str, Any]
    principal: str = ""
    """The ARN of the assumed role that signed it, '' where the key is nobody's."""
    url: str = ""
    """How the caller reaches the lab."""


class Lab:
    """What handlers remember, per account and region."""

    def __init__(self) -> None:
        self._stores: dict[tuple[str, str], dict[str, Any]] = {}

    def store(self, account: str, region: str) -> dict[str, Any]:
        """The state of one account and region; handlers key it by `service.collection`."""
        return self._stores.setdefault((account, region), {})

    def all_of(self, name: str) -> list[Any]:
        """What is stored under a key, over all accounts and regions."""
        return [store[name] for store in self._stores.values() if name in store]

    def collection(self, request: Request, name: str) -> dict[str, Any]:
        """One named collection of the request's account and region."""
        found: dict[str, Any] = self.store(request.account, request.region).setdefault(f"{request.service}.{name}", {})
        return found


Handle = Callable[[Lab, Request], Reply | None]


@dataclass(frozen=True, slots=True)
class Handler:
    """A handle function for one operation of one service, in boto3's names."""

    service: str
    operation: str
    handle: Handle


def handles(service: str, operation: str) -> Callable[[Handle], Handler]:
    """Declare a handler."""

    def declare(handle: Handle) -> Handler:
        return Handler(service, operation, handle)

    return declare


@cache
def handlers() -> Mapping[tuple[str, str], Handler]:
    """All handlers by service and operation."""
    found: dict[tuple[str, str], Handler] = {}
    for module_info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{module_info.name}")
        for value in vars(module).values():
            if isinstance(value, Handler):
                found[value.service, value.operation] = value
    return found

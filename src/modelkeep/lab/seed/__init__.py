"""Seeds of "acme-ml", one module per service, found by walking this folder and run in order of `order`.

    @seeds(order=50)
    def sagemaker(acme: Acme) -> None: ...

A seed makes what its service holds through the ordinary AWS calls, as a customer would; where the insecure and the hardened
estate differ, it asks `acme.hardened`. Names are fixed, so that seeds can refer to each other's resources by ARN.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import boto3
from botocore.config import Config

MANAGEMENT = "123456789012"
"""moto's default account: the organisation's management account, with the log archive."""
PRODUCTION = "222233334444"
"""The account where models are served."""
RESEARCH = "333344445555"
"""The account where models are trained."""
ACCOUNTS = (MANAGEMENT, PRODUCTION, RESEARCH)
REGION = "us-east-1"
ROLE = "ModelkeepReadOnly"


def _without_account_host(params: dict[str, Any], **_: object) -> None:
    """S3 Control's endpoint rules put the account before any host; the lab has one host."""
    params["url"] = re.sub(r"//\d{12}\.", "//", params["url"], count=1)


@dataclass(slots=True)
class Acme:
    """The estate being seeded, seen from one of its accounts."""

    endpoint_url: str
    hardened: bool
    account: str = MANAGEMENT
    region: str = REGION
    credentials: dict[str, dict[str, str]] = field(default_factory=dict)
    clients: dict[tuple[str, str, str], Any] = field(default_factory=dict)
    """By service, region and access key: to make one takes longer than most calls."""

    def client(self, service: str, region: str | None = None) -> Any:
        """A boto3 client in this account."""
        keys = self.credentials.get(self.account) or {
            "aws_access_key_id": "testing",
            "aws_secret_access_key": "testing",
        }
        key = (service, region or self.region, keys["aws_access_key_id"])
        if key not in self.clients:
            self.clients[key] = self._client(service, key[1], keys)
        return self.clients[key]

    def _client(self, service: str, region: str, keys: dict[str, str]) -> Any:
        client = boto3.client(
            service,
            region_name=region,
            endpoint_url=self.endpoint_url,
            config=Config(
                retries={"total_max_attempts": 1, "mode": "standard"},
                inject_host_prefix=False,
                s3={"addressing_style": "path"},
            ),
            **keys,
        )
        if service == "s3control":
            client.meta.events.register("before-call.s3-control", _without_account_host)
        return client

    def within(self, account: str) -> Acme:
        """The same estate, seen from another account."""
        return Acme(self.endpoint_url, self.hardened, account, self.region, self.credentials, self.clients)

    def arn(self, service: str, resource: str, *, regional: bool = True) -> str:
        """An ARN in this account and region."""
        return f"arn:aws:{service}:{self.region if regional else ''}:{self.account}:{resource}"


@dataclass(frozen=True, slots=True)
class Seed:
    """One seeding function with its place in the order."""

    name: str
    order: int
    plant: Callable[[Acme], None]


def seeds(*, order: int) -> Callable[[Callable[[Acme], None]], Seed]:
    """Declare a seed."""

    def declare(plant: Callable[[Acme], None]) -> Seed:
        return Seed(f"{plant.__module__.rsplit('.', 1)[-1]}.{plant.__name__}", order, plant)

    return declare


def all_seeds() -> tuple[Seed, ...]:
    """Every seed, in order."""
    found: list[Seed] = []
    for module_info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{module_info.name}")
        found.extend(value for value in vars(module).values() if isinstance(value, Seed))
    return tuple(sorted(found, key=lambda seed: (seed.order, seed.name)))


def plant(endpoint_url: str, *, hardened: bool, tell: Callable[[str], None] = lambda text: None) -> Acme:
    """Seed the whole estate into a fresh lab; returns it as the management account sees it."""
    acme = Acme(endpoint_url, hardened)
    for seed in all_seeds():
        tell(seed.name)
        seed.plant(acme)
    return acme

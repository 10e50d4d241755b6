"""Sessions and clients: made when first needed, kept, shared between threads.

One botocore session per account; all share one loader, so that a service's model is read from disk once.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import botocore.session
from botocore.config import Config
from botocore.credentials import RefreshableCredentials
from botocore.exceptions import BotoCoreError, ProfileNotFound, UnknownServiceError

from modelkeep.adapters.aws.definitions import LeanLoader
from modelkeep.adapters.aws.paging import Paging, inferred_paging, paging
from modelkeep.core.errors import ConfigError, CredentialsError


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """How to reach AWS: the profile, the region for global services, an endpoint that replaces AWS's, time-outs in seconds.

    `credentials` (access key id, secret) replace the profile's; only the lab uses them.
    """

    profile: str | None = None
    credentials: tuple[str, str] | None = field(default=None, repr=False)
    region: str | None = None
    endpoint_url: str | None = None
    connect_timeout: float = 5.0
    read_timeout: float = 30.0
    connections: int = 32


class Clients:
    """The clients of one set of credentials."""

    def __init__(self, session: botocore.session.Session, endpoint: Endpoint) -> None:
        self._session = session
        self._endpoint = endpoint
        self._clients: dict[tuple[str, str], Any] = {}
        self._pagings: dict[tuple[str, str], Paging | None] = {}
        self._lock = threading.Lock()
        custom = endpoint.endpoint_url is not None
        self._config = Config(
            user_agent_extra="modelkeep",
            retries={"total_max_attempts": 1, "mode": "standard"},
            connect_timeout=endpoint.connect_timeout,
            read_timeout=endpoint.read_timeout,
            max_pool_connections=endpoint.connections,
            parameter_validation=False,
            inject_host_prefix=not custom,
            s3={"us_east_1_regional_endpoint": "regional", **({"addressing_style": "path"} if custom else {})},
        )

    @classmethod
    def of_profile(cls, endpoint: Endpoint) -> Clients:
        """Clients with the credentials of the profile or of botocore's default chain.

        Raises CredentialsError when there are none, ConfigError for an unknown profile.
        """
        try:
            session = _new_session(endpoint.profile)
            if endpoint.credentials is not None:
                session.set_credentials(*endpoint.credentials)
            credentials = session.get_credentials()
        except ProfileNotFound as error:
            raise ConfigError(
                str(error), remedy="`aws configure list-profiles` shows the profiles that exist."
            ) from error
        except BotoCoreError as error:
            raise CredentialsError(f"credentials cannot be loaded: {error}") from error
        if credentials is None:
            raise CredentialsError(
                "no AWS credentials found in the environment, the shared files or the instance's metadata",
                remedy="Set AWS_PROFILE or sign in with `aws sso login`; without an account, try `modelkeep demo`.",
            )
        return cls(session, endpoint)

    def assuming(self, role_arn: str, session_name: str, external_id: str | None, region: str) -> Clients:
        """Clients of another account through AssumeRole, renewed before they expire; they share the loaded service models.

        Raises what botocore raises when the role cannot be assumed.
        """

        def renew() -> dict[str, str]:
            request = {"RoleArn": role_arn, "RoleSessionName": session_name, "DurationSeconds": 3600}
            if external_id:
                request["ExternalId"] = external_id
            granted = self.client("sts", region).assume_role(**request)["Credentials"]
            return {
                "access_key": granted["AccessKeyId"],
                "secret_key": granted["SecretAccessKey"],
                "token": granted["SessionToken"],
                "expiry_time": granted["Expiration"].isoformat(),
            }

        session = _new_session(None)
        session.register_component("data_loader", self.loader)
        credentials = RefreshableCredentials.create_from_metadata(renew(), renew, "sts-assume-role")
        session.register_component("credential_provider", _Given(credentials))
        return Clients(session, self._endpoint)

    @property
    def loader(self) -> LeanLoader:
        """The loader of service definitions, shared by all sessions of a run."""
        loader = self._session.get_component("data_loader")
        assert isinstance(loader, LeanLoader)
        return loader

    def keep(self, calls: Iterable[str]) -> None:
        """Promise that clients made from now on, of every account of the run, are asked nothing but these calls."""
        self.loader.keep(calls)

    @property
    def default_region(self) -> str | None:
        """The region of the profile or environment."""
        region = self._endpoint.region or self._session.get_config_variable("region")
        return str(region) if region else None

    def client(self, service: str, region: str) -> Any:
        """The client of a service in a region; safe to call from any thread."""
        key = (service, region)
        found = self._clients.get(key)
        if found is None:
            with self._lock:
                found = self._clients.get(key)
                if found is None:
                    found = self._session.create_client(
                        service, region_name=region, endpoint_url=self._endpoint.endpoint_url, config=self._config
                    )
                    if service == "s3control" and self.replaces_aws:
                        found.meta.events.register("before-call.s3-control", _without_account_host)
                    self._clients[key] = found
        return found

    def paging(self, service: str, operation: str, region: str) -> Paging | None:
        """How the operation's pages follow each other; None when it has none."""
        key = (service, operation)
        if key not in self._pagings:
            definitions = self._paginators(service)
            model = self.client(service, region).meta.service_model.operation_model(operation)
            self._pagings[key] = (
                paging(definitions[operation], model) if operation in definitions else inferred_paging(model)
            )
        return self._pagings[key]

    def _paginators(self, service: str) -> Mapping[str, Any]:
        try:
            return cast("Mapping[str, Any]", self.loader.load_service_model(service, "paginators-1")["pagination"])
        except UnknownServiceError:
            return {}

    def is_offered(self, service: str, region: str) -> bool:
        """Whether botocore's own list of endpoints knows the service in the region."""
        partition = self._session.get_partition_for_region(region)
        return region in self._session.get_available_regions(service, partition_name=partition)

    def known_regions(self) -> frozenset[str]:
        """Every region of every partition that botocore knows; empty where an endpoint of the user's replaces AWS."""
        if self.replaces_aws:
            return frozenset()
        partitions = self._session.get_available_partitions()
        return frozenset(
            region
            for partition in partitions
            for region in self._session.get_available_regions("ec2", partition_name=partition)
        )

    @property
    def replaces_aws(self) -> bool:
        """Whether calls go to an endpoint of the user's instead of AWS."""
        return self._endpoint.endpoint_url is not None


class _Given:
    """A credential provider that knows its credentials already."""

    def __init__(self, credentials: RefreshableCredentials) -> None:
        self._credentials = credentials

    def load_credentials(self) -> RefreshableCredentials:
        return self._credentials


def _without_account_host(params: dict[str, Any], **_: object) -> None:
    """S3 Control's endpoint rules put the account before any host, also before one that has no such names."""
    params["url"] = re.sub(r"//\d{12}\.", "//", params["url"], count=1)


def _new_session(profile: str | None) -> botocore.session.Session:
    session = botocore.session.Session(profile=profile)
    session.register_component("data_loader", LeanLoader())
    session.set_config_variable("metadata_service_timeout", 1)
    session.set_config_variable("metadata_service_num_attempts", 1)
    return session

"""What a snapshot tells for `patch status`, and why it does not tell it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

import duckdb

from modelkeep.core.arn import parse_arn, partition_of
from modelkeep.core.coverage import KNOWN
from modelkeep.core.kinds import tables
from modelkeep.core.releases import Source
from modelkeep.engines.releases.images import Image, ImageName
from modelkeep.engines.releases.judging import FoundationModel, PatchState

MODEL_IDS = "foundation-model/"
_CONTAINERS = """
    SELECT c.arn, c.position, c.image, c.model_package_name, c.model_data_url, p.image, p.framework, p.framework_version, p.base_model,
           p.base_model_version,
           c.model_package_name IN (SELECT m.arn FROM sagemaker_model_package m)
    FROM sagemaker_model_container c LEFT JOIN sagemaker_model_package_container p ON p.arn = c.model_package_name
    ORDER BY ALL
"""


@dataclass(frozen=True, slots=True)
class Place:
    """An account and a region."""

    account: str
    region: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """One container of a model. `image` is None where it was not read, '' where its package should say it and was not read.

    `package` is the ARN of the model package, '' for none; `framework` and `version` are what the package says of it, `base_model` and its
    version the content of a hub that it says it was made from.
    """

    image: str | None
    package: str
    package_read: bool
    data_url: str
    framework: str
    version: str
    base_model: str
    base_version: str


class Facts:
    """A snapshot, as `patch status` asks it. The connection stays the caller's."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, built_from: str, products: Iterable[str]) -> None:
        """`built_from` is the SQL of the catalogue's part of that name; `products` are packages whose releases are known."""
        self._products = frozenset(products)
        self._connection = connection
        self._built_from = built_from
        self._gaps: dict[tuple[object, ...], str] = {}
        self._of_aws: dict[str, bool] = {}
        self._images: dict[tuple[str, Place], tuple[str, tuple[Image, ...], Source]] = {}

    def rows(self, statement: str, *given: object) -> list[tuple[Any, ...]]:
        """The rows of a statement."""
        return self._connection.execute(statement, list(given)).fetchall()

    @cached_property
    def _reads(self) -> Mapping[tuple[str, str, str], Sequence[tuple[str, str, str, datetime]]]:
        found: dict[tuple[str, str, str], list[tuple[str, str, str, datetime]]] = {}
        for call, account, region, *rest in self.rows(
            'SELECT call, account, region, resource, outcome, code, "at" FROM "read"'
        ):
            found.setdefault((call, account, region), []).append((*rest,))
        return found

    def gap(self, table: str, place: Place, resource: str = "", only: tuple[str, ...] = ()) -> str:
        """Why the rows of a table for an account and region are not all there; '' where they are.

        With `resource`, of calls that are made about single resources only those about it count. `only` are the calls that count.
        """
        asked = (table, place, resource, *only)
        if asked not in self._gaps:
            self._gaps[asked] = self._gap(tuple(only) or tables()[table].calls, place, resource)
        return self._gaps[asked]

    def _gap(self, calls: Iterable[str], place: Place, resource: str) -> str:
        for call in calls:
            reads = self._reads.get((call, place.account, place.region), ())
            mine = [each for each in reads if each[0] in ("", resource)] if resource else reads
            if not mine:
                return f"the scan did not ask {call} there" + (" about it" if reads else "")
            failed = next((each for each in mine if each[1] not in KNOWN), None)
            if failed is not None:
                return f"{call} ended with {failed[2] or failed[1]}"
        return ""

    def source(self, call: str, place: Place) -> Source:
        """A call, as of the day on which it was made."""
        times = [each[3] for each in self._reads.get((call, place.account, place.region), ())]
        return Source(name=call, as_of=max(times).date() if times else None)

    @cached_property
    def _containers(self) -> Mapping[str, Sequence[Container]]:
        found: dict[str, list[Container]] = {}
        for model, _, image, package, url, packaged, framework, version, base, base_version, read in self.rows(
            _CONTAINERS
        ):
            container = Container(
                image=(packaged or "") if image == "" and package else image, package=package or "", package_read=read,
                data_url=url or "", framework=framework or "", version=version or "", base_model=base or "",
                base_version=base_version or "",
            )  # fmt: skip
            found.setdefault(model, []).append(container)
        return found

    def containers(self, model: str) -> tuple[Container, ...]:
        """The containers of a SageMaker model, with the image of the package that they come from."""
        return tuple(self._containers.get(model, ()))

    @cached_property
    def tags(self) -> Mapping[str, Mapping[str, str] | None]:
        """The tags of each SageMaker model; None where they were not read."""
        return dict(self.rows("SELECT arn, any_value(tags) FROM sagemaker_model GROUP BY arn"))

    @cached_property
    def _uses(self) -> Mapping[str, Sequence[str]]:
        rows = self.rows(
            """
            SELECT m.model, list(DISTINCT r.dst ORDER BY r.dst)
            FROM model_resource m JOIN relation r ON r.arn = m.arn AND r.kind = 'uses_model'
            WHERE contains(r.dst, 'foundation-model/') OR contains(r.dst, 'inference-profile/') GROUP BY ALL
            """
        )
        return dict(rows)

    def foundations(self, model: str) -> Sequence[str]:
        """The ARNs of the foundation models and inference profiles that a model, or what belongs to it, is made of or asks."""
        return self._uses.get(model, ())

    def is_of_aws(self, name: ImageName) -> bool:
        """Whether an image is served from an account of AWS's."""
        if name.account not in self._of_aws:
            ((found,),) = self.rows("SELECT is_aws_image_account(?)", name.account)
            self._of_aws[name.account] = bool(found)
        return self._of_aws[name.account]

    @cached_property
    def _run(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        found: dict[str, list[tuple[str, str]]] = {}
        for model, arn, runner in self.rows(
            f"SELECT src, dst, runner FROM ({self._built_from}) WHERE dst IS NOT NULL ORDER BY ALL"
        ):
            found.setdefault(model, []).append((arn, runner))
        return found

    def runners(self, model: str) -> tuple[str, ...]:
        """The ARNs of the endpoints that run a model."""
        mark = ":endpoint/"
        return tuple(sorted({runner for _, runner in self._run.get(model, ()) if mark in runner}))

    def resolved(self, model: str, repository: str) -> tuple[str, ...]:
        """The digests that endpoints run of a model's image from a repository (its ARN)."""
        run = self._run.get(model, ())
        found = {arn.partition("@")[2] for arn, runner in run if runner and arn.partition("@")[0] == repository}
        return tuple(sorted(found - {""}))

    def functions(self, model: str) -> tuple[str, ...]:
        """The ARNs of the functions around a model."""
        return tuple(sorted({arn for arn, _ in self._run.get(model, ()) if ":lambda:" in arn}))

    def images(self, name: ImageName, place: Place) -> tuple[str, tuple[Image, ...], Source]:
        """What lies in an image's repository, why that is not known, and where it is from: any account that was scanned."""
        asked = repository_arn(name, place.region), place
        if asked not in self._images:
            self._images[asked] = self._listed(*asked)
        return self._images[asked]

    def _listed(self, arn: str, place: Place) -> tuple[str, tuple[Image, ...], Source]:
        rows = self.rows("SELECT account, region, digest, tags, pushed_at FROM ecr_model_image WHERE arn = ?", arn)
        call = "ecr:DescribeImages"
        asked = Place(rows[0][0], rows[0][1]) if rows else place
        gap = self.gap("ecr_model_image", asked, arn, (call,))
        images = tuple(
            Image(digest=digest, tags=tuple(tags or ()), pushed_at=_utc(pushed))
            for account, region, digest, tags, pushed in rows
            if (account, region) == (asked.account, asked.region)
        )
        return gap, images, self.source(call, asked)

    @cached_property
    def _packages(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        found: dict[str, list[tuple[str, str]]] = {}
        for model, name, version in self.rows(
            """
            SELECT DISTINCT u.model, c.name, c.version FROM component c JOIN component_use u ON u.arn = c.arn AND u.arn <> ''
            WHERE c.type = 'pypi' AND c.evidence <> 'declared' AND list_contains(?, c.name) ORDER BY ALL
            """,
            list(self._products),
        ):
            found.setdefault(model, []).append((str(name), str(version or "")))
        return found

    def packages(self, model: str) -> Sequence[tuple[str, str]]:
        """Names and versions of the Python packages, among those that releases are known of, that a model is built from."""
        return self._packages.get(model, ())

    @cached_property
    def _looked_into(self) -> frozenset[str]:
        rows = self.rows("SELECT DISTINCT u.model FROM component_use u JOIN component_scan s ON s.arn = u.arn")
        return frozenset(model for (model,) in rows)

    def looked_into(self, model: str) -> bool:
        """Whether the packages of anything that a model is built from were read."""
        return model in self._looked_into

    def foundation_model(self, arn: str, place: Place) -> tuple[str, FoundationModel | None]:
        """The ID of the foundation model that an ARN of a model or an inference profile means, and what Bedrock tells of it."""
        if MODEL_IDS in arn:
            identifier = arn.partition(MODEL_IDS)[2]
        else:
            profile = self.rows("SELECT model_arns FROM bedrock_inference_profile WHERE arn = ?", arn)
            named = profile[0][0][0] if profile and profile[0][0] else ""
            identifier = named.partition(MODEL_IDS)[2] if named else arn.rpartition("/")[2].partition(".")[2]
        known = self._foundation_models.get((place, identifier))
        return identifier or arn, known or self._foundation_models.get((place, _without_context(identifier)))

    @cached_property
    def _foundation_models(self) -> Mapping[tuple[Place, str], FoundationModel]:
        rows = self.rows(
            "SELECT account, region, model_id, lifecycle_status, legacy_at, extended_access_at, end_of_life_at "
            "FROM bedrock_foundation_model"
        )
        return {
            (Place(account, region), identifier): FoundationModel(
                status=status or "", legacy=_day(legacy), extended_access=_day(extended), ends=_day(ends)
            )
            for account, region, identifier, status, legacy, extended, ends in rows
        }  # fmt: skip

    def jumpstart_versions(self, model: str, place: Place) -> Mapping[str, str]:
        """The versions of a JumpStart model in the public hub, each with its support status."""
        rows = self.rows(
            "SELECT version, support_status FROM jumpstart_version WHERE account = ? AND region = ? AND model_id = ?",
            place.account, place.region, model,
        )  # fmt: skip
        return {str(version): str(status or "") for version, status in rows}

    def patch_state(self, instance: str) -> PatchState | None:
        """What Systems Manager knows of an instance; None for one that it does not list."""
        rows = self.rows(
            """
            SELECT n.ping_status, coalesce(n.platform_name || ' ' || n.platform_version, n.platform_type, 'a machine'),
                   p.baseline_id, p.operation_end_at, p.missing_count, p.failed_count, p.installed_pending_reboot_count
            FROM ssm_managed_node n LEFT JOIN ssm_patch_state p ON p.arn = n.arn WHERE n.arn = ?
            """,
            instance,
        )
        if not rows:
            return None
        ping, platform, baseline, ended, missing, failed, reboot = rows[0]
        return PatchState(
            online=ping == "Online", platform=platform, read=baseline is not None, scanned=_utc(ended), missing=missing, failed=failed,
            pending_reboot=reboot,
        )  # fmt: skip


def repository_arn(name: ImageName, region: str) -> str:
    """The ARN of an image's repository; `region` tells the partition."""
    return f"arn:{partition_of(region)}:ecr:{name.region}:{name.account}:repository/{name.repository}"


def place_of(arn: str) -> Place:
    """The account and region in an ARN."""
    parts = parse_arn(arn)
    return Place(parts.account, parts.region) if parts is not None else Place("", "")


def _without_context(identifier: str) -> str:
    """`amazon.nova-lite-v1:0:300k` to `amazon.nova-lite-v1:0`."""
    base, colon, context = identifier.rpartition(":")
    return base if colon and context.endswith("k") and context[:-1].isdigit() else identifier


def _utc(when: datetime | None) -> datetime | None:
    return when.replace(tzinfo=UTC) if when is not None else None


def _day(when: datetime | None) -> date | None:
    return when.date() if when is not None else None

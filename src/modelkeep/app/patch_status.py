"""The use case `patch status`: how what runs each model stands to what has been released since.

Standing, worst first: ended, ending, behind, unknown, current. Nothing is current that was not compared with something; what was not
read or is not known is unknown, with the reason. Machines that serve models without SageMaker or Bedrock are entries of their own, as are
foundation models that were called within the last two weeks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

import duckdb

from modelkeep.app.model_verbs import one_model
from modelkeep.app.patch_facts import Container, Facts, Place, place_of, repository_arn
from modelkeep.core.exits import EXIT_CLEAN, EXIT_INCOMPLETE, EXIT_NOTHING, EXIT_OPEN
from modelkeep.core.releases import Aspect, Part, PatchStatus, Releases, Source, Standing, worst
from modelkeep.core.verdict import Severity
from modelkeep.engines.releases import judging
from modelkeep.engines.releases.images import FRAMEWORKS, ImageName, image_name

EXITS = {
    Standing.ENDED: EXIT_OPEN[Severity.HIGH],
    Standing.ENDING: EXIT_OPEN[Severity.MEDIUM],
    Standing.BEHIND: EXIT_OPEN[Severity.LOW],
    Standing.UNKNOWN: EXIT_INCOMPLETE,
    Standing.CURRENT: EXIT_CLEAN,
    Standing.NONE: EXIT_CLEAN,
}
"""What the command ends with, by the worst standing of all."""
FOUNDATION_MODEL = "AWS::Bedrock::FoundationModel"
_PACKAGES = {"PYTORCH": "torch", "TENSORFLOW": "tensorflow", "XGBOOST": "xgboost", "SKLEARN": "scikit-learn"}
"""Frameworks as model packages name them (https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ModelPackageContainerDefinition.html)."""
_JUMPSTART = "sagemaker-sdk:jumpstart-model-"
_BUCKETS = ("s3://jumpstart-cache-prod-", "s3://jumpstart-private-cache-prod-")
_VERSIONS = "sagemaker:ListHubContentVersions"
_FOUNDATIONS = "bedrock:ListFoundationModels"
_SNAPSHOT = Source(name="the snapshot")
_NO_MACHINES = {
    "AWS::ECS::Service": "which machines run it is not read: AWS's own with Fargate, yours otherwise",
    "AWS::EKS::Cluster": "no instance that was read carries the tags of its nodes",
}
_HOSTS = """
    SELECT DISTINCT h.arn, h.account, h.region, h.name, h.kind
    FROM resource_index h JOIN ai_relevant a ON a.arn = h.arn AND a.because = h.arn
    WHERE h.kind IN ('AWS::EC2::Instance', 'AWS::ECS::Service', 'AWS::EKS::Cluster') ORDER BY ALL
"""


def patch_status(
    connection: duckdb.DuckDBPyConnection, releases: Releases, built_from: str, now: datetime, model: str | None = None
) -> tuple[PatchStatus, ...]:
    """Every model of a snapshot, or one by name or ARN, worst first. `built_from` is the SQL of the catalogue's part of that name.

    Raises UsageError for a model that there is not.
    """
    judge = _Judge(Facts(connection, built_from, {each.product for each in releases.known}), releases, now)
    chosen = one_model(connection, model) if model is not None else None
    found = list(judge.models(chosen))
    if chosen is None:
        found += [*judge.foundation_models(), *judge.hosts()]
    order = list(Standing)
    return tuple(sorted(found, key=lambda each: (order.index(each.worst), each.kind, each.name, each.arn)))


def exit_code(found: Iterable[PatchStatus]) -> int:
    """0 where all is current, 11 where something is behind, 12 where its end is near, 13 where it ended, 4 where the worst is
    unknown, 3 where there is no model."""
    statuses = tuple(found)
    return EXITS[worst(each.worst for each in statuses)] if statuses else EXIT_NOTHING


@dataclass(frozen=True, slots=True)
class _Judge:
    facts: Facts
    releases: Releases
    now: datetime

    @property
    def today(self) -> date:
        return self.now.date()

    def models(self, chosen: str | None) -> Iterator[PatchStatus]:
        """The models of the snapshot, or the one of this ARN."""
        rows = self.facts.rows(
            "SELECT DISTINCT arn, name, kind, account, region FROM model WHERE ?::VARCHAR IS NULL OR arn = ? ORDER BY arn",
            chosen, chosen,
        )  # fmt: skip
        for arn, name, kind, account, region in rows:
            place = Place(account, region)
            parts: tuple[Part, ...] = (*self._runtimes(arn), *self._foundations(arn, place))
            if kind == "AWS::SageMaker::Model":
                parts = (*self._sagemaker(arn, place), *parts)
            yield PatchStatus(
                arn=arn, name=name or arn, kind=kind, account=account, region=region, parts=parts,
                endpoints=self.facts.runners(arn),
            )  # fmt: skip

    def foundation_models(self) -> Iterator[PatchStatus]:
        """What was called within the last two weeks, as Bedrock's metrics tell."""
        rows = self.facts.rows("SELECT DISTINCT account, region, model_id FROM bedrock_invoked_model ORDER BY ALL")
        for account, region, identifier in rows:
            place = Place(account, region)
            (arn,) = self.facts.rows("SELECT bedrock_model_arn(?, ?, ?)", identifier, account, region)[0]
            if not ("foundation-model/" in arn or "inference-profile/" in arn):
                continue
            yield PatchStatus(
                arn=arn, name=identifier.rpartition("/")[2], kind=FOUNDATION_MODEL, account=account, region=region,
                parts=(self._foundation(arn, place),),
            )  # fmt: skip

    def hosts(self) -> Iterator[PatchStatus]:
        """Machines, services and clusters that are there for models."""
        for arn, account, region, name, kind in self.facts.rows(_HOSTS):
            place = Place(account, region)
            machines = [arn] if kind == "AWS::EC2::Instance" else self._nodes(name, place) if "EKS" in kind else []
            parts = tuple(self._machine(each, place) for each in machines)
            if not parts:
                parts = (judging.unknown(Aspect.HOST, name, _NO_MACHINES.get(kind, ""), _SNAPSHOT),)
            yield PatchStatus(arn=arn, name=name or arn, kind=kind, account=account, region=region, parts=parts)

    def _nodes(self, cluster: str, place: Place) -> list[str]:
        """Instances with the tags that Kubernetes and EKS put on nodes."""
        rows = self.facts.rows(
            "SELECT arn FROM ec2_instance WHERE account = ? AND region = ? AND (map_contains(tags, 'kubernetes.io/cluster/' || ?) "
            "OR tags['eks:cluster-name'] = ? OR tags['aws:eks:cluster-name'] = ?) ORDER BY arn",
            place.account, place.region, cluster, cluster, cluster,
        )  # fmt: skip
        return [str(arn) for (arn,) in rows]

    def _machine(self, arn: str, place: Place) -> Part:
        call = "ssm:DescribeInstancePatchStates"
        name, source = arn.rpartition("/")[2], self.facts.source(call, place)
        state = self.facts.patch_state(arn)
        if state is not None:
            return judging.host(name, state, source)
        gap = self.facts.gap("ssm_managed_node", place)
        return judging.unknown(Aspect.HOST, name, gap or "Systems Manager does not manage it", source)

    def _runtimes(self, model: str) -> Iterator[Part]:
        """The runtimes of functions in front of a model, and of those that it calls."""
        for arn in self.facts.functions(model):
            rows = self.facts.rows("SELECT name, runtime, package_type FROM lambda_function WHERE arn = ?", arn)
            if not rows:
                gap = self.facts.gap("lambda_function", place_of(arn)) or "the scan did not see the function"
                yield judging.unknown(Aspect.FRAMEWORK, arn.rpartition(":")[2], gap)
            for name, runtime, package in rows:
                if package != "Image":
                    yield _about(
                        judging.function_runtime(runtime or "", self.releases, self.today), f"function {name}: "
                    )

    def _foundations(self, model: str, place: Place) -> Iterator[Part]:
        """The foundation models that a model, or what belongs to it, is made of or asks."""
        return (self._foundation(arn, place) for arn in self.facts.foundations(model))

    def _foundation(self, arn: str, place: Place) -> Part:
        source = self.facts.source(_FOUNDATIONS, place)
        identifier, known = self.facts.foundation_model(arn, place)
        if known is not None:
            return judging.foundation_model(identifier, known, source, self.today)
        gap = self.facts.gap("bedrock_foundation_model", place)
        reason = gap or f"Bedrock does not list it in {place.region}: it may have ended, or be offered elsewhere only"
        return judging.unknown(Aspect.MAKER, identifier, reason, source)

    def _sagemaker(self, model: str, place: Place) -> Iterator[Part]:
        containers = self.facts.containers(model)
        if not containers:
            gap = self.facts.gap("sagemaker_model_container", place, model) or "its containers were not read"
            for aspect in (Aspect.FRAMEWORK, Aspect.IMAGE, Aspect.VERSION):
                yield judging.unknown(aspect, "containers", gap)
        packages = self.facts.packages(model)
        yield from (judging.package_framework(name, version, self.releases) for name, version in packages)
        for container in containers:
            yield from self._container(model, container, place, told=bool(packages))
        yield self._maker(model, containers, place)

    def _container(self, model: str, container: Container, place: Place, *, told: bool) -> Iterator[Part]:
        if container.package:
            yield self._version(container)
        else:
            yield judging.nothing(Aspect.VERSION, "", "it is not from the model registry", _SNAPSHOT)
        name = image_name(container.image or "")
        if name is None:
            gap = (
                self.facts.gap("sagemaker_model_package_container", place_of(container.package))
                if container.package
                else ""
            )
            unread = not container.image
            reason = (gap or "which image it runs was not read") if unread else "it is not in a registry of ECR"
            for aspect in (Aspect.FRAMEWORK, Aspect.IMAGE):
                yield judging.unknown(aspect, container.image or "image", reason)
            return
        yield from self._framework(model, container, name, told=told)
        gap, images, source = self.facts.images(name, place)
        if not images and name.account != place.account and not self.facts.is_of_aws(name):
            gap = f"its repository is of account {name.account}, where no scan asked about it"
        for digest in self.facts.resolved(model, repository_arn(name, place.region)) or ("",):
            if images:
                part = judging.image(_called(name), name, digest, images, source, self.now)
                yield judging.as_far_as_read(part, gap)
            else:
                yield judging.unknown(Aspect.IMAGE, _called(name), gap or "its repository lists no image", source)

    def _framework(self, model: str, container: Container, name: ImageName, *, told: bool) -> Iterator[Part]:
        """By AWS's table for its own containers; else by what the model package says, unless packages were found."""
        package = _PACKAGES.get(container.framework)
        if name.repository in FRAMEWORKS and self.facts.is_of_aws(name):
            yield judging.container_framework(name, self.releases, self.today)
        elif package and not told:
            yield _about(judging.package_framework(package, container.version, self.releases), "by its model package, ")
        elif not told:
            reason = (
                "none of the packages that were read is a framework of the catalogue"
                if self.facts.looked_into(model)
                else "nobody looked into the image: `modelkeep scan --vulnerabilities` reads its packages"
            )
            yield judging.unknown(Aspect.FRAMEWORK, _called(name), reason, _SNAPSHOT)

    def _version(self, container: Container) -> Part:
        """A registered version; its account may be another one than the model's."""
        place = place_of(container.package)
        source = self.facts.source("sagemaker:ListModelPackages", place)
        subject = container.package.partition(":model-package/")[2]
        gap = self.facts.gap("sagemaker_model_package", place)
        rows = self.facts.rows(
            "SELECT model_package_group_name, model_package_version, model_approval_status FROM sagemaker_model_package WHERE arn = ?",
            container.package,
        )
        if gap or not rows or rows[0][0] is None or rows[0][2] is None:
            return judging.unknown(Aspect.VERSION, subject, gap or "its model package was not read", source)
        group, version, status = rows[0]
        if not group:
            return judging.nothing(Aspect.VERSION, subject, "an unversioned package", source)
        approved = self.facts.rows(
            "SELECT model_package_version FROM sagemaker_model_package WHERE account = ? AND region = ? "
            "AND model_package_group_name = ? AND model_approval_status = 'Approved'",
            place.account, place.region, group,
        )  # fmt: skip
        return judging.package_version(
            subject, version or 0, status, [int(each) for (each,) in approved if each], source
        )

    def _maker(self, model: str, containers: tuple[Container, ...], place: Place) -> Part:
        """What its tags, or its model package, say of JumpStart."""
        source = self.facts.source(_VERSIONS, place)
        tags = self.facts.tags.get(model)
        if tags is None:
            gap = self.facts.gap("tagged", place) or "its tags were not read"
            return judging.unknown(Aspect.MAKER, "JumpStart", f"whether it is of JumpStart: {gap}", source)
        identifier, version = tags.get(f"{_JUMPSTART}id", ""), tags.get(f"{_JUMPSTART}version", "")
        base = next((each for each in containers if each.base_model), None)
        if not identifier and base is not None:
            return self._jumpstart(base.base_model, base.base_version, place_of(base.package))
        if identifier:
            return self._jumpstart(identifier, version, place)
        if any(each.data_url.startswith(_BUCKETS) for each in containers):
            reason = "its files come from JumpStart, but no tag names model and version"
            return judging.unknown(Aspect.MAKER, "JumpStart", reason, source)
        return judging.nothing(Aspect.MAKER, "", "nobody says that somebody else made it", _SNAPSHOT)

    def _jumpstart(self, identifier: str, version: str, place: Place) -> Part:
        source = self.facts.source(_VERSIONS, place)
        versions = self.facts.jumpstart_versions(identifier, place)
        gap = self.facts.gap("jumpstart_version", place, f"SageMakerPublicHub/{identifier}", (_VERSIONS,))
        if gap and not versions:
            return judging.unknown(Aspect.MAKER, f"{identifier} {version}".strip(), gap, source)
        return judging.as_far_as_read(judging.jumpstart(identifier, version, versions, source), gap)


def _called(name: ImageName) -> str:
    """`pytorch-inference:2.6.0-cpu`; the digest of what is pinned stands in the reason."""
    return f"{name.repository}:{name.tag}" if name.tag else name.repository


def _about(part: Part, what: str) -> Part:
    return replace(part, subject=f"{what}{part.subject}")

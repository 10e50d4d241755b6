"""ECR: the repositories that model images come from, who may change them, and whether they are scanned."""

from __future__ import annotations

from collections.abc import Iterator

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.kinds.ecr import (
    RegistryPolicy,
    RegistryPolicyStatement,
    RegistryScanningConfiguration,
    RegistryScanningRule,
    Repository,
    RepositoryPolicyStatement,
    SigningConfiguration,
    SigningRule,
)
from modelkeep.core.policy import statements
from modelkeep.core.tables import Row


@collector(Repository, RepositoryPolicyStatement)
async def repositories(aws: Reader) -> None:
    """DescribeRepositories, then GetRepositoryPolicy for each."""

    none: tuple[RepositoryPolicyStatement, ...] = ()

    async def policy(repository: Repository) -> None:
        await aws.get(
            "ecr:GetRepositoryPolicy",
            repository.arn,
            lambda reply: statements(RepositoryPolicyStatement, repository.arn, "", reply["policyText"]),
            absent={"RepositoryPolicyNotFoundException": none},
            repositoryName=repository.name,
        )

    listed = await aws.list("ecr:DescribeRepositories", "repositories", _repository)
    if aws.wants("ecr:GetRepositoryPolicy"):
        await aws.each(listed, policy)


@collector(RegistryPolicy, RegistryPolicyStatement)
async def registry_policy(aws: Reader) -> None:
    """GetRegistryPolicy. AWS has no ARN for the policy, this one is ours."""
    arn = f"arn:{aws.partition}:ecr:{aws.region}:{aws.account}:registry-policy"
    none: tuple[Row, ...] = (RegistryPolicy(arn=arn, name=aws.account, tags={}, configured=False),)
    await aws.get(
        "ecr:GetRegistryPolicy",
        arn,
        lambda reply: (
            RegistryPolicy(arn=arn, name=aws.account, tags={}, configured=True),
            *statements(RegistryPolicyStatement, arn, "registry policy", reply["policyText"]),
        ),
        absent={"RegistryPolicyNotFoundException": none},
    )


@collector(RegistryScanningConfiguration, RegistryScanningRule)
async def registry_scanning(aws: Reader) -> None:
    """GetRegistryScanningConfiguration."""
    arn = f"arn:{aws.partition}:ecr:{aws.region}:{aws.account}:registry-scanning-configuration"

    def rows(reply: Reply) -> tuple[Row, ...]:
        configuration = reply["scanningConfiguration"]
        return (
            RegistryScanningConfiguration(
                arn=arn, name=aws.account, tags={}, scan_type=configuration.get("scanType", "BASIC")
            ),
            *_scanning_rules(arn, configuration),
        )

    await aws.get("ecr:GetRegistryScanningConfiguration", arn, rows)


@collector(SigningConfiguration, SigningRule)
async def signing(aws: Reader) -> None:
    """GetSigningConfiguration."""
    arn = f"arn:{aws.partition}:ecr:{aws.region}:{aws.account}:signing-configuration"
    nothing: tuple[Row, ...] = (SigningConfiguration(arn=arn, name=aws.account, tags={}, configured=False),)

    def rows(reply: Reply) -> tuple[Row, ...]:
        rules = tuple(_signing_rules(arn, reply["signingConfiguration"]))
        return (SigningConfiguration(arn=arn, name=aws.account, tags={}, configured=bool(rules)), *rules)

    await aws.get(
        "ecr:GetSigningConfiguration",
        arn,
        rows,
        absent={"SigningConfigurationNotFoundException": nothing},
    )


def _repository(item: Reply) -> Repository:
    encryption = item.get("encryptionConfiguration", {})
    return Repository(
        arn=item["repositoryArn"],
        name=item["repositoryName"],
        uri=item["repositoryUri"],
        image_tag_mutability=item.get("imageTagMutability"),
        mutable_tag_filters=tuple(each["filter"] for each in item.get("imageTagMutabilityExclusionFilters", ())),
        scan_on_push=item.get("imageScanningConfiguration", {}).get("scanOnPush"),
        encryption_type=encryption.get("encryptionType"),
        kms_key=encryption.get("kmsKey", "") if encryption else None,
    )


def _scanning_rules(arn: str, configuration: Reply) -> Iterator[RegistryScanningRule]:
    for rule in configuration.get("rules", ()):
        for repository_filter in rule["repositoryFilters"]:
            yield RegistryScanningRule(
                arn=arn, scan_frequency=rule["scanFrequency"], repository_filter=repository_filter["filter"]
            )


def _signing_rules(arn: str, configuration: Reply) -> Iterator[SigningRule]:
    """A rule without filters signs in every repository."""
    for rule in configuration["rules"]:
        for repository_filter in rule.get("repositoryFilters") or ({"filter": "*"},):
            yield SigningRule(
                arn=arn,
                signing_profile_arn=rule["signingProfileArn"],
                repository_filter=repository_filter["filter"],
            )

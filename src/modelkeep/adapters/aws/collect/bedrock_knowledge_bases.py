"""Knowledge bases, their data sources and policies, and the Aurora instances that some keep their vectors in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.kinds.bedrock_agents import (
    DataSource,
    KnowledgeBase,
    KnowledgeBasePolicy,
    KnowledgeBasePolicyStatement,
)
from modelkeep.core.kinds.rds import DBInstance
from modelkeep.core.known import all_known
from modelkeep.core.policy import statements
from modelkeep.core.tables import Row
from modelkeep.core.urls import host_of, without_secrets

_STORES = {
    "OPENSEARCH_SERVERLESS": ("opensearchServerlessConfiguration", ("collectionArn",)),
    "OPENSEARCH_MANAGED_CLUSTER": ("opensearchManagedClusterConfiguration", ("domainArn",)),
    "RDS": ("rdsConfiguration", ("resourceArn",)),
    "NEPTUNE_ANALYTICS": ("neptuneAnalyticsConfiguration", ("graphArn",)),
    "S3_VECTORS": ("s3VectorsConfiguration", ("vectorBucketArn", "indexArn")),
    "PINECONE": ("pineconeConfiguration", ()),
    "REDIS_ENTERPRISE_CLOUD": ("redisEnterpriseCloudConfiguration", ()),
    "MONGO_DB_ATLAS": ("mongoDbAtlasConfiguration", ()),
}
"""Where each type of vector store has its settings, and which of them is its ARN."""

_CONNECTORS = {
    "CONFLUENCE": "confluenceConfiguration",
    "SALESFORCE": "salesforceConfiguration",
    "SHAREPOINT": "sharePointConfiguration",
}


@collector(KnowledgeBase, KnowledgeBasePolicy, KnowledgeBasePolicyStatement, DataSource, DBInstance)
async def knowledge_bases(aws: Reader) -> None:
    """ListKnowledgeBases; for each GetKnowledgeBase, its policy, ListDataSources and GetDataSource.

    Where some are in Aurora, DescribeDBInstances of their clusters.
    """
    clusters: set[str] = set()

    async def visit(identity: tuple[str, str]) -> None:
        knowledge_base_id, name = identity
        arn = knowledge_base_arn(aws, knowledge_base_id)
        found = await aws.get(
            "bedrock-agent:GetKnowledgeBase",
            arn,
            lambda reply: _knowledge_base(reply["knowledgeBase"]),
            unread=KnowledgeBase(arn=arn, name=name),
            knowledgeBaseId=knowledge_base_id,
        )
        if found is not None:
            await _policy(aws, found)
            if found.storage_type == "RDS" and found.vector_store_arn:
                clusters.add(found.vector_store_arn)
        await _data_sources(aws, arn, knowledge_base_id)

    listed = await aws.list(
        "bedrock-agent:ListKnowledgeBases",
        "knowledgeBaseSummaries",
        lambda item: (str(item["knowledgeBaseId"]), str(item["name"])),
    )
    await aws.each(listed, visit, calls=2)
    await _database_instances(aws, clusters)


def knowledge_base_arn(aws: Reader, knowledge_base_id: str) -> str:
    """The ARN of a knowledge base of this account and region, which its lists leave out."""
    return f"arn:{aws.partition}:bedrock:{aws.region}:{aws.account}:knowledge-base/{knowledge_base_id}"


async def _policy(aws: Reader, found: KnowledgeBase) -> None:
    """The resource policy, which MANAGED knowledge bases alone can have
    (https://docs.aws.amazon.com/bedrock/latest/userguide/kb-managed-cross-account.html)."""
    arn = found.arn
    if found.type != "MANAGED":
        return

    def parse(reply: Reply) -> tuple[Row, ...]:
        found = statements(KnowledgeBasePolicyStatement, arn, "resource policy", reply["policy"])
        return (KnowledgeBasePolicy(arn=arn, configured=True), *found)

    none: tuple[Row, ...] = (KnowledgeBasePolicy(arn=arn, configured=False),)
    await aws.get(
        "bedrock-agent:GetResourcePolicy",
        arn,
        parse,
        absent={"ResourceNotFoundException": none},
        resourceArn=arn,
    )


async def _data_sources(aws: Reader, arn: str, knowledge_base_id: str) -> None:
    async def describe(identity: tuple[str, str]) -> None:
        data_source_id, name = identity
        source_arn = f"{arn}/data-source/{data_source_id}"
        await aws.get(
            "bedrock-agent:GetDataSource",
            source_arn,
            lambda reply: _data_source(source_arn, arn, reply["dataSource"]),
            unread=DataSource(arn=source_arn, name=name, tags={}, knowledge_base_arn=arn),
            knowledgeBaseId=knowledge_base_id,
            dataSourceId=data_source_id,
        )

    listed = await aws.list(
        "bedrock-agent:ListDataSources",
        "dataSourceSummaries",
        lambda item: (str(item["dataSourceId"]), str(item["name"])),
        resource=arn,
        knowledgeBaseId=knowledge_base_id,
    )
    await aws.each(listed, describe)


async def _database_instances(aws: Reader, clusters: Iterable[str]) -> None:
    here = f"arn:{aws.partition}:rds:{aws.region}:{aws.account}:cluster:"

    def instance(item: Reply) -> DBInstance:
        return DBInstance(
            arn=item["DBInstanceArn"],
            name=item["DBInstanceIdentifier"],
            cluster_arn=here + item["DBClusterIdentifier"],
            publicly_accessible=item.get("PubliclyAccessible"),
        )

    mine = sorted(arn.removeprefix(here) for arn in clusters if arn.startswith(here))
    if mine:
        filters = [{"Name": "db-cluster-id", "Values": mine}]
        await aws.list("rds:DescribeDBInstances", "DBInstances", instance, Filters=filters)


def _knowledge_base(reply: Reply) -> KnowledgeBase:
    config = reply["knowledgeBaseConfiguration"]
    vector = config.get("vectorKnowledgeBaseConfiguration") or config.get("managedKnowledgeBaseConfiguration") or {}
    storage = reply.get("storageConfiguration", {})
    storage_type = storage.get("type", "")
    key, arns = _STORES.get(storage_type, ("", ()))
    store = storage.get(key, {})
    store_arn = next((store[name] for name in arns if store.get(name)), "") if not storage_type or key else None
    supplemental = vector.get("supplementalDataStorageConfiguration", {}).get("storageLocations", ())
    return KnowledgeBase(
        arn=reply["knowledgeBaseArn"],
        name=reply["name"],
        status=reply["status"],
        type=config["type"],
        role_arn=reply["roleArn"],
        embedding_model_arn=vector.get("embeddingModelArn", ""),
        kms_key_arn=vector.get("serverSideEncryptionConfiguration", {}).get("kmsKeyArn", ""),
        storage_type=storage_type,
        vector_store_arn=store_arn or config.get("kendraKnowledgeBaseConfiguration", {}).get("kendraIndexArn", ""),
        vector_store_host=host_of(store.get("connectionString") or store.get("endpoint") or ""),
        credentials_secret_arn=store.get("credentialsSecretArn", ""),
        supplemental_s3_uris=tuple(each["s3Location"]["uri"] for each in supplemental if "s3Location" in each),
    )


def _data_source(arn: str, knowledge_base: str, reply: Reply) -> DataSource:
    config = reply["dataSourceConfiguration"]
    bucket = config.get("s3Configuration", {})
    web = config.get("webConfiguration", {})
    crawler = web.get("crawlerConfiguration", {})
    seeds = tuple(
        each["url"]
        for each in web.get("sourceConfiguration", {}).get("urlConfiguration", {}).get("seedUrls", ())
        if each.get("url")
    )
    connector = config.get(_CONNECTORS.get(config["type"], ""), {}).get("sourceConfiguration", {})
    hosts = all_known(host_of(url) for url in (*seeds, connector.get("hostUrl", ""), *connector.get("siteUrls", ())))
    return DataSource(
        arn=arn,
        name=reply["name"],
        tags={},
        knowledge_base_arn=knowledge_base,
        status=reply["status"],
        type=config["type"],
        bucket_arn=bucket.get("bucketArn", ""),
        bucket_owner_account_id=bucket.get("bucketOwnerAccountId", ""),
        kms_key_arn=reply.get("serverSideEncryptionConfiguration", {}).get("kmsKeyArn", ""),
        data_deletion_policy=reply.get("dataDeletionPolicy"),
        web_seed_urls=all_known(without_secrets(url) for url in seeds),
        web_scope=crawler.get("scope", ""),
        web_inclusion_filters=tuple(crawler.get("inclusionFilters", ())),
        source_hosts=None if hosts is None else tuple(sorted({*hosts} - {""})),
        credentials_secret_arn=connector.get("credentialsSecretArn", ""),
        transformation_lambda_arns=tuple(_transformations(reply)),
    )


def _transformations(reply: Reply) -> Iterable[str]:
    custom: Any = reply.get("vectorIngestionConfiguration", {}).get("customTransformationConfiguration", {})
    for each in custom.get("transformations", ()):
        yield each["transformationFunction"]["transformationLambdaConfiguration"]["lambdaArn"]

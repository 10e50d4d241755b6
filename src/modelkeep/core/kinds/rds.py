"""Amazon RDS (https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/)."""

from __future__ import annotations

from modelkeep.core.tables import Resource, kind


@kind(
    "AWS::RDS::DBInstance",
    calls="bedrock-agent:ListKnowledgeBases bedrock-agent:GetKnowledgeBase rds:DescribeDBInstances",
)
class DBInstance(Resource):
    """An instance of an Aurora cluster in which a knowledge base keeps its vectors; other databases are not read."""

    cluster_arn: str | None = None
    publicly_accessible: bool | None = None
    """Whether its name leads to a public address; a security group may still stand before it."""

"""Amazon OpenSearch Serverless (https://docs.aws.amazon.com/opensearch-service/latest/ServerlessAPIReference/)."""

from __future__ import annotations

from modelkeep.core.tables import Resource, Row, kind, part

_COLLECTIONS = "opensearchserverless:ListCollections"
_NETWORK = f"{_COLLECTIONS} opensearchserverless:ListSecurityPolicies opensearchserverless:GetSecurityPolicy"
_DATA = f"{_COLLECTIONS} opensearchserverless:ListAccessPolicies opensearchserverless:GetAccessPolicy"


@kind("AWS::OpenSearchServerless::Collection", calls=_COLLECTIONS)
class Collection(Resource):
    """A group of indexes. Policies name it by its name, its ARN holds its ID."""

    status: str | None = None
    kms_key_arn: str | None = None
    """'' for a key that AWS owns."""


@kind("AWS::OpenSearchServerless::SecurityPolicy", calls=_NETWORK)
class SecurityPolicy(Resource):
    """A network policy, read where there are collections. AWS has no ARN for it, this one is ours."""

    policy_version: str | None = None


@part(SecurityPolicy, "rule", calls=_NETWORK)
class SecurityPolicyRule(Row):
    """From where one kind of endpoint of the collections that `resources` describe can be reached.

    Columns are NULL where the policy could not be understood. Public access wins over private access.
    """

    resource_type: str | None = None
    """collection (its API) or dashboard."""
    resources: tuple[str, ...] | None = None
    """collection/NAME, or a beginning of names with * behind it."""
    allow_from_public: bool | None = None
    source_vpces: tuple[str, ...] | None = None
    source_services: tuple[str, ...] | None = None


@kind("AWS::OpenSearchServerless::AccessPolicy", calls=_DATA)
class AccessPolicy(Resource):
    """A data access policy, read where there are collections. AWS has no ARN for it, this one is ours."""

    policy_version: str | None = None


@part(AccessPolicy, "rule", calls=_DATA)
class AccessPolicyRule(Row):
    """Who may do what with the collections and indexes that `resources` describe. What policies allow adds up; none can deny.

    Columns are NULL where the policy could not be understood.
    """

    resource_type: str | None = None
    """collection, index or model."""
    resources: tuple[str, ...] | None = None
    """collection/NAME or index/COLLECTION/INDEX, each name or a beginning of names with * behind it."""
    permissions: tuple[str, ...] | None = None
    principals: tuple[str, ...] | None = None

"""IAM Access Analyzer (https://docs.aws.amazon.com/access-analyzer/latest/APIReference/)."""

from __future__ import annotations

from modelkeep.core.tables import Resource, kind


@kind("AWS::AccessAnalyzer::Analyzer", calls="accessanalyzer:ListAnalyzers")
class Analyzer(Resource):
    """An analyzer. `type` tells what it looks for (external, unused or internal access) and where (account, organization)."""

    type: str | None = None
    status: str | None = None

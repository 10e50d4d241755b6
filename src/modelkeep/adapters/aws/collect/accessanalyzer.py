"""IAM Access Analyzer."""

from __future__ import annotations

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.reader import Reader
from modelkeep.core.kinds.accessanalyzer import Analyzer


@collector(Analyzer)
async def analyzers(aws: Reader) -> None:
    """ListAnalyzers."""
    await aws.list(
        "accessanalyzer:ListAnalyzers",
        "analyzers",
        lambda analyzer: Analyzer(
            arn=analyzer["arn"],
            name=analyzer["name"],
            tags=analyzer.get("tags", {}),
            type=analyzer["type"],
            status=analyzer["status"],
        ),
    )

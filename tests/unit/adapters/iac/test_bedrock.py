"""Knowledge bases and their sources as templates have them."""

from __future__ import annotations

from typing import Any

import pytest

from modelkeep.adapters.iac.resource import Declared, Deployment, Place
from modelkeep.adapters.iac.rows import rows_of
from modelkeep.core.kinds.bedrock_agents import AgentKnowledgeBase, DataSource, KnowledgeBase
from modelkeep.core.kinds.declared import Untold

WHERE = Deployment("012345678901", "eu-west-1")
TORN = "http://me:pw@[torn"


def row(cfn_type: str, kind: type[Any], properties: dict[str, Any], where: Deployment = WHERE) -> Any:
    declared = Declared(cfn_type=cfn_type, label="R", properties=properties, place=Place("t.yaml", 1), deployment=where)
    (found,) = [each for each in rows_of([declared]) if type(each) is kind]
    return found


def crawler(*urls: str) -> dict[str, Any]:
    seeds = {"SourceConfiguration": {"UrlConfiguration": {"SeedUrls": [{"Url": each} for each in urls]}}}
    return {"DataSourceConfiguration": {"Type": "WEB", "WebConfiguration": seeds}}


def wiki(host: str, *sites: str) -> dict[str, Any]:
    where = {"SourceConfiguration": {"HostUrl": host, "SiteUrls": list(sites)}}
    return {"DataSourceConfiguration": {"Type": "CONFLUENCE", "ConfluenceConfiguration": where}}


@pytest.mark.parametrize(
    ("properties", "seeds", "hosts"),
    [
        (
            crawler("https://me:pw@b.example/a?t=1", "https://a.example/"),
            ("https://b.example/a", "https://a.example/"),
            ("a.example", "b.example"),
        ),
        (crawler("https://a.example/", TORN), None, None),
        (wiki("https://w.example"), (), ("w.example",)),
        (wiki("https://w.example", "https://s.example", TORN), (), None),
    ],
)
def test_where_a_source_reads(properties: dict[str, Any], seeds: Any, hosts: Any) -> None:
    found = row("AWS::Bedrock::DataSource", DataSource, properties)
    assert (found.web_seed_urls, found.source_hosts) == (seeds, hosts)


@pytest.mark.parametrize(("url", "host"), [("https://x.pinecone.io", "x.pinecone.io"), (TORN, None)])
def test_where_a_store_is(url: str, host: str | None) -> None:
    store = {"Type": "PINECONE", "PineconeConfiguration": {"ConnectionString": url}}
    found = row("AWS::Bedrock::KnowledgeBase", KnowledgeBase, {"StorageConfiguration": store})
    assert found.vector_store_host == host


def test_a_part_names_its_base_in_the_partition_of_the_agent() -> None:
    where = Deployment("012345678901", "us-gov-west-1", "aws-us-gov")
    link = row("AWS::Bedrock::Agent", AgentKnowledgeBase, {"KnowledgeBases": [{"KnowledgeBaseId": "B"}]}, where)
    assert link.knowledge_base_arn == "arn:aws-us-gov:bedrock:us-gov-west-1:012345678901:knowledge-base/B"


def test_what_is_not_understood_is_told_as_unknown() -> None:
    declared = Declared(
        cfn_type="AWS::Bedrock::DataSource",
        label="R",
        properties=crawler(TORN),
        place=Place("t.yaml", 1),
        deployment=WHERE,
    )
    untold = {each.column_name: each.why for each in rows_of([declared]) if isinstance(each, Untold)}
    assert untold["source_hosts"] == untold["web_seed_urls"] == "the file does not tell it"
    assert "web_scope" not in untold

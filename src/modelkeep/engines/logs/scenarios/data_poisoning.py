"""Somebody writes into the data from which a model learns, and into the articles from which another one answers."""

from __future__ import annotations

from modelkeep.engines.logs.organisation import cast
from modelkeep.engines.logs.organisation.cast import HOME, PRODUCTION
from modelkeep.engines.logs.organisation.parameters import training_job
from modelkeep.engines.logs.organisation.streams import changing, object_event
from modelkeep.engines.logs.scenarios.series import Scenario, Stage


def play(stage: Stage) -> None:
    """Change data just before it is used, then use other data."""
    writer = cast.CRM.at(ip=f"{cast.ELSEWHERE}.93")
    for number in range(6):
        key = f"fraud/current/part-{number:07d}.parquet"
        wrote = object_event("PutObject", cast.TRAINING_BUCKET, key, HOME, PRODUCTION, bytes_in=31_000_000 + number)
        stage.act("overwrite training data", writer, wrote, "AID-044", after=20)
    gone = object_event("DeleteObject", cast.TRAINING_BUCKET, "fraud/current/part-0000390.parquet", HOME, PRODUCTION)
    stage.act("remove what contradicts", writer, gone, "AID-044")
    train = changing("sagemaker", "CreateTrainingJob", HOME, training_job("fraud-nightly-extra"))
    stage.act("the pipeline trains with it", cast.PIPELINE, train, "AID-044", after=1500)
    article = object_event("PutObject", cast.KNOWLEDGE_BUCKET, "articles/0000012.md", HOME, PRODUCTION, bytes_in=4_100)
    stage.act("plant an article", writer, article, "AID-048", after=300)
    sync = {"knowledgeBaseId": cast.KNOWLEDGE_BASE, "dataSourceId": cast.DATA_SOURCE}
    taken = changing("bedrock", "StartIngestionJob", HOME, sync)
    stage.act("the knowledge base takes it up", cast.SEARCH_INDEXER, taken, "AID-048", after=900)
    other = training_job("fraud-nightly-20261005", "s3://open-fraud-samples-8841/2026/")
    stage.act(
        "train from another place",
        cast.PIPELINE,
        changing("sagemaker", "CreateTrainingJob", HOME, other),
        "AID-045",
        after=3600,
    )


SCENARIO = Scenario(
    id="data-poisoning",
    title="Training data and articles are poisoned",
    teaches="Data has its writers: a write by anybody else counts when the next training or ingestion uses it, and a training from a new "
    "place is a change of the model.",
    begins=5,
    play=play,
)

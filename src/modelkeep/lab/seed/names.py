"""Names that seeds of several services refer to."""

from __future__ import annotations

from modelkeep.lab.seed import MANAGEMENT, PRODUCTION, RESEARCH

MODELS_BUCKET = f"acme-models-{PRODUCTION}"
"""Model artifacts."""
CAPTURE_BUCKET = f"acme-capture-{PRODUCTION}"
"""What endpoints capture of requests and answers."""
KNOWLEDGE_BUCKET = f"acme-knowledge-{PRODUCTION}"
"""The documents of the assistant's knowledge base."""
PROMPT_LOGS_BUCKET = f"acme-prompt-logs-{PRODUCTION}"
"""Bedrock's invocation logs."""
PRODUCTION_ACCESS_LOGS_BUCKET = f"acme-access-logs-{PRODUCTION}"
TRAINING_BUCKET = f"acme-training-{RESEARCH}"
FEATURES_BUCKET = f"acme-features-{RESEARCH}"
RESEARCH_ACCESS_LOGS_BUCKET = f"acme-access-logs-{RESEARCH}"
TRAIL_BUCKET = f"acme-trail-{MANAGEMENT}"
"""The organisation's trail."""
MANAGEMENT_ACCESS_LOGS_BUCKET = f"acme-access-logs-{MANAGEMENT}"

FRAUD_ENDPOINT = "fraud-scoring"
"""The endpoint in PRODUCTION that scores payments."""
FRAUD_TRAINING_JOB = "fraud-scoring-2026-10"
"""The job in RESEARCH that trained its model."""
FRAUD_ARTIFACT = f"s3://{MODELS_BUCKET}/training/{FRAUD_TRAINING_JOB}/output/model.tar.gz"
"""The artifact that the job made."""
IMPORTED_MODEL = f"s3://{MODELS_BUCKET}/summaries/"
"""Where the model lay that was imported into Bedrock."""
RATES = f"s3://{MODELS_BUCKET}/rates/"
"""Data that a model of the insecure estate loads besides."""
MODEL_REPOSITORY = "acme/fraud-scoring"
"""The repository of model images, in PRODUCTION and RESEARCH."""
MODEL_IMAGE_TAG = "1.4.2"
HANDBOOK_COLLECTION = "handbook"
"""The vector store in PRODUCTION of the assistant's knowledge base."""
SCORING_FUNCTION = "scoring-front"
"""The function in PRODUCTION that callers of the endpoint go through."""
TOOLS_FUNCTION = "assistant-tools"
"""The function in PRODUCTION that the assistant's agent calls."""

MODELS_KEY_ALIAS = "alias/acme-models"
DATA_KEY_ALIAS = "alias/acme-data"
LOGS_KEY_ALIAS = "alias/acme-logs"

BUCKETS = {
    PRODUCTION: (
        MODELS_BUCKET,
        CAPTURE_BUCKET,
        KNOWLEDGE_BUCKET,
        PROMPT_LOGS_BUCKET,
        PRODUCTION_ACCESS_LOGS_BUCKET,
    ),
    RESEARCH: (TRAINING_BUCKET, FEATURES_BUCKET, RESEARCH_ACCESS_LOGS_BUCKET),
    MANAGEMENT: (TRAIL_BUCKET, MANAGEMENT_ACCESS_LOGS_BUCKET),
}
"""The buckets of each account."""

KEY_ALIASES = (MODELS_KEY_ALIAS, DATA_KEY_ALIAS, LOGS_KEY_ALIAS)
"""The aliases that every account has."""


def access_logs_bucket(account: str) -> str:
    """Where an account's buckets log the requests that they get."""
    return f"acme-access-logs-{account}"

"""Bedrock's model-invocation logs, with what was asked and answered as JSON text or as a reference to where it lies."""

from __future__ import annotations

from modelkeep.core.logs.prompt_columns import PROMPT_COLUMNS
from modelkeep.core.logs.tables import LogTable, texts

BEDROCK_INVOCATION = LogTable(
    name="bedrock_invocation",
    doc="Invocations of models on Bedrock: https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html",
    event_id=("requestId",),
    at=("timestamp",),
    account=("accountId",),
    region=("region",),
    columns=(
        *texts(
            request_id="requestId",
            operation="operation",
            model_id="modelId",
            caller="identity.arn",
            error_code="errorCode",
            inference_region="inferenceRegion",
            input_content_type="input.inputContentType",
            input_path="input.inputBodyS3Path",
            output_content_type="output.outputContentType",
            output_path="output.outputBodyS3Path",
        ),
        *PROMPT_COLUMNS,
    ),
    free=texts(
        identity="identity",
        input_body="input.inputBodyJson",
        output_body="output.outputBodyJson",
        request_metadata="requestMetadata",
    ),
    rest=("schemaType", "schemaVersion", "status", "guardrailTrace"),
)
"""Bodies are in `input_body` and `output_body`, or at the S3 address in `input_path` and `output_path` where they are large."""

"""SageMaker's data capture: what endpoints were asked and what they answered."""

from __future__ import annotations

from modelkeep.core.logs.prompt_columns import PROMPT_COLUMNS
from modelkeep.core.logs.tables import TEXT, LogColumn, LogTable, texts

SAGEMAKER_CAPTURE = LogTable(
    name="sagemaker_capture",
    doc="Requests to SageMaker endpoints and their answers: "
    "https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-data-capture-endpoint.html",
    event_id=("eventMetadata.eventId",),
    at=("eventMetadata.inferenceTime",),
    account=("account",),
    region=("region",),
    columns=(
        LogColumn("endpoint", TEXT, "endpoint", ("modelkeepEndpoint",)),
        LogColumn("variant", TEXT, "variant", ("modelkeepVariant",)),
        *texts(
            inference_id="eventMetadata.inferenceId",
            input_content_type="captureData.endpointInput.observedContentType",
            input_encoding="captureData.endpointInput.encoding",
            input="captureData.endpointInput.data",
            output_content_type="captureData.endpointOutput.observedContentType",
            output_encoding="captureData.endpointOutput.encoding",
            output="captureData.endpointOutput.data",
        ),
        *PROMPT_COLUMNS,
    ),
    free=texts(custom_attributes="eventMetadata.customAttributes"),
    rest=("eventVersion",),
)
"""`endpoint` and `variant` are by the object's key (`.../endpoint/variant/yyyy/mm/dd/hh/...`): the records do not tell them."""

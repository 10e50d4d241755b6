"""Bedrock: what becomes of settings, guardrails and models, and what is said where something could not be read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.fakes.collecting import ACCOUNT, collect

from modelkeep.adapters.aws.collect import bedrock_guardrails, bedrock_models, bedrock_settings
from modelkeep.core.coverage import Outcome
from modelkeep.core.kinds.bedrock import (
    CustomModel,
    EnforcedGuardrailConfiguration,
    Guardrail,
    GuardrailContentFilter,
    GuardrailContextualGrounding,
    GuardrailPolicy,
    GuardrailPolicyStatement,
    GuardrailSensitiveInformation,
    GuardrailTopic,
    GuardrailVersion,
    ImportedModel,
    InferenceProfile,
    InvokedModel,
    ModelCustomizationJob,
    ModelInvocationJob,
    ModelInvocationLoggingConfiguration,
)
from modelkeep.lab.seed import Acme
from modelkeep.lab.server import LabServer

ROLE = f"arn:aws:iam::{ACCOUNT}:role/bedrock"
REGION = "eu-west-3"
"""A region of its own, since moto's state outlives a server."""


@pytest.fixture
def acme() -> Iterator[Acme]:
    with LabServer() as lab:
        yield Acme(lab.url, hardened=False, region=REGION)


def rows(acme: Acme, collector: Any, kind: type[Any]) -> list[Any]:
    return [row for row in collect(acme.endpoint_url, collector, region=REGION).rows if isinstance(row, kind)]


def test_logging_that_is_off_is_said_to_be_off(acme: Acme) -> None:
    (row,) = rows(acme, bedrock_settings.invocation_logging, ModelInvocationLoggingConfiguration)
    assert (row.enabled, row.log_group_arn, row.s3_bucket_name, row.text_data_delivery_enabled) == (
        False,
        "",
        "",
        False,
    )


def test_logging_names_where_prompts_go(acme: Acme) -> None:
    acme.client("bedrock").put_model_invocation_logging_configuration(
        loggingConfig={
            "cloudWatchConfig": {
                "logGroupName": "prompts",
                "roleArn": ROLE,
                "largeDataDeliveryS3Config": {"bucketName": "large"},
            },
            "videoDataDeliveryEnabled": False,
        }
    )
    (row,) = rows(acme, bedrock_settings.invocation_logging, ModelInvocationLoggingConfiguration)
    assert row.enabled is True
    assert row.log_group_arn == f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:prompts"
    assert (row.s3_bucket_name, row.large_data_bucket_name) == ("", "large")
    assert (row.text_data_delivery_enabled, row.video_data_delivery_enabled) == (True, False)


def test_models_in_use_are_told_by_metrics(acme: Acme) -> None:
    dimensions = [{"Name": "ModelId", "Value": "amazon.nova-pro-v1:0"}]
    acme.client("cloudwatch").put_metric_data(
        Namespace="AWS/Bedrock",
        MetricData=[
            {"MetricName": "Invocations", "Dimensions": dimensions, "Value": 1},
            {"MetricName": "Invocations", "Value": 1},
        ],
    )
    found = rows(acme, bedrock_settings.invoked_models, InvokedModel)
    assert [row.model_id for row in found] == ["amazon.nova-pro-v1:0"]


def test_a_guardrail_is_judged_as_its_newest_published_version_has_it(acme: Acme) -> None:
    bedrock = acme.client("bedrock")
    draft = _guardrail(contentPolicyConfig={"filtersConfig": [_filter("HATE", "HIGH")]})
    arn = bedrock.create_guardrail(**draft)["guardrailArn"]
    (unpublished,) = rows(acme, bedrock_guardrails.guardrails, Guardrail)
    assert unpublished.version == "DRAFT"
    for _ in range(10):
        bedrock.create_guardrail_version(guardrailIdentifier=arn)
    journal = collect(acme.endpoint_url, bedrock_guardrails.guardrails, region=REGION)
    (guardrail,) = (row for row in journal.rows if isinstance(row, Guardrail))
    assert (guardrail.arn, guardrail.version, guardrail.status) == (arn, "10", "READY")
    versions = {row.version for row in journal.rows if isinstance(row, GuardrailVersion)}
    assert versions == set(range(1, 11))


def test_filters_that_only_report_or_are_switched_off_do_not_block(acme: Acme) -> None:
    acme.client("bedrock").create_guardrail(
        **_guardrail(
            contentPolicyConfig={
                "filtersConfig": [
                    _filter("HATE", "HIGH"),
                    _filter("INSULTS", "HIGH", inputAction="NONE"),
                    _filter("SEXUAL", "HIGH", outputEnabled=False),
                    _filter("VIOLENCE", "NONE"),
                ]
            },
            sensitiveInformationPolicyConfig={
                "piiEntitiesConfig": [
                    {"type": "EMAIL", "action": "ANONYMIZE"},
                    {"type": "PHONE", "action": "BLOCK", "inputAction": "NONE"},
                ],
                "regexesConfig": [{"name": "policy", "pattern": "P-1", "action": "BLOCK", "outputEnabled": False}],
            },
            topicPolicyConfig={
                "topicsConfig": [{"name": "money", "definition": "d", "type": "DENY", "inputEnabled": False}]
            },
            wordPolicyConfig={
                "wordsConfig": [{"text": "x"}, {"text": "y", "inputAction": "NONE", "outputAction": "NONE"}],
                "managedWordListsConfig": [{"type": "PROFANITY", "inputEnabled": False, "outputEnabled": False}],
            },
            contextualGroundingPolicyConfig={
                "filtersConfig": [
                    {"type": "GROUNDING", "threshold": 0.7},
                    {"type": "RELEVANCE", "threshold": 0.7, "action": "NONE"},
                ]
            },
        )
    )
    found = collect(acme.endpoint_url, bedrock_guardrails.guardrails, region=REGION).rows
    filters = {r.type: (r.blocks_input, r.blocks_output) for r in found if isinstance(r, GuardrailContentFilter)}
    assert filters == {
        "HATE": (True, True),
        "INSULTS": (False, True),
        "SEXUAL": (True, False),
        "VIOLENCE": (False, False),
    }
    information = {
        r.type: (r.input_action, r.output_action) for r in found if isinstance(r, GuardrailSensitiveInformation)
    }
    assert information == {
        "EMAIL": ("ANONYMIZE", "ANONYMIZE"),
        "PHONE": ("NONE", "BLOCK"),
        "REGEX": ("BLOCK", "NONE"),
    }
    (topic,) = (row for row in found if isinstance(row, GuardrailTopic))
    assert (topic.blocks_input, topic.blocks_output) == (False, True)
    grounding = {row.type: row.blocks for row in found if isinstance(row, GuardrailContextualGrounding)}
    assert grounding == {"GROUNDING": True, "RELEVANCE": False}
    (guardrail,) = (row for row in found if isinstance(row, Guardrail))
    assert (guardrail.custom_word_count, guardrail.managed_word_lists) == (1, ())
    assert (guardrail.content_filters_tier, guardrail.kms_key_arn) == ("CLASSIC", "")


def test_no_resource_policy_is_knowledge_and_a_policy_becomes_statements(acme: Acme) -> None:
    bedrock = acme.client("bedrock")
    arn = bedrock.create_guardrail(**_guardrail())["guardrailArn"]
    journal = collect(acme.endpoint_url, bedrock_guardrails.guardrails, region=REGION)
    assert [row.configured for row in journal.rows if isinstance(row, GuardrailPolicy)] == [False]
    assert journal.read("bedrock:GetResourcePolicy", arn).outcome is Outcome.ABSENT
    bedrock.put_resource_policy(resourceArn=arn, resourcePolicy="not a policy")
    journal = collect(acme.endpoint_url, bedrock_guardrails.guardrails, region=REGION)
    assert [row.configured for row in journal.rows if isinstance(row, GuardrailPolicy)] == [True]
    assert [row.effect for row in journal.rows if isinstance(row, GuardrailPolicyStatement)] == ["Unparsed"]


def test_enforced_guardrails_tell_the_models_that_they_leave_out(acme: Acme) -> None:
    bedrock = acme.client("bedrock")
    arn = bedrock.create_guardrail(**_guardrail())["guardrailArn"]
    enforcement = {"includedModels": ["ALL"], "excludedModels": ["amazon.nova-pro-v1:0"]}
    bedrock.put_enforced_guardrail_configuration(
        guardrailInferenceConfig={
            "guardrailIdentifier": arn,
            "guardrailVersion": "1",
            "modelEnforcement": enforcement,
        }
    )
    (row,) = rows(acme, bedrock_settings.enforced_guardrails, EnforcedGuardrailConfiguration)
    assert (row.guardrail_arn, row.included_models, row.excluded_models) == (arn, ("ALL",), ("amazon.nova-pro-v1:0",))


def test_models_and_jobs_without_a_key_or_network_say_so(acme: Acme) -> None:
    bedrock = acme.client("bedrock")
    bedrock.create_model_customization_job(
        jobName="tune", customModelName="tuned", roleArn=ROLE, baseModelIdentifier="amazon.nova-lite-v1:0",
        trainingDataConfig={
            "invocationLogsConfig": {"usePromptResponse": True, "invocationLogSource": {"s3Uri": "s3://logs/prompts/"}}
        },
        outputDataConfig={"s3Uri": "s3://models/tuned/"},
    )  # fmt: skip
    bedrock.create_model_import_job(
        jobName="import", importedModelName="imported", roleArn=ROLE,
        modelDataSource={"s3DataSource": {"s3Uri": "s3://models/llama/"}},
    )  # fmt: skip
    bedrock.create_model_invocation_job(
        jobName="batch", roleArn=ROLE, modelId="amazon.nova-lite-v1:0",
        inputDataConfig={"s3InputDataConfig": {"s3Uri": "s3://in/"}},
        outputDataConfig={"s3OutputDataConfig": {"s3Uri": "s3://out/"}},
    )  # fmt: skip
    (model,) = rows(acme, bedrock_models.own_models, CustomModel)
    assert (model.model_kms_key_arn, model.training_data_s3_uri) == ("", "s3://logs/prompts/")
    (job,) = rows(acme, bedrock_models.customization_jobs, ModelCustomizationJob)
    assert (job.status, job.subnet_ids, job.output_model_arn) == ("Completed", (), model.arn)
    (imported,) = rows(acme, bedrock_models.own_models, ImportedModel)
    assert (imported.model_kms_key_arn, imported.model_data_s3_uri) == ("", "s3://models/llama/")
    (batch,) = rows(acme, bedrock_models.invocation_jobs, ModelInvocationJob)
    assert (batch.output_s3_uri, batch.output_kms_key_id) == ("s3://out/", "")


def test_profiles_of_aws_and_of_the_account_say_where_they_lead(acme: Acme) -> None:
    model = f"arn:aws:bedrock:{REGION}::foundation-model/amazon.nova-lite-v1:0"
    own = acme.client("bedrock").create_inference_profile(
        inferenceProfileName="assistant", modelSource={"copyFrom": model}
    )["inferenceProfileArn"]  # fmt: skip
    found = {row.arn: row for row in rows(acme, bedrock_models.inference_profiles, InferenceProfile)}
    assert (found[own].type, found[own].model_arns) == ("APPLICATION", (model,))
    (of_aws,) = (row for row in found.values() if row.type == "SYSTEM_DEFINED")
    assert len(of_aws.model_arns or ()) > 1


def _guardrail(**policies: Any) -> dict[str, Any]:
    return {"name": "g", "blockedInputMessaging": "No.", "blockedOutputsMessaging": "No.", **policies}


def _filter(kind: str, strength: str, **given: Any) -> dict[str, Any]:
    return {"type": kind, "inputStrength": strength, "outputStrength": strength, **given}

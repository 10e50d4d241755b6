"""Amazon SageMaker."""

from __future__ import annotations

from modelkeep.adapters.iac.terraform.mapping import Converted

_IMAGES: dict[str, str | None] = {
    "*.sagemaker_image_arn": "SageMakerImageArn",
    "*.sagemaker_image_version_arn": "SageMakerImageVersionArn",
}
_APPS = {**_IMAGES, "*.custom_image": "CustomImages", "*.code_repository": "CodeRepositories"}
_STUDIO: dict[str, str | None] = {
    **_APPS,
    "*.auto_mount_home_efs": "AutoMountHomeEFS",
    "*.custom_file_system_config": "CustomFileSystemConfigs",
}
_S3 = frozenset(
    f"{container}.{source}.s3_data_source"
    for container in ("container", "primary_container")
    for source in ("model_data_source", "additional_model_data_source")
)

CONVERSIONS = (
    Converted(
        tf_type="aws_sagemaker_notebook_instance",
        cfn_type="AWS::SageMaker::NotebookInstance",
        renames={
            "name": "NotebookInstanceName",
            "security_groups": "SecurityGroupIds",
            "volume_size": "VolumeSizeInGB",
        },
    ),
    Converted(
        tf_type="aws_sagemaker_notebook_instance_lifecycle_configuration",
        cfn_type="AWS::SageMaker::NotebookInstanceLifecycleConfig",
        renames={
            "name": "NotebookInstanceLifecycleConfigName",
            "on_create": "OnCreate.Content",
            "on_start": "OnStart.Content",
        },
    ),
    Converted(
        tf_type="aws_sagemaker_domain",
        cfn_type="AWS::SageMaker::Domain",
        computed=frozenset({"default_user_settings.space_storage_settings"}),
        renames={**_STUDIO, "retention_policy": None},
        gives={"id": "ref"},
    ),
    Converted(
        tf_type="aws_sagemaker_user_profile",
        cfn_type="AWS::SageMaker::UserProfile",
        renames=_STUDIO,
        gives={"id": "arn"},
    ),
    Converted(
        tf_type="aws_sagemaker_space",
        cfn_type="AWS::SageMaker::Space",
        renames={**_APPS, "space_settings.custom_file_system": "CustomFileSystems"},
        gives={"id": "arn"},
    ),
    Converted(
        tf_type="aws_sagemaker_studio_lifecycle_config",
        cfn_type="AWS::SageMaker::StudioLifecycleConfig",
    ),
    Converted(tf_type="aws_sagemaker_app", cfn_type="AWS::SageMaker::App", renames=_IMAGES, gives={"id": "arn"}),
    Converted(
        tf_type="aws_sagemaker_app_image_config",
        cfn_type="AWS::SageMaker::AppImageConfig",
        renames={
            "jupyter_lab_image_config": "JupyterLabAppImageConfig",
            "kernel_gateway_image_config.kernel_spec": "KernelSpecs",
        },
    ),
    Converted(
        tf_type="aws_sagemaker_image",
        cfn_type="AWS::SageMaker::Image",
        renames={"role_arn": "ImageRoleArn", "description": "ImageDescription", "display_name": "ImageDisplayName"},
    ),
    Converted(
        tf_type="aws_sagemaker_image_version",
        cfn_type="AWS::SageMaker::ImageVersion",
        renames={"ml_framework": "MLFramework"},
    ),
    Converted(tf_type="aws_sagemaker_code_repository", cfn_type="AWS::SageMaker::CodeRepository"),
    Converted(
        tf_type="aws_sagemaker_model",
        cfn_type="AWS::SageMaker::Model",
        computed=frozenset({"inference_execution_config"}),
        renames={
            "name": "ModelName",
            "container": "Containers",
            "*.additional_model_data_source": "AdditionalModelDataSources",
        },
        single=_S3,
    ),
    Converted(
        tf_type="aws_sagemaker_endpoint_configuration",
        cfn_type="AWS::SageMaker::EndpointConfig",
        renames={
            "name": "EndpointConfigName",
            "name_prefix": None,
            "kms_key_arn": "KmsKeyId",
            "*.enable_ssm_access": "EnableSSMAccess",
            "*.memory_size_in_mb": "MemorySizeInMB",
            "*.volume_size_in_gb": "VolumeSizeInGB",
        },
        single=frozenset({"production_variants.routing_config", "shadow_production_variants.routing_config"}),
    ),
    Converted(
        tf_type="aws_sagemaker_endpoint",
        cfn_type="AWS::SageMaker::Endpoint",
        renames={"name": "EndpointName"},
    ),
    Converted(
        tf_type="aws_sagemaker_feature_group",
        cfn_type="AWS::SageMaker::FeatureGroup",
        computed=frozenset({"throughput_config"}),
        renames={"feature_definition": "FeatureDefinitions"},
    ),
    Converted(tf_type="aws_sagemaker_mlflow_tracking_server", cfn_type="AWS::SageMaker::MlflowTrackingServer"),
    Converted(tf_type="aws_sagemaker_model_package_group", cfn_type="AWS::SageMaker::ModelPackageGroup"),
    Converted(
        tf_type="aws_sagemaker_model_package_group_policy",
        cfn_type="AWS::SageMaker::ModelPackageGroup",
        renames={"resource_policy": "ModelPackageGroupPolicy"},
        documents=frozenset({"resource_policy"}),
        into="aws_sagemaker_model_package_group",
        by=("model_package_group_name",),
    ),
    Converted(
        tf_type="aws_sagemaker_monitoring_schedule",
        cfn_type="AWS::SageMaker::MonitoringSchedule",
        renames={"name": "MonitoringScheduleName"},
    ),
    Converted(
        tf_type="aws_sagemaker_data_quality_job_definition",
        cfn_type="AWS::SageMaker::DataQualityJobDefinition",
        computed=frozenset({"stopping_condition"}),
        renames={"name": "JobDefinitionName", "*.volume_size_in_gb": "VolumeSizeInGB"},
    ),
    Converted(
        tf_type="aws_sagemaker_pipeline",
        cfn_type="AWS::SageMaker::Pipeline",
        renames={
            "pipeline_definition": "PipelineDefinition.PipelineDefinitionBody",
            "pipeline_definition_s3_location": "PipelineDefinition.PipelineDefinitionS3Location",
        },
    ),
    Converted(
        tf_type="aws_sagemaker_workteam",
        cfn_type="AWS::SageMaker::Workteam",
        computed=frozenset({"worker_access_configuration"}),
        renames={"member_definition": "MemberDefinitions"},
    ),
    Converted(
        tf_type="aws_sagemaker_workforce",
        cfn_type="AWS::SageMaker::Workforce",
        computed=frozenset({"source_ip_config"}),
    ),
    Converted(tf_type="aws_sagemaker_device_fleet", cfn_type="AWS::SageMaker::DeviceFleet"),
    Converted(
        tf_type="aws_sagemaker_project",
        cfn_type="AWS::SageMaker::Project",
        renames={"service_catalog_provisioning_details.provisioning_parameter": "ProvisioningParameters"},
    ),
)

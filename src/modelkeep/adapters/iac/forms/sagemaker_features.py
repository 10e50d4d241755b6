"""Feature groups, shadow tests, people (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_SageMaker.html)."""

from __future__ import annotations

from modelkeep.adapters.iac.forms import Form, Identity
from modelkeep.adapters.iac.forms.lenses import Fixed, Flag, Number, Text, Texts
from modelkeep.adapters.iac.forms.sagemaker_shared import by_arn, by_name
from modelkeep.core.kinds.sagemaker_experiments import InferenceExperiment
from modelkeep.core.kinds.sagemaker_features import FeatureGroup
from modelkeep.core.kinds.sagemaker_people import MlflowTrackingServer, PartnerApp, Workforce

FORMS = (
    Form(
        cfn_type="AWS::SageMaker::FeatureGroup",
        row=FeatureGroup,
        identity=by_name("feature-group", "FeatureGroupName"),
        columns={
            "status": Fixed("Created"),
            "role_arn": Text("RoleArn"),
            "online_store_enabled": Flag("OnlineStoreConfig.EnableOnlineStore"),
            "online_store_kms_key_id": Text("OnlineStoreConfig.SecurityConfig.KmsKeyId"),
            "online_store_ttl_value": Number("OnlineStoreConfig.TtlDuration.Value", 0),
            "online_store_ttl_unit": Text("OnlineStoreConfig.TtlDuration.Unit"),
            "offline_store_s3_uri": Text("OfflineStoreConfig.S3StorageConfig.S3Uri"),
            "offline_store_kms_key_id": Text("OfflineStoreConfig.S3StorageConfig.KmsKeyId"),
        },
    ),
    Form(
        cfn_type="AWS::SageMaker::InferenceExperiment",
        row=InferenceExperiment,
        identity=by_name("inference-experiment", "Name", "Arn"),
        columns={
            "status": Text("DesiredState", "Running"),
            "role_arn": Text("RoleArn"),
            "endpoint_name": Text("EndpointName", None),
            "instance_types": Texts(
                "ModelVariants", inside="InfrastructureConfig.RealTimeInferenceConfig.InstanceType"
            ),
            "kms_key_id": Text("KmsKey"),
            "data_s3_uri": Text("DataStorageConfig.Destination"),
            "data_kms_key_id": Text("DataStorageConfig.KmsKey"),
        },
    ),
    Form(
        cfn_type="AWS::SageMaker::Workforce",
        row=Workforce,
        identity=by_arn("workforce", "WorkforceName", "WorkforceArn"),
        columns={
            "source_ip_cidrs": Texts("SourceIpConfig.Cidrs"),
            "vpc_id": Text("WorkforceVpcConfig.VpcId"),
            "cognito_user_pool_id": Text("CognitoConfig.UserPool"),
        },
    ),
    Form(
        cfn_type="AWS::SageMaker::MlflowTrackingServer",
        row=MlflowTrackingServer,
        identity=by_name("mlflow-tracking-server", "TrackingServerName", "TrackingServerArn"),
        columns={
            "role_arn": Text("RoleArn"),
            "artifact_store_uri": Text("ArtifactStoreUri"),
            "is_active": Fixed(value=True),
        },
    ),
    Form(
        cfn_type="AWS::SageMaker::PartnerApp",
        row=PartnerApp,
        identity=Identity(
            arn="arn:{partition}:sagemaker:{region}:{account}:partner-app/{label}",
            name="Name",
            ref="{arn}",
            attributes={"Arn": "{arn}"},
        ),
        columns={
            "application_type": Text("Type", None),
            "execution_role_arn": Text("ExecutionRoleArn"),
            "kms_key_id": Text("KmsKeyId"),
            "auth_type": Text("AuthType", None),
            "enable_iam_session_based_identity": Flag("EnableIamSessionBasedIdentity", absent=None),
        },
    ),
)

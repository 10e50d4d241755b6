"""What AWS Config records of each type, and under which names
(https://github.com/awslabs/aws-config-resource-schema, Apache-2.0, one list of properties per type).

What is not listed is not known, however an item looks. A name in brackets leads to each element of a list.
"""

from __future__ import annotations

from collections.abc import Mapping

TELLS: Mapping[str, frozenset[str]] = {
    "AWS::SageMaker::NotebookInstance": frozenset({
        "AcceleratorTypes", "AdditionalCodeRepositories", "DefaultCodeRepository", "DirectInternetAccess", "InstanceType",
        "KmsKeyId", "LifecycleConfigName", "NotebookInstanceName", "RoleArn", "RootAccess", "SecurityGroupIds", "SubnetId",
        "VolumeSizeInGB", "Tags",
    }),
    "AWS::SageMaker::EndpointConfig": frozenset({
        "DataCaptureConfig", "EndpointConfigName", "KmsKeyId", "Tags", "ProductionVariants.CoreDumpConfig",
        "ProductionVariants.EnableSSMAccess", "ProductionVariants.InitialInstanceCount", "ProductionVariants.InstanceType",
        "ProductionVariants.ModelName", "ProductionVariants.ServerlessConfig", "ProductionVariants.VariantName",
    }),
    "AWS::SageMaker::Model": frozenset({
        "EnableNetworkIsolation", "ExecutionRoleArn", "InferenceExecutionConfig", "ModelName", "VpcConfig", "Tags",
        *(f"{place}.{each}" for place in ("Containers", "PrimaryContainer") for each in (
            "ContainerHostname", "Image", "ImageConfig", "InferenceSpecificationName", "Mode", "ModelDataUrl",
            "ModelPackageName", "MultiModelConfig",
        )),
    }),
    "AWS::SageMaker::Domain": frozenset({
        "AppNetworkAccessType", "AppSecurityGroupManagement", "AuthMode", "DomainName", "KmsKeyId", "SubnetIds", "VpcId", "Tags",
        "DefaultUserSettings.ExecutionRole", "DefaultUserSettings.SecurityGroups", "DefaultUserSettings.SharingSettings",
    }),
    "AWS::SageMaker::CodeRepository": frozenset({
        "CodeRepositoryName", "GitConfig.Branch", "GitConfig.RepositoryUrl", "GitConfig.SecretArn", "Tags",
    }),
    "AWS::SageMaker::FeatureGroup": frozenset({
        "Description", "EventTimeFeatureName", "FeatureDefinitions", "FeatureGroupName", "OfflineStoreConfig.DataCatalogConfig",
        "OfflineStoreConfig.DisableGlueTableCreation", "OfflineStoreConfig.S3StorageConfig.S3Uri", "OfflineStoreConfig.TableFormat",
        "OnlineStoreConfig.EnableOnlineStore", "RecordIdentifierFeatureName", "RoleArn", "Tags",
    }),
    "AWS::SageMaker::NotebookInstanceLifecycleConfig": frozenset({"NotebookInstanceLifecycleConfigName", "Tags"}),
    "AWS::ECR::Repository": frozenset({
        "ImageScanningConfiguration.ScanOnPush", "ImageTagMutability", "LifecyclePolicy.RegistryId", "RepositoryName", "Tags",
    }),
    "AWS::ECS::Service": frozenset({
        "CapacityProviderStrategy", "Cluster", "DesiredCount", "EnableECSManagedTags", "EnableExecuteCommand",
        "HealthCheckGracePeriodSeconds", "LaunchType", "LoadBalancers.ContainerName", "LoadBalancers.ContainerPort",
        "LoadBalancers.LoadBalancerName", "LoadBalancers.TargetGroupArn", "NetworkConfiguration.AwsvpcConfiguration", "PlatformVersion",
        "Role", "SchedulingStrategy", "ServiceName", "TaskDefinition", "Tags",
    }),
    "AWS::ECS::TaskDefinition": frozenset({
        "Cpu", "ExecutionRoleArn", "Family", "InferenceAccelerators", "IpcMode", "Memory", "NetworkMode", "PidMode",
        "RequiresCompatibilities", "TaskRoleArn", "Tags",
        *(f"ContainerDefinitions.{each}" for each in (
            "Command", "Cpu", "DisableNetworking", "DockerSecurityOptions", "EntryPoint", "Environment", "EnvironmentFiles", "Essential",
            "Image", "LinuxParameters", "Memory", "MountPoints", "Name", "PortMappings",
            "Privileged", "ReadonlyRootFilesystem", "RepositoryCredentials", "ResourceRequirements", "Secrets", "User",
        )),
    }),
    "AWS::EKS::Cluster": frozenset({
        "EncryptionConfig", "KubernetesNetworkConfig.IpFamily", "Logging.ClusterLogging.EnabledTypes.Type", "Name", "RoleArn", "Version",
        "Tags",
        *(f"ResourcesVpcConfig.{each}" for each in (
            "EndpointPrivateAccess", "EndpointPublicAccess", "PublicAccessCidrs", "SecurityGroupIds", "SubnetIds",
        )),
    }),
    "AWS::EC2::PrefixList": frozenset({
        "AddressFamily", "Entries.Cidr", "MaxEntries", "PrefixListId", "PrefixListName", "Tags",
    }),
    "AWS::IAM::OIDCProvider": frozenset({"ClientIdList", "ThumbprintList", "Url", "Tags"}),
    "AWS::IAM::SAMLProvider": frozenset({"Name", "Tags"}),
    "AWS::KMS::Alias": frozenset({"AliasName", "TargetKeyId"}),
    "AWS::GuardDuty::Detector": frozenset({
        "DataSources.Kubernetes.AuditLogs.Enable", "DataSources.S3Logs.Enable", "Enable", "FindingPublishingFrequency", "Tags",
    }),
    "AWS::Cognito::IdentityPool": frozenset({
        "AllowClassicFlow", "AllowUnauthenticatedIdentities", "CognitoIdentityProviders.ClientId",
        "CognitoIdentityProviders.ProviderName", "CognitoIdentityProviders.ServerSideTokenCheck", "DeveloperProviderName",
        "IdentityPoolName", "OpenIdConnectProviderARNs", "SamlProviderARNs",
    }),
}  # fmt: skip
"""Types that Config describes as CloudFormation does: the properties that an item has where they are set. A prefix stands for all
below it."""

NEVER_WITHOUT: Mapping[str, frozenset[str]] = {
    "AWS::SageMaker::EndpointConfig": frozenset({"ProductionVariants"}),
    "AWS::SageMaker::Model": frozenset({"Containers", "PrimaryContainer"}),
    "AWS::SageMaker::FeatureGroup": frozenset({"OfflineStoreConfig", "OfflineStoreConfig.S3StorageConfig"}),
    "AWS::ECR::Repository": frozenset({"ImageScanningConfiguration"}),
    "AWS::ECS::Service": frozenset({"LoadBalancers", "NetworkConfiguration"}),
    "AWS::ECS::TaskDefinition": frozenset({"ContainerDefinitions"}),
    "AWS::EKS::Cluster": frozenset({"Logging", "Logging.ClusterLogging", "Logging.ClusterLogging.EnabledTypes"}),
    "AWS::EC2::PrefixList": frozenset({"Entries"}),
    "AWS::Cognito::IdentityPool": frozenset({"CognitoIdentityProviders"}),
}
"""Of what is listed in part: what always has one of the properties listed, so that it is not there where an item does not have it."""

RENAMED: Mapping[str, Mapping[str, str]] = {
    "AWS::Lambda::Function": {
        "FunctionName": "functionName", "PackageType": "packageType", "Role": "role", "Runtime": "runtime", "KmsKeyArn": "kmskeyArn",
        "VpcConfig.SubnetIds": "vpcConfig.subnetIds", "VpcConfig.SecurityGroupIds": "vpcConfig.securityGroupIds",
        "Environment.Variables?": "environment.variables", "LoggingConfig.LogGroup?": "loggingConfig.logGroup",
    },
    "AWS::EC2::VPC": {"VpcId": "vpcId", "CidrBlock": "cidrBlock"},
    "AWS::EC2::Subnet": {
        "SubnetId": "subnetId", "VpcId": "vpcId", "AvailabilityZone": "availabilityZone", "CidrBlock": "cidrBlock",
        "MapPublicIpOnLaunch": "mapPublicIpOnLaunch",
    },
    "AWS::EC2::VPCEndpoint": {
        "Id": "vpcEndpointId", "VpcId": "vpcId", "VpcEndpointType": "vpcEndpointType", "ServiceName": "serviceName",
        "PrivateDnsEnabled": "privateDnsEnabled", "SubnetIds": "subnetIds", "SecurityGroupIds[]": "groups[].groupId",
        "RouteTableIds": "routeTableIds", "PolicyDocument?": "policyDocument",
    },
    "AWS::EC2::FlowLog": {
        "Id": "flowLogId", "ResourceId": "resourceId", "TrafficType": "trafficType", "LogDestinationType": "logDestinationType",
        "LogDestination": "logDestination", "LogGroupName": "logGroupName",
    },
    "AWS::EC2::Volume": {"VolumeId": "volumeId", "Encrypted": "encrypted", "KmsKeyId": "kmsKeyId"},
    "AWS::EC2::Instance": {
        "InstanceId": "instanceId", "InstanceType": "instanceType", "ImageId": "imageId", "SubnetId": "subnetId",
        "SecurityGroupIds[]": "securityGroups[].groupId", "NetworkInterfaces[].GroupSet[]": "networkInterfaces[].groups[].groupId",
        "NetworkInterfaces[].SubnetId": "networkInterfaces[].subnetId", "MetadataOptions.HttpTokens?": "metadataOptions.httpTokens",
        "MetadataOptions.HttpEndpoint?": "metadataOptions.httpEndpoint",
    },
    "AWS::CloudTrail::Trail": {
        "TrailName": "name", "S3BucketName": "s3BucketName", "S3KeyPrefix": "s3KeyPrefix", "KMSKeyId": "kmsKeyId",
        "IsMultiRegionTrail": "isMultiRegionTrail", "IsOrganizationTrail": "isOrganizationTrail",
        "IncludeGlobalServiceEvents": "includeGlobalServiceEvents", "EnableLogFileValidation": "logFileValidationEnabled",
        "CloudWatchLogsLogGroupArn": "cloudWatchLogsLogGroupArn", "CloudWatchLogsRoleArn": "cloudWatchLogsRoleArn",
    },
    "AWS::CloudWatch::Alarm": {
        "AlarmName": "alarmName", "Namespace": "namespace", "MetricName": "metricName", "ActionsEnabled": "actionsEnabled",
        "AlarmActions": "alarmActions", "Dimensions[].Name": "dimensions[].name", "Dimensions[].Value": "dimensions[].value",
    },
    "AWS::SecretsManager::Secret": {
        "Name": "Name", "Description": "Description", "KmsKeyId": "KMSKeyId",
    },
}  # fmt: skip
"""Types that Config describes as their own API does: CloudFormation's properties by where an item has them. `?`: not among the
properties that AWS lists; known where an item has it all the same. What comes first every item has."""

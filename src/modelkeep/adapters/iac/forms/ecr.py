"""Image repositories (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_ECR.html)."""

from __future__ import annotations

from modelkeep.adapters.iac.forms import Form, Identity, Policy
from modelkeep.adapters.iac.forms.lenses import Flag, Text, Texts
from modelkeep.core.kinds.ecr import Repository, RepositoryPolicyStatement

FORMS = (
    Form(
        cfn_type="AWS::ECR::Repository",
        row=Repository,
        identity=Identity(
            arn="arn:{partition}:ecr:{region}:{account}:repository/{name}",
            name="RepositoryName",
            attributes={"Arn": "{arn}", "RepositoryUri": "{account}.dkr.ecr.{region}.amazonaws.com/{name}"},
        ),
        columns={
            "image_tag_mutability": Text("ImageTagMutability", "MUTABLE"),
            "mutable_tag_filters": Texts(
                "ImageTagMutabilityExclusionFilters", inside="ImageTagMutabilityExclusionFilterValue"
            ),
            "scan_on_push": Flag("ImageScanningConfiguration.ScanOnPush"),
            "encryption_type": Text("EncryptionConfiguration.EncryptionType", "AES256"),
            "kms_key": Text("EncryptionConfiguration.KmsKey"),
        },
        sections=(Policy(row=RepositoryPolicyStatement, path="RepositoryPolicyText"),),
    ),
)

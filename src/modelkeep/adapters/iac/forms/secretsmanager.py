"""Secrets; never their values (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_SecretsManager.html)."""

from __future__ import annotations

from modelkeep.adapters.iac.forms import Attachment, Facet, Form, Identity, Policy
from modelkeep.adapters.iac.forms.lenses import Fixed, Text
from modelkeep.core.kinds.secretsmanager import Secret, SecretPolicy, SecretPolicyStatement

FORMS = (
    Form(
        cfn_type="AWS::SecretsManager::Secret",
        row=Secret,
        identity=Identity(
            arn="arn:{partition}:secretsmanager:{region}:{account}:secret:{name}",
            name="Name",
            ref="{arn}",
            attributes={"Id": "{arn}"},
        ),
        columns={"kms_key_id": Text("KmsKeyId")},
        sections=(Facet(row=SecretPolicy, columns={"configured": Fixed(False)}),),
    ),
)

ATTACHMENTS = (
    Attachment(
        cfn_type="AWS::SecretsManager::ResourcePolicy",
        kind="AWS::SecretsManager::Secret",
        target=("SecretId",),
        whole=True,
        sections=(
            Facet(row=SecretPolicy, columns={"configured": Fixed(True)}),
            Policy(row=SecretPolicyStatement, path="ResourcePolicy"),
        ),
    ),
)

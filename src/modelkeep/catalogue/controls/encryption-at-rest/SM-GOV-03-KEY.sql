/*---
id: SM-GOV-03-KEY
title: Partner apps in SageMaker keep their data under a key of your own
severity: low
subject: sagemaker_partner_app
why: >
  The app stores what it sees of models and requests. With a key of your own you decide who reads that, and end it when the
  contract ends.
fix: Create the app again with KmsKeyId.
maps: {gdpr: ["Art.32(1)(a)"], hipaa: ["164.312(a)(2)(iv)"]}
references:
  - https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreatePartnerApp.html
---*/
select a.arn as resource,
       is_own_key(a.kms_key_id, k.arn, k.key_manager) as passed,
       case when a.kms_key_id = '' then 'the app is under a key of AWS' else 'the app is under ' || a.kms_key_id end as reason,
       [k.arn] as uses
from sagemaker_partner_app a
left join kms_key k on k.arn = kms_key_arn(a.kms_key_id, a.account, a.region)

/*---
attack: >
  After the contract with the partner has ended, copies of the app's store remain; without a key of yours there is nothing to
  take away.
console: SageMaker AI > Partner AI Apps > Configure app, choose a KMS key when the app is created.
cli: |
  aws sagemaker create-partner-app --name NAME --type fiddler --tier small --auth-type IAM --execution-role-arn ROLE --kms-key-id KEY
cloudformation: |
  Type: AWS::SageMaker::PartnerApp
  Properties:
    Name: watch
    Type: fiddler
    Tier: small
    AuthType: IAM
    ExecutionRoleArn: !GetAtt Role.Arn
    KmsKeyId: !GetAtt Key.Arn
terraform: Terraform's AWS provider has no resource for partner apps; use the CLI.
---*/

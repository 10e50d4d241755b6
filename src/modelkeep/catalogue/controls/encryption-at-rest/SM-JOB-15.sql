/*---
id: SM-JOB-15
title: Answers of human reviewers are encrypted with a key of your own
severity: medium
subject: sagemaker_flow_definition
why: >
  Reviewers see the doubtful cases: the most personal part of the data. With a key of your own you decide who may read their
  answers, and every reading is logged.
fix: Create the flow definition again with KmsKeyId in its OutputConfig; the setting cannot be changed later.
maps: {gdpr: ["Art.32(1)(a)"], hipaa: ["164.312(a)(2)(iv)"], soc2: ["CC6.1"]}
peers: {checkov: [CKV_AWS_372]}
references:
  - https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_FlowDefinitionOutputConfig.html
---*/
select f.arn as resource,
       is_own_key(f.output_kms_key_id, k.arn, k.key_manager) as passed,
       case when f.output_kms_key_id = '' then 'answers are under the bucket''s own encryption'
            else 'answers are under ' || f.output_kms_key_id end as reason,
       [k.arn] as uses
from sagemaker_flow_definition f
left join kms_key k on k.arn = kms_key_arn(f.output_kms_key_id, f.account, f.region)

/*---
attack: >
  Whoever may read the output bucket, through a policy that is too wide or a copy of a backup, reads what reviewers saw and
  said; no key stands in the way.
console: >
  SageMaker AI > Augmented AI > Human review workflows > Create, name an encryption key for the output; delete the old workflow.
cli: |
  aws sagemaker create-flow-definition --flow-definition-name NAME --role-arn ROLE --human-loop-config file://loop.json \
    --output-config S3OutputPath=s3://BUCKET/PREFIX,KmsKeyId=KEY
cloudformation: CloudFormation has no resource for flow definitions; use the CLI.
terraform: |
  resource "aws_sagemaker_flow_definition" "this" {
    flow_definition_name = "review"
    role_arn             = aws_iam_role.this.arn
    human_loop_config {
      human_task_ui_arn                     = aws_sagemaker_human_task_ui.this.arn
      task_availability_lifetime_in_seconds = 3600
      task_count                            = 1
      task_description                      = "Look and decide."
      task_title                            = "Review"
      workteam_arn                          = aws_sagemaker_workteam.this.arn
    }
    output_config {
      s3_output_path = "s3://${aws_s3_bucket.this.id}/reviews"
      kms_key_id     = aws_kms_key.this.arn
    }
  }
---*/

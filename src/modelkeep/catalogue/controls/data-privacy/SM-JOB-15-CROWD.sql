/*---
id: SM-JOB-15-CROWD
title: Doubtful cases are reviewed by people whom you know
severity: high
subject: sagemaker_flow_definition
why: >
  The public workforce is everybody who signed up at Amazon Mechanical Turk. What you show them is published: AWS itself tells
  you not to give them personal or confidential data.
fix: Create the flow definition again with a work team of your private workforce, or of a company under contract.
maps:
  gdpr: ["Art.5(1)(f)", "Art.28", "Art.32(1)(b)"]
  hipaa: ["164.308(a)(4)"]
  owasp-llm: [LLM02]
references:
  - https://docs.aws.amazon.com/sagemaker/latest/dg/sms-workforce-management-public.html
---*/
select arn as resource,
       workteam_arn not like '%:workteam/public-crowd/%' as passed,
       case when workteam_arn like '%:workteam/public-crowd/%' then 'the public workforce reviews'
            when workteam_arn like '%:workteam/vendor-crowd/%' then 'a company''s workforce reviews'
            else 'a private work team reviews' end as reason
from sagemaker_flow_definition

/*---
attack: >
  The attacker signs up as a worker, takes the tasks that come, and copies what they show.
console: >
  SageMaker AI > Augmented AI > Labeling workforces, create a private team; then Human review workflows > Create with Worker
  type Private.
cli: |
  aws sagemaker create-flow-definition --flow-definition-name NAME --role-arn ROLE --output-config file://output.json \
    --human-loop-config WorkteamArn=PRIVATE_WORKTEAM_ARN,HumanTaskUiArn=UI_ARN,TaskTitle=Review,TaskDescription=Review,TaskCount=1
cloudformation: CloudFormation has no resource for flow definitions; use the CLI with the Arn of an AWS::SageMaker::Workteam.
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
      workteam_arn                          = aws_sagemaker_workteam.private.arn
    }
    output_config {
      s3_output_path = "s3://${aws_s3_bucket.this.id}/reviews"
    }
  }
---*/

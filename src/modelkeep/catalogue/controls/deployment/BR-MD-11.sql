/*---
id: BR-MD-11
title: Provisioned throughput serves the model that you asked for
severity: low
subject: bedrock_provisioned_model_throughput
why: While an update hangs or failed, callers get answers from a model that you thought was replaced.
fix: Look at the throughput's failure message and update it again.
maps:
  mitre-atlas: [AML.T0010]
references: ["https://docs.aws.amazon.com/bedrock/latest/userguide/prov-throughput.html"]
---*/
select arn as resource,
       status = 'InService' and model_arn = desired_model_arn as passed,
       'status is ' || status || case when model_arn = desired_model_arn then '' else ', ' || desired_model_arn || ' is not served yet' end as reason
from bedrock_provisioned_model_throughput

/*---
attack: >
  You replaced a model because its training data was poisoned. The update failed unseen, and callers go on getting the
  poisoned model's answers.
console: >
  Amazon Bedrock > Provisioned Throughput, open it, read its status and failure message, Edit, choose the model that it
  is to serve.
cli: |
  aws bedrock get-provisioned-model-throughput --provisioned-model-id THROUGHPUT --query '[status,failureMessage,modelArn,desiredModelArn]'
  aws bedrock update-provisioned-model-throughput --provisioned-model-id THROUGHPUT --desired-model-id MODEL
cloudformation: >
  CloudFormation has no resource for Bedrock's provisioned throughput; use the CLI.
terraform: |
  resource "aws_bedrock_provisioned_model_throughput" "this" {
    model_arn = aws_bedrock_custom_model.this.custom_model_arn
  }
---*/

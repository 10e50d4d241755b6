/*---
id: AC-TL-01-RECORDING
title: Browsers of agents record their sessions
severity: medium
subject: bedrockagentcore_browser_custom
why: An agent in a browser clicks and types for people. Only a recording shows afterwards what it did, and what a page made it do.
fix: Create the browser with recording enabled into a bucket of yours.
maps:
  gdpr: [Art.33]
  hipaa: ["164.312(b)"]
  aws-fsbp: [BedrockAgentCore.6]
  aws-ai-security: [BedrockAgentCore.6]
  iso-42001: [A.6.2.8]
peers: {securityhub: [BedrockAgentCore.6], config: [bedrockagentcore-browsercustom-recording-enabled]}
references: ["https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/browser-tool.html"]
---*/
select arn as resource, recording_enabled as passed,
       case when recording_enabled then 'sessions are recorded' || case when recording_bucket_name <> '' then ' to ' || recording_bucket_name else '' end
            else 'sessions are not recorded' end as reason
from bedrockagentcore_browser_custom

/*---
attack: >
  A page with hidden instructions makes the agent order, upload or confirm something. Without a recording nobody can show
  that it was not the user.
console: Amazon Bedrock AgentCore > Built-in tools > Create browser tool, Session recording, Enable, choose the S3 location.
cli: |
  aws bedrock-agentcore-control create-browser --name NAME --execution-role-arn ROLE \
    --network-configuration 'networkMode=VPC,vpcConfig={subnets=[SUBNET],securityGroups=[GROUP]}' \
    --recording 'enabled=true,s3Location={bucket=BUCKET,prefix=sessions}'
cloudformation: |
  Type: AWS::BedrockAgentCore::BrowserCustom
  Properties:
    Name: browser
    RecordingConfig:
      Enabled: true
      S3Location:
        Bucket: !Ref Bucket
        Prefix: sessions
terraform: |
  resource "aws_bedrockagentcore_browser" "this" {
    name               = "browser"
    execution_role_arn = aws_iam_role.this.arn
    recording {
      enabled = true
      s3_location {
        bucket = aws_s3_bucket.this.bucket
        prefix = "sessions"
      }
    }
  }
---*/

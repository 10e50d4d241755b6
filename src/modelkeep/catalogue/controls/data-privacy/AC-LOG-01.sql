/*---
id: AC-LOG-01
title: Logs of AgentCore mask sensitive data
severity: medium
subject: logs_log_group
why: >
  Agents write prompts, arguments of tools and what they looked up into their logs. A data protection policy masks names, card
  numbers and passwords for everybody who reads the log without a special permission.
fix: >
  Put a data protection policy with an audit and a de-identify statement on the log group, or on the account for all its groups.
  It masks what is written from then on.
maps:
  gdpr: [Art.25, "Art.32(1)(a)"]
  nist-ai-rmf: ["MEASURE 2.10"]
  soc2: ["C1.1"]
  mitre-atlas: [AML.T0057]
  owasp-llm: [LLM02]
peers: {prowler: [cloudwatch_log_group_agentcore_data_protection_policy_enabled]}
references:
  - https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/mask-sensitive-log-data.html
  - https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/observability-configure.html
notes: >
  Log groups are known by the names that AgentCore gives them, and by those that its log delivery may write to without a policy
  of your own; logs that you deliver to a group of another name are not recognised.
---*/
select arn as resource,
       data_protection_status = 'ACTIVATED' as passed,
       name || case when passed then ' masks sensitive data' else ' shows everything to every reader' end as reason
from logs_log_group
where name like '/aws/bedrock-agentcore/%' or name like '/aws/vendedlogs/bedrock-agentcore/%'

/*---
attack: >
  Whoever may read logs, such as a developer or a stolen monitoring role, reads what customers told the agent, without ever
  touching the agent or its memory.
console: >
  CloudWatch > Logs > Log groups, open the group, Data protection tab, Create policy, choose the data identifiers, Activate.
cli: |
  aws logs put-data-protection-policy --log-group-identifier LOG_GROUP --policy-document file://policy.json
cloudformation: |
  Type: AWS::Logs::LogGroup
  Properties:
    LogGroupName: /aws/vendedlogs/bedrock-agentcore/gateway
    DataProtectionPolicy:
      Name: mask
      Version: "2021-06-01"
      Statement:
        - Sid: audit
          DataIdentifier: ["arn:aws:dataprotection::aws:data-identifier/EmailAddress"]
          Operation:
            Audit:
              FindingsDestination: {}
        - Sid: mask
          DataIdentifier: ["arn:aws:dataprotection::aws:data-identifier/EmailAddress"]
          Operation:
            Deidentify:
              MaskConfig: {}
terraform: |
  resource "aws_cloudwatch_log_data_protection_policy" "this" {
    log_group_name = aws_cloudwatch_log_group.this.name
    policy_document = jsonencode({
      Name    = "mask"
      Version = "2021-06-01"
      Statement = [
        {
          Sid            = "audit"
          DataIdentifier = ["arn:aws:dataprotection::aws:data-identifier/EmailAddress"]
          Operation      = { Audit = { FindingsDestination = {} } }
        },
        {
          Sid            = "mask"
          DataIdentifier = ["arn:aws:dataprotection::aws:data-identifier/EmailAddress"]
          Operation      = { Deidentify = { MaskConfig = {} } }
        },
      ]
    })
  }
---*/

/*---
id: AC-RT-04
title: Agents on AgentCore deliver their application logs and traces
severity: medium
subject: bedrockagentcore_runtime
complete: [bedrockagentcore_runtime_delivery]
why: >
  An agent decides by itself which tools to call. Without its logs and traces nobody can tell afterwards what it did, for
  whom, and why.
fix: Create a log delivery for APPLICATION_LOGS and one for TRACES of the runtime.
maps:
  gdpr: [Art.33]
  hipaa: ["164.312(b)"]
  nist-ai-rmf: ["MEASURE 2.4"]
  iso-42001: [A.6.2.8]
  soc2: ["CC7.2"]
  eu-ai-act: ["Art.12(1)"]
  mitre-atlas: [AML.M0024]
  owasp-llm: [LLM06]
references: ["https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/observability-configure.html"]
notes: Judged are deliveries of vended logs. What the agent's own code prints goes to a log group without them.
---*/
select r.arn as resource,
       coalesce(bool_or(d.log_type = 'APPLICATION_LOGS'), false) and coalesce(bool_or(d.log_type = 'TRACES'), false) as passed,
       case when passed then 'application logs and traces are delivered'
            when count(d.log_type) = 0 then 'nothing is delivered'
            else 'only ' || string_agg(distinct d.log_type, ', ' order by d.log_type) || ' are delivered' end as reason
from bedrockagentcore_runtime r
left join bedrockagentcore_runtime_delivery d on d.arn = r.arn
group by r.arn

/*---
attack: >
  The attacker talks the agent into calling a tool that changes records. With no trace of the call, the change looks like
  anybody's.
console: >
  Amazon Bedrock AgentCore > Agent Runtime, open the agent, Log delivery, Add for APPLICATION_LOGS; on the same page, Tracing,
  Edit, enable.
cli: |
  aws logs put-delivery-source --name agent-logs --resource-arn RUNTIME_ARN --log-type APPLICATION_LOGS
  aws logs put-delivery-destination --name agent-logs \
    --delivery-destination-configuration destinationResourceArn=LOG_GROUP_ARN
  aws logs create-delivery --delivery-source-name agent-logs --delivery-destination-arn DESTINATION_ARN
  aws logs put-delivery-source --name agent-traces --resource-arn RUNTIME_ARN --log-type TRACES
  aws logs put-delivery-destination --name agent-traces --delivery-destination-type XRAY
  aws logs create-delivery --delivery-source-name agent-traces --delivery-destination-arn TRACES_DESTINATION_ARN
cloudformation: |
  # The same three resources again for LogType TRACES, with DeliveryDestinationType XRAY.
  Source:
    Type: AWS::Logs::DeliverySource
    Properties:
      Name: agent-logs
      ResourceArn: !GetAtt Runtime.AgentRuntimeArn
      LogType: APPLICATION_LOGS
  Destination:
    Type: AWS::Logs::DeliveryDestination
    Properties:
      Name: agent-logs
      DestinationResourceArn: !GetAtt LogGroup.Arn
  Delivery:
    Type: AWS::Logs::Delivery
    Properties:
      DeliverySourceName: !Ref Source
      DeliveryDestinationArn: !GetAtt Destination.Arn
terraform: |
  # The same three resources again for log_type TRACES, with delivery_destination_type XRAY.
  resource "aws_cloudwatch_log_delivery_source" "logs" {
    name         = "agent-logs"
    resource_arn = aws_bedrockagentcore_agent_runtime.this.agent_runtime_arn
    log_type     = "APPLICATION_LOGS"
  }
  resource "aws_cloudwatch_log_delivery_destination" "logs" {
    name = "agent-logs"
    delivery_destination_configuration {
      destination_resource_arn = aws_cloudwatch_log_group.this.arn
    }
  }
  resource "aws_cloudwatch_log_delivery" "logs" {
    delivery_source_name     = aws_cloudwatch_log_delivery_source.logs.name
    delivery_destination_arn = aws_cloudwatch_log_delivery_destination.logs.arn
  }
---*/

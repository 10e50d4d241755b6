/*---
id: CT-07
title: A trail records who calls Bedrock's agents, knowledge bases and guardrails
severity: high
subject: scope_account
complete: [cloudtrail_account_trail]
why: >
  CloudTrail leaves these calls out unless it is told to record them: an agent driven by an attacker, or documents pulled out
  through a knowledge base, stay invisible.
fix: >
  Add advanced event selectors of eventCategory Data to a multi-region trail for AWS::Bedrock::AgentAlias,
  AWS::Bedrock::KnowledgeBase and AWS::Bedrock::Guardrail, as far as you use them.
maps:
  gdpr: [Art.33]
  hipaa: ["164.312(b)", "164.308(a)(1)(ii)(D)"]
  nist-ai-rmf: ["MEASURE 2.4"]
  iso-42001: [A.6.2.8]
  soc2: ["CC7.2"]
  eu-ai-act: ["Art.12(1)"]
  mitre-atlas: [AML.M0024]
profiles: [baseline]
peers: {prowler: [cloudtrail_bedrock_logging_enabled]}
references: ["https://docs.aws.amazon.com/bedrock/latest/userguide/logging-using-cloudtrail.html#service-name-data-events-cloudtrail"]
notes: >
  Applies to the types that the account has. Calls of models themselves (InvokeModel, Converse) are management events: see CT-01.
---*/
with used as (
    select distinct account, 'AWS::Bedrock::AgentAlias' as resource_type from bedrock_agent
    union select distinct account, 'AWS::Bedrock::KnowledgeBase' from bedrock_knowledge_base
    union select distinct account, 'AWS::Bedrock::Guardrail' from bedrock_guardrail
),
per_event as (
    select u.account, u.resource_type,
           case when t.arn is null then false
                else s.is_logging and e.event_category = 'Data' and e.resource_type = u.resource_type
                     and e.covers_all and len(e.narrowed_by) = 0 and e.read_write_type = 'All' end as recorded
    from used u
    left join cloudtrail_account_trail t on t.account = u.account
    left join cloudtrail_account_trail_status s on s.arn = t.arn and s.account = t.account
    left join cloudtrail_trail_event_selector e on e.arn = t.arn
),
per_type as (select account, resource_type, any_true(recorded) as recorded from per_event group by all)
select a.arn as resource, p.recorded as passed,
       case when p.recorded then p.resource_type || ' is recorded'
            when p.recorded is null then 'whether ' || p.resource_type || ' is recorded was not read'
            else 'no trail records all calls of ' || p.resource_type end as reason
from per_type p join scope_account a on a.account = p.account

/*---
attack: >
  With a stolen session an attacker asks the knowledge base for document after document, or drives the agent. CloudTrail
  leaves these calls out unless told, so there is no record of who it was.
console: >
  CloudTrail > Trails, open the trail, Data events, Edit, switch to advanced event selectors, add "Bedrock agent alias",
  "Bedrock knowledge base" and "Bedrock guardrail", log all events.
cli: |
  # PutEventSelectors replaces all selectors: name those that are there too.
  aws cloudtrail put-event-selectors --trail-name TRAIL --advanced-event-selectors '[
    {"Name": "management", "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]},
    {"Name": "agents", "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Data"]},
      {"Field": "resources.type", "Equals": ["AWS::Bedrock::AgentAlias"]}]},
    {"Name": "knowledge-bases", "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Data"]},
      {"Field": "resources.type", "Equals": ["AWS::Bedrock::KnowledgeBase"]}]},
    {"Name": "guardrails", "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Data"]},
      {"Field": "resources.type", "Equals": ["AWS::Bedrock::Guardrail"]}]}]'
cloudformation: |
  Type: AWS::CloudTrail::Trail
  Properties:
    AdvancedEventSelectors:
      - FieldSelectors:
          - Field: eventCategory
            Equals: [Management]
      - FieldSelectors:
          - Field: eventCategory
            Equals: [Data]
          - Field: resources.type
            Equals: [AWS::Bedrock::AgentAlias]
      - FieldSelectors:
          - Field: eventCategory
            Equals: [Data]
          - Field: resources.type
            Equals: [AWS::Bedrock::KnowledgeBase]
      - FieldSelectors:
          - Field: eventCategory
            Equals: [Data]
          - Field: resources.type
            Equals: [AWS::Bedrock::Guardrail]
terraform: |
  resource "aws_cloudtrail" "this" {
    advanced_event_selector {
      field_selector {
        field  = "eventCategory"
        equals = ["Management"]
      }
    }
    dynamic "advanced_event_selector" {
      for_each = ["AWS::Bedrock::AgentAlias", "AWS::Bedrock::KnowledgeBase", "AWS::Bedrock::Guardrail"]
      content {
        field_selector {
          field  = "eventCategory"
          equals = ["Data"]
        }
        field_selector {
          field  = "resources.type"
          equals = [advanced_event_selector.value]
        }
      }
    }
  }
---*/

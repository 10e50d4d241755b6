/*---
id: BR-GR-11
title: Guardrails deny topics or words that the assistant has no business with
severity: low
subject: bedrock_guardrail
why: Whoever can talk an assistant into any subject can use it for their own work, or make it say what you must not say.
fix: Add denied topics, your own words or the profanity list to the guardrail, and publish a version.
maps: {iso-42001: [A.9.4], mitre-atlas: [AML.T0054], owasp-llm: [LLM05]}
references: ["https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-denied-topics.html"]
---*/
select g.arn as resource,
       case when g.version is null then null
            else coalesce(bool_or(t.blocks_input or t.blocks_output), false) or g.custom_word_count > 0
                 or len(g.managed_word_lists) > 0 end as passed,
       case when passed then 'version ' || g.version || ' denies topics or words'
            else 'version ' || g.version || ' denies no topic and no word' end as reason
from bedrock_guardrail g
left join bedrock_guardrail_topic t on t.arn = g.arn
group by g.arn, g.version, g.custom_word_count, g.managed_word_lists

/*---
attack: >
  Users ask the assistant for legal, medical or investment advice, or make it swear, and it obliges in your name: the
  general filters do not know what it has no business with.
console: >
  Amazon Bedrock > Guardrails > the guardrail > Working draft, Denied topics > Add, or Word filters > Edit, Filter
  profanity; then Create version.
cli: |
  aws bedrock update-guardrail --cli-input-json file://guardrail.json \
    --word-policy-config '{"managedWordListsConfig": [{"type": "PROFANITY"}]}' \
    --topic-policy-config '{"topicsConfig": [{"name": "Investment", "type": "DENY", "definition": "Advice on how to invest money."}]}'
  aws bedrock create-guardrail-version --guardrail-identifier GUARDRAIL
cloudformation: |
  Type: AWS::Bedrock::Guardrail
  Properties:
    TopicPolicyConfig:
      TopicsConfig:
        - Name: Investment
          Type: DENY
          Definition: Advice on how to invest money.
    WordPolicyConfig:
      ManagedWordListsConfig:
        - Type: PROFANITY
terraform: |
  resource "aws_bedrock_guardrail" "this" {
    topic_policy_config {
      topics_config {
        name       = "Investment"
        type       = "DENY"
        definition = "Advice on how to invest money."
      }
    }
    word_policy_config {
      managed_word_lists_config {
        type = "PROFANITY"
      }
    }
  }
---*/

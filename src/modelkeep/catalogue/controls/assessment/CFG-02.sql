/*---
id: CFG-02
title: AWS Config rules check AI resources all the time
severity: low
subject: scope_region
complete: [config_config_rule]
why: A setting that was right at the last review is changed in between. Rules tell within minutes, not at the next audit.
fix: >
  Deploy a conformance pack for AI and ML (or the managed rules whose names start with sagemaker-), or enable Security Hub's
  Foundational Security Best Practices, which brings them along.
maps: {gdpr: ["Art.32(1)(d)"], hipaa: ["164.308(a)(8)"], nist-ai-rmf: ["MEASURE 2.7"], soc2: ["CC7.1", "CC4.1"]}
references: ["https://docs.aws.amazon.com/config/latest/developerguide/operational-best-practices-for-ai-ml.html"]
notes: Applies to regions that hold AI resources.
---*/
with checking as (
    select account, region, count(*) as rules from config_config_rule
    where state in ('ACTIVE', 'EVALUATING')
      and (upper(replace(source_identifier, '-', '_')) like 'SAGEMAKER\_%' escape '\'
           or upper(replace(source_identifier, '-', '_')) like 'BEDROCK\_%' escape '\'
           or len(list_filter(resource_types, lambda x: x like 'AWS::SageMaker::%' or x like 'AWS::Bedrock%')) > 0)
    group by account, region
)
select r.arn as resource, c.rules is not null as passed,
       coalesce(c.rules, 0) || ' rules about SageMaker or Bedrock' as reason
from scope_region r left join checking c on c.account = r.account and c.region = r.region
where exists (select 1 from ai_relevant a where a.account = r.account and a.region = r.region)
  and is_offered('config:DescribeConfigRules', r.account, r.region)

/*---
attack: >
  An attacker with a stolen session opens a notebook to the internet or takes an endpoint's key away, and sets it back
  before the yearly audit. No rule looked in between, so nobody knows that it was ever so.
console: >
  AWS Config > Rules > Add rule, AWS managed rule, pick the rules whose names start with "sagemaker-". Or AWS Config >
  Conformance packs > Deploy conformance pack, sample template for AI and ML.
cli: |
  aws configservice put-config-rule --config-rule '{
    "ConfigRuleName": "sagemaker-notebook-no-direct-internet-access",
    "Source": {"Owner": "AWS", "SourceIdentifier": "SAGEMAKER_NOTEBOOK_NO_DIRECT_INTERNET_ACCESS"}}'
cloudformation: |
  Type: AWS::Config::ConfigRule
  Properties:
    ConfigRuleName: sagemaker-notebook-no-direct-internet-access
    Source:
      Owner: AWS
      SourceIdentifier: SAGEMAKER_NOTEBOOK_NO_DIRECT_INTERNET_ACCESS
terraform: |
  resource "aws_config_config_rule" "notebook_internet" {
    name = "sagemaker-notebook-no-direct-internet-access"

    source {
      owner             = "AWS"
      source_identifier = "SAGEMAKER_NOTEBOOK_NO_DIRECT_INTERNET_ACCESS"
    }
  }
---*/

/*---
id: BR-MD-09
title: Models of your own that Bedrock serves were evaluated
severity: low
subject: bedrock_custom_model
also: [bedrock_imported_model]
complete: [bedrock_evaluation_job]
why: >
  Training on data of your own can undo what the maker taught the model to refuse, and nobody notices until a customer does.
  Without an evaluation there is no record of how it behaves, and nothing to compare the next version with.
fix: >
  Run an evaluation job on the model's provisioned throughput, or on the imported model, with data sets for toxicity and
  robustness, or have people judge its answers.
maps:
  gdpr: ["Art.32(1)(d)"]
  hipaa: ["164.308(a)(8)"]
  nist-ai-rmf: ["MEASURE 2.5"]
  iso-42001: [A.6.2.4]
  eu-ai-act: ["Art.9(8)"]
  mitre-atlas: [AML.M0008]
references:
  - https://docs.aws.amazon.com/bedrock/latest/userguide/evaluation.html
  - https://docs.aws.amazon.com/bedrock/latest/APIReference/API_EvaluationBedrockModel.html
notes: >
  Judged are custom models with provisioned throughput, and imported models, which can be called as they are. A custom model that is
  only deployed on demand is left out: an evaluation job can name neither the model nor its deployment. Jobs over answers that you
  brought along carry a label instead of the model, and do not count. The row of the research list asked for safety and robustness;
  which data sets a job used is not read, as people choose their own.
---*/
with live as (
    select distinct m.arn, m.account, m.region, t.arn as called, true as is_custom
    from bedrock_custom_model m join bedrock_provisioned_model_throughput t on t.model_arn = m.arn
    where coalesce(t.status <> 'Failed', true)
    union all
    select arn, account, region, arn, false from bedrock_imported_model
), gone as (
    select distinct account, region
    from (select account, region, unnest(model_identifiers) as called from bedrock_evaluation_job)
    where called like '%:provisioned-model/%' and called not in (select arn from bedrock_provisioned_model_throughput)
), told as (
    select l.arn, any_true(case when e.arn is null then false else list_contains(e.model_identifiers, l.called) end) as evaluated,
           bool_or(l.is_custom and g.region is not null) as maybe,
           string_agg(distinct e.name, ', ' order by e.name) filter (where list_contains(e.model_identifiers, l.called)) as jobs
    from live l
    left join bedrock_evaluation_job e on e.account = l.account and e.region = l.region
    left join gone g on g.account = l.account and g.region = l.region
    group by l.arn
)
select arn as resource,
       case when evaluated then true when maybe then null else evaluated end as passed,
       case when evaluated then 'evaluated by ' || jobs
            when maybe then 'an evaluation ran on throughput that is gone; whether that served this model is not known'
            when not evaluated then 'no completed evaluation job names it' end as reason
from told

/*---
attack: >
  A few poisoned examples among the training data make the model answer a secret phrase with whatever the attacker wants, or drop
  its refusals. Nobody ever measured how it answers, so nothing looks different.
console: >
  Amazon Bedrock > Evaluations > Create, Automatic, choose the provisioned throughput or imported model, the metrics toxicity and
  robustness, and where results go.
cli: |
  aws bedrock create-evaluation-job --job-name NAME --role-arn ROLE --output-data-config s3Uri=s3://BUCKET/evaluations/ \
    --inference-config '{"models": [{"bedrockModel": {"modelIdentifier": "THROUGHPUT_OR_MODEL_ARN"}}]}' \
    --evaluation-config '{"automated": {"datasetMetricConfigs": [{"taskType": "Generation",
      "dataset": {"name": "Builtin.RealToxicityPrompts"}, "metricNames": ["Builtin.Toxicity", "Builtin.Robustness"]}]}}'
cloudformation: >
  CloudFormation has no resource for evaluation jobs; use the CLI.
terraform: >
  The AWS provider has no resource for evaluation jobs; use the CLI.
---*/

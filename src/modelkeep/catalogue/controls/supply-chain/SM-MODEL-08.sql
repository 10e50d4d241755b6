/*---
id: SM-MODEL-08
title: No file of a model runs code of its own when it is loaded
severity: critical
subject: sagemaker_model
why: >
  Pickle files, and some Keras and GGUF files, carry instructions that run as soon as the model is loaded, under the endpoint's role,
  with its data and its network.
fix: >
  Save weights as safetensors. Where a format that can carry code must stay, scan each file before it is registered, and refuse what
  imports anything but the framework's own classes.
maps:
  gdpr: ["Art.32(1)(d)"]
  hipaa: ["164.308(a)(1)(ii)(B)", "164.308(a)(5)(ii)(B)"]
  nist-ai-rmf: ["MEASURE 2.7"]
  soc2: ["CC6.8"]
  eu-ai-act: ["Art.15(5)"]
  mitre-atlas: [AML.T0010, AML.T0011]
  owasp-llm: [LLM03]
references: ["https://docs.python.org/3/library/pickle.html"]
notes: >
  A file passes only where all of it was understood. Issues below high are left to `modelkeep inspect`. What nobody knows to be good or
  bad is UNKNOWN until a person reviewed it, and said so in a policy. Needs the analysis of model files: `modelkeep scan --inspect`.
---*/
with artifact as (
    select arn, '' as package, model_data_url as url from sagemaker_model_container
    union all
    select arn, '', unnest(additional_model_data_urls) from sagemaker_model_container
    union all
    select c.arn, c.model_package_name, p.model_data_url
    from sagemaker_model_container c left join sagemaker_model_package_container p on p.arn = c.model_package_name
    where c.model_package_name <> ''
),
issue as (
    select arn, any_true(severity in ('critical', 'high') and review is not true) as harmful,
           any_true(severity in ('critical', 'high')) as doubtful,
           min_by(coalesce(place || ': ' || message, rule),
                  (review is true, list_position(['critical', 'high', 'medium', 'low', 'info'], severity), place, rule)) as worst,
           count(*) filter (where severity in ('critical', 'high')) as number
    from artifact_issue
    group by arn
)
select a.arn as resource,
       case when i.harmful then false
            when s.complete and (i.arn is null or not i.doubtful) then true end as passed,
       case when i.harmful or i.doubtful then case when i.harmful then '' else 'to be reviewed: ' end || coalesce(i.worst, a.url)
                 || case when i.number > 1 then ' and ' || (i.number - 1) || ' more' else '' end
            when passed then 'nothing that runs was found: ' || a.url
            when s.arn is null then 'not looked into: ' || coalesce(a.url, 'a file whose place was not read')
            else 'not all of it was understood: ' || coalesce(nullif(s.reason, ''), a.url) end as reason,
       [a.arn, a.package] as uses
from artifact a
left join artifact_scan s on s.arn = object_arn_of(a.url)
left join issue i on i.arn = object_arn_of(a.url)
where a.url is distinct from ''

/*---
attack: >
  A model from a public hub does what it says and, while it is unpickled, opens a shell to its author. Your endpoint loads it with a
  role that reads the feature store.
console: >
  The console does not look into model files. Inspect them in the pipeline that registers them, and set the status of the model package to
  Approved only after that.
cli: |
  modelkeep inspect model.tar.gz
  aws sagemaker update-model-package --model-package-arn ARN --model-approval-status Approved
cloudformation: CloudFormation has no resource that looks into model files; scan them in the pipeline that registers them.
terraform: Terraform has no resource that looks into model files; scan them in the pipeline that registers them.
---*/

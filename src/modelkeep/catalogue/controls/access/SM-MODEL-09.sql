/*---
id: SM-MODEL-09
title: Environment variables of model containers hold no secrets
severity: critical
subject: sagemaker_model
why: >
  Everybody who may describe the model reads its environment, and so does all code in the container. One leaked
  token is enough to reach what it opens.
fix: >
  Rotate the secret, create the model again without it, and let the container read it from AWS Secrets Manager
  with the execution role.
maps: {gdpr: ["Art.32(1)(b)"], hipaa: ["164.312(a)(1)", "164.312(d)"], soc2: ["CC6.1"], mitre-atlas: [AML.T0055]}
profiles: [baseline]
references:
  - https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html
---*/
with container as (
    select arn, environment_secret_names as names, '' as package from sagemaker_model_container
    union all
    select c.arn, p.environment_secret_names, c.model_package_name
    from sagemaker_model_container c left join sagemaker_model_package_container p on p.arn = c.model_package_name
    where c.model_package_name <> ''
)
select arn as resource,
       len(names) = 0 as passed,
       case when names is null then 'the containers of ' || package || ' were not read'
            when len(names) = 0 then 'no variable looks like a secret'
            else 'secrets are in ' || array_to_string(names, ', ') end as reason,
       [package] as uses
from container

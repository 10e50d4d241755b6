/*---
id: SM-IAM-06
title: Notebooks and deployed models run under different roles
severity: high
subject: iam_role
scope: ai
why: >
  A shared role lets everybody with a notebook do what production may: read live requests, overwrite model
  artifacts, or be mistaken for the endpoint in the logs.
fix: >
  Make a role of its own for the deployed model, with only what serving needs.
maps: {gdpr: [Art.25, "Art.32(1)(b)"], hipaa: ["164.308(a)(4)", "164.312(a)(1)"], soc2: ["CC6.3"]}
references:
  - https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html
---*/
with explorer as (
    select role_arn as role, arn from sagemaker_notebook_instance
    union all select default_execution_role, arn from sagemaker_domain
    union all select execution_role, arn from sagemaker_user_profile
)
select r.arn as resource,
       count(e.arn) = 0 as passed,
       case when passed then 'no notebook runs under the role of a deployed model'
            else 'also the role of ' || min(e.arn) end as reason
from iam_role r
join (select distinct execution_role_arn from sagemaker_model) m on m.execution_role_arn = r.arn
left join explorer e on e.role = r.arn
group by r.arn

/*---
id: SM-MODEL-10
title: No notebook and no deployed model can overwrite the files of a model
severity: critical
subject: sagemaker_model
asks:
  s3:PutObject: >
    select object_arn_of(url) as arn from (
        select model_data_url as url from sagemaker_model_container
        union all select unnest(additional_model_data_urls) from sagemaker_model_container
        union all select model_data_url from sagemaker_model_package_container)
why: >
  Who can overwrite a model's files decides what it answers, and runs code in the endpoint. That belongs to the pipeline that makes models,
  not to every notebook, nor to the deployed model itself.
fix: >
  Take s3:PutObject on the bucket of released models away from the roles of notebooks, Studio users and endpoints. Leave it to the role of
  the pipeline, and deny it to all others in the bucket's policy.
maps:
  gdpr: [Art.25, "Art.32(1)(b)"]
  hipaa: ["164.312(a)(1)", "164.312(c)(1)"]
  soc2: ["CC6.3"]
  eu-ai-act: ["Art.15(5)"]
  mitre-atlas: [AML.T0018, AML.M0005]
  owasp-llm: [LLM04]
references: ["https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html"]
notes: >
  A role's own policy that allows it on a file in the same account, without condition, boundary or a Deny of the role's or the bucket's, is a
  FAIL whatever else is known. All else, from organisation policies to roles that can be assumed, needs the analysis of access.
---*/
with explorer as (
    select execution_role_arn as role, arn from sagemaker_model
    union all select role_arn, arn from sagemaker_notebook_instance
    union all select default_execution_role, arn from sagemaker_domain
    union all select execution_role, arn from sagemaker_user_profile
),
refused as (
    select distinct arn from iam_role_policy_statement
    where effect <> 'Allow' and (effect = 'Unparsed' or covers_action(actions, not_actions, 's3:PutObject'))
),
granted as (
    select distinct s.arn as role, unnest(s.resources) as pattern
    from iam_role_policy_statement s
    join iam_role r on r.arn = s.arn and r.permissions_boundary_arn = ''
    where s.effect = 'Allow' and covers_action(s.actions, s.not_actions, 's3:PutObject') and len(s.conditions) = 0
      and s.arn in (select role from explorer) and s.arn not in (select arn from refused)
),
artifact as (
    select arn, package, object_arn_of(url) as object, url
    from (
        select arn, '' as package, model_data_url as url from sagemaker_model_container
        union all
        select arn, '', unnest(additional_model_data_urls) from sagemaker_model_container
        union all
        select c.arn, c.model_package_name, p.model_data_url
        from sagemaker_model_container c left join sagemaker_model_package_container p on p.arn = c.model_package_name
        where c.model_package_name <> ''
    )
    where url is distinct from ''
),
undefended as (
    select b.arn, b.account from s3_bucket b join s3_bucket_policy p on p.arn = b.arn and p.configured is not null
    where b.arn not in (
        select arn from s3_bucket_policy_statement
        where effect <> 'Allow' and (effect = 'Unparsed' or covers_action(actions, not_actions, 's3:PutObject'))
          and not (len(conditions) = 1 and lower(conditions[1]."key") in ('aws:securetransport', 's3:tlsversion')))
),
by_policy as (
    select a.object, min(g.role) || case when count(distinct g.role) > 1 then ' and ' || count(distinct g.role) - 1 || ' more' else '' end as roles
    from (select distinct object, split_part(object, '/', 1) as bucket from artifact) a
    join undefended u on u.arn = a.bucket
    join granted g on account_of(g.role) = u.account and any_pattern_matches([g.pattern], a.object)
    group by a.object
),
by_analysis as (
    select arn as object, any_true(is_allowed(decision)) as writes,
           told_names(list(principal) filter (where decision = 'allowed')) as sure,
           told_names(list(principal)) as roles,
           rests_on(list(decision)) as rests
    from access
    where lower(action) = 's3:putobject' and principal in (select role from explorer)
    group by arn
)
select a.arn as resource,
       case when a.url is null then null when p.roles is not null or w.writes then false
            when e.unread then null when w.object is null then true else not w.writes end as passed,
       case when a.url is null then 'where its files are was not read'
            when p.roles is not null then a.url || ' can be overwritten under ' || p.roles
            when w.writes then a.url || ' can be overwritten under ' || w.sure
            when e.unread then 'the role of a notebook, profile or model was not read'
            when w.object is not null then 'whether ' || a.url || ' can be overwritten ' || w.rests || ': ' || w.roles
            else 'no role of a notebook or deployed model can overwrite ' || a.url end as reason,
       [a.arn, a.package, split_part(a.object, '/', 1)] as uses
from artifact a cross join (select count(*) > count(role) as unread from explorer) e
left join by_policy p on p.object = a.object
left join by_analysis w on w.object = a.object

/*---
attack: >
  In a shared notebook the attacker uploads model.tar.gz over the one in production. The next scale-out loads it, and it runs in the
  endpoint with the endpoint's role.
console: >
  IAM > Roles > the role of the notebook or model > Permissions, remove s3:PutObject on the models bucket; S3 > the bucket > Permissions >
  Bucket policy, deny it to everybody but the pipeline's role.
cli: |
  aws iam put-role-policy --role-name ROLE --policy-name models --policy-document \
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::BUCKET/released/model.tar.gz"}]}'
  aws s3api put-bucket-policy --bucket BUCKET --policy file://only-the-pipeline-writes.json
cloudformation: |
  Type: AWS::S3::BucketPolicy
  Properties:
    Bucket: !Ref Models
    PolicyDocument:
      Version: "2012-10-17"
      Statement:
        - Effect: Deny
          Principal: "*"
          Action: s3:PutObject
          Resource: !Sub "${Models.Arn}/released*"
          Condition: {ArnNotEquals: {"aws:PrincipalArn": !GetAtt PipelineRole.Arn}}
terraform: |
  resource "aws_s3_bucket_policy" "models" {
    bucket = aws_s3_bucket.models.id
    policy = jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:PutObject"
        Resource  = "${aws_s3_bucket.models.arn}/released*"
        Condition = { ArnNotEquals = { "aws:PrincipalArn" = aws_iam_role.pipeline.arn } }
      }]
    })
  }
---*/

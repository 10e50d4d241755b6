/*---
id: SM-GOV-03
title: MLflow servers read and write their own artifacts only
severity: medium
subject: sagemaker_mlflow_tracking_server
why: >
  Everybody who may use the server works with its role: a run can be logged with the address of any file that the role may
  read. A role for all buckets turns an experiment tracker into a way to every bucket.
fix: Give the server a role that may read and write the prefix of its artifact store, and nothing else in S3.
maps:
  gdpr: ["Art.25", "Art.32(1)(b)"]
  hipaa: ["164.312(a)(1)"]
references:
  - https://docs.aws.amazon.com/sagemaker/latest/dg/mlflow-create-tracking-server-iam.html
notes: >
  The server itself answers signed requests of IAM identities only; AWS offers no way to open it to everybody. The statement is the question:
  a role for every bucket is one for those made tomorrow, so that Deny statements and policies of the organisation, which close some of them
  today, are not weighed. A permissions boundary is: it has to let the role at every bucket as well.
---*/
with reach as (
    select arn,
           any_true(when_allowed(effect,
               (covers_action(actions, not_actions, 's3:GetObject') or covers_action(actions, not_actions, 's3:PutObject'))
               and (len(not_resources) > 0
                    or list_bool_or(list_transform(resources, lambda r: regexp_full_match(r, '(arn:[^:]+:s3:::)?\*+(/\*+)?')))))) as wide
    from iam_role_policy_statement group by arn
),
within as (
    select arn,
           any_true(when_allowed(effect,
               (covers_action(actions, not_actions, 's3:GetObject') or covers_action(actions, not_actions, 's3:PutObject'))
               and (len(not_resources) > 0
                    or list_bool_or(list_transform(resources, lambda r: regexp_full_match(r, '(arn:[^:]+:s3:::)?\*+(/\*+)?')))))) as wide
    from iam_managed_policy_statement group by arn
),
server as (
    select s.arn, s.role_arn, r.arn as known,
           case when not coalesce(w.wide, w.arn is not null and null) then false
                when r.permissions_boundary_arn = '' then w.wide
                when r.permissions_boundary_arn <> '' then w.wide and b.wide end as wide
    from sagemaker_mlflow_tracking_server s
    left join iam_role r on r.arn = s.role_arn
    left join reach w on w.arn = s.role_arn
    left join within b on b.arn = r.permissions_boundary_arn
)
select s.arn as resource,
       case when s.role_arn is not null and s.known is not null then not s.wide end as passed,
       case when s.known is null then 'the role was not read'
            when s.wide then split_part(s.role_arn, '/', -1) || ' may read or write every bucket'
            when s.wide is null then 'a policy of the role, or its permissions boundary, was not read or understood'
            else split_part(s.role_arn, '/', -1) || ' may not read or write every bucket' end as reason,
       [s.role_arn] as uses
from server s

/*---
attack: >
  A user of the tracking server registers a model whose artifacts lie in another team's bucket, and downloads them through the
  server's page.
console: IAM > Roles > the server's role > Permissions, name the bucket and prefix of the artifact store as the Resource.
cli: |
  aws iam put-role-policy --role-name ROLE --policy-name artifacts --policy-document \
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":"arn:aws:s3:::BUCKET/mlflow/*"},{"Effect":"Allow","Action":"s3:ListBucket","Resource":"arn:aws:s3:::BUCKET"}]}'
cloudformation: |
  Type: AWS::IAM::RolePolicy
  Properties:
    RoleName: !Ref MlflowRole
    PolicyName: artifacts
    PolicyDocument:
      Version: "2012-10-17"
      Statement:
        - Effect: Allow
          Action: [s3:GetObject, s3:PutObject]
          Resource: !Sub "${Bucket.Arn}/mlflow/*"
        - Effect: Allow
          Action: s3:ListBucket
          Resource: !GetAtt Bucket.Arn
terraform: |
  resource "aws_iam_role_policy" "artifacts" {
    role = aws_iam_role.mlflow.name
    policy = jsonencode({
      Version = "2012-10-17"
      Statement = [
        { Effect = "Allow", Action = ["s3:GetObject", "s3:PutObject"], Resource = "${aws_s3_bucket.this.arn}/mlflow/*" },
        { Effect = "Allow", Action = "s3:ListBucket", Resource = aws_s3_bucket.this.arn },
      ]
    })
  }
---*/

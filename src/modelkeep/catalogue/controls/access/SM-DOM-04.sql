/*---
id: SM-DOM-04
title: Each Studio user has an execution role of their own
severity: medium
subject: sagemaker_user_profile
why: >
  Users who share a role can do what any of them needs, and logs cannot tell them apart, so one stolen session
  reaches everybody's data and models.
fix: >
  Create a role for each user with what that user needs, and set it as ExecutionRole in the user profile.
maps: {gdpr: [Art.25, "Art.32(1)(b)"], hipaa: ["164.308(a)(4)", "164.312(a)(1)", "164.312(a)(2)(i)"], soc2: ["CC6.2"]}
references:
  - https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html
  - https://docs.aws.amazon.com/sagemaker/latest/dg/monitor-user-access.html
---*/
with pairs as (
    select p.arn, any_true(p.execution_role = o.execution_role) as is_shared,
           string_agg(o.name, ', ' order by o.name) filter (where p.execution_role = o.execution_role) as others
    from sagemaker_user_profile p join sagemaker_user_profile o on o.account = p.account and o.arn <> p.arn
    group by p.arn
)
select p.arn as resource,
       p.execution_role <> '' and (s.arn is null or not s.is_shared) as passed,
       case when p.execution_role = '' then 'the role is the default of the domain'
            when s.is_shared then p.execution_role || ' is also the role of ' || s.others
            when s.arn is not null and s.is_shared is null then 'the role of another user was not read'
            else 'the role is ' || p.execution_role end as reason
from sagemaker_user_profile p left join pairs s on s.arn = p.arn

/*---
attack: >
  Code in one user's notebook, such as a poisoned package, reads what all others may read, and in the log nobody can
  be told from anybody.
console: >
  IAM > Roles > Create role for SageMaker, one for the user. Then Amazon SageMaker AI > Domains > the domain > User
  profiles > the user > Edit, Execution role.
cli: |
  aws sagemaker update-user-profile --domain-id DOMAIN --user-profile-name USER --user-settings ExecutionRole=ROLE_OF_THE_USER
cloudformation: |
  Type: AWS::SageMaker::UserProfile
  Properties:
    DomainId: !Ref Domain
    UserProfileName: anna
    UserSettings:
      ExecutionRole: !GetAtt AnnaRole.Arn
terraform: |
  resource "aws_sagemaker_user_profile" "anna" {
    domain_id         = aws_sagemaker_domain.this.id
    user_profile_name = "anna"
    user_settings {
      execution_role = aws_iam_role.anna.arn
    }
  }
---*/

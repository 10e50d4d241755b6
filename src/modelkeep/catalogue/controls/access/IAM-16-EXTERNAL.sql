/*---
id: IAM-16-EXTERNAL
title: Other companies prove on whose behalf they assume a role
severity: high
subject: iam_role
complete: [organizations_account, scope_account_organization]
why: >
  A vendor's account serves many customers. Without an external id, another customer can have the vendor
  assume your role (a confused deputy).
fix: >
  Agree on a secret external id with the vendor and add the condition sts:ExternalId to the trust policy.
maps:
  gdpr: [Art.25, "Art.32(1)(b)"]
  hipaa: ["164.308(a)(4)", "164.312(a)(1)"]
  soc2: ["CC6.6"]
  mitre-atlas: [AML.T0012]
references:
  - https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
---*/
with foreign_trust as (
    select arn, account, account_of(substr(principal, 5)) as other,
           has_condition_on(conditions, 'sts:ExternalId') or restricts_to_account(conditions) as guarded
    from (select *, unnest(principals) as principal from iam_role_trust_statement where effect = 'Allow')
    where principal like 'AWS:arn:%'
), yours as (
    select account from scope_account union select account_id from organizations_account
), judged as (
    select f.*, y.account is not null as is_yours,
           o.organization_id = '' or exists (select 1 from organizations_account) as members_known
    from foreign_trust f
    left join yours y on y.account = f.other
    left join scope_account a on a.account = f.account
    left join scope_account_organization o on o.arn = a.arn
    where f.other <> f.account
)
select arn as resource,
       case when guarded or is_yours then true when members_known then false end as passed,
       case when guarded then 'account ' || other || ' must give an external id'
            when is_yours then 'account ' || other || ' is yours'
            when members_known then 'account ' || other || ' need not give an external id'
            else 'whether account ' || other || ' is yours is unknown: scan the management account too' end as reason
from judged
union all
select arn, null, 'the trust policy could not be parsed' from iam_role_trust_statement where effect = 'Unparsed'

/*---
attack: >
  A vendor works for many customers. One of these gives the vendor the ARN of your role as their own, and the vendor's
  software hands them your data, because it cannot tell whose role it takes.
console: >
  IAM > Roles > the role > Trust relationships > Edit trust policy: add the condition StringEquals sts:ExternalId with
  the id that the vendor gave to you alone.
cli: |
  aws iam update-assume-role-policy --role-name ROLE --policy-document \
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::VENDOR_ACCOUNT:root"}, "Action": "sts:AssumeRole",
    "Condition": {"StringEquals": {"sts:ExternalId": "EXTERNAL_ID"}}}]}'
cloudformation: |
  Type: AWS::IAM::Role
  Properties:
    AssumeRolePolicyDocument:
      Version: "2012-10-17"
      Statement:
        - Effect: Allow
          Principal:
            AWS: !Sub arn:${AWS::Partition}:iam::${VendorAccount}:root
          Action: sts:AssumeRole
          Condition:
            StringEquals:
              sts:ExternalId: !Ref ExternalId
terraform: |
  resource "aws_iam_role" "this" {
    assume_role_policy = jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::${var.vendor_account}:root" }
        Action    = "sts:AssumeRole"
        Condition = { StringEquals = { "sts:ExternalId" = var.external_id } }
      }]
    })
  }
---*/

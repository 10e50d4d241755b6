/*---
id: KMS-04
title: Only what belongs to a model can decrypt with its keys
severity: high
subject: kms_key
scope: ai
complete: [model_resource]
asks: {kms:Decrypt: select arn from kms_key where key_manager is distinct from 'AWS'}
why: >
  Encryption protects a model from those who cannot use the key. Where everybody in the account can decrypt, a leaked notebook is enough to
  read what the key was to keep from it.
fix: >
  Name the roles that need the key as principals of kms:Decrypt, with a condition on kms:ViaService for the service through which they use
  it.
maps:
  gdpr: [Art.25, "Art.32(1)(b)"]
  hipaa: ["164.308(a)(4)", "164.312(a)(1)"]
  soc2: ["CC6.1"]
  mitre-atlas: [AML.T0035]
  owasp-llm: [LLM02]
references: ["https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html"]
notes: >
  A key policy that lets every principal, of the account or beyond, decrypt without saying through which service or as which principal is
  a FAIL whatever else is known. That it hands the decision to IAM policies (the account's root as principal) is not: who may then decrypt
  needs the analysis of access. Roles that run something of the same model may; so may whoever needs a service for it (kms:ViaService),
  which then decides what of its own they may read. Administrators of the account are left to the controls on administrators.
---*/
with policy as (
    select arn,
           bool_or(effect = 'Allow' and covers_action(actions, not_actions, 'kms:Decrypt') and is_everybody(principals, not_principals)
                   and not has_condition_on(conditions, 'kms:ViaService') and not has_condition_on(conditions, 'aws:PrincipalArn')
                   and not has_condition_on(conditions, 'aws:SourceArn')
                   and len(list_filter(conditions, lambda c: lower(c."key") not in (
                       'kms:calleraccount', 'aws:principalaccount', 'aws:principalorgid', 'aws:sourceaccount'))) = 0) as lets_all,
           bool_or(effect <> 'Allow' and (effect = 'Unparsed' or covers_action(actions, not_actions, 'kms:Decrypt'))) as refused
    from kms_key_policy_statement
    group by arn
),
expected as (
    select distinct k.arn as key_arn, r.arn as role
    from model_resource k join model_resource r on r.model = k.model
),
reached as (
    select a.arn, any_true(is_allowed(a.decision)) as decrypts,
           told_names(list(a.principal) filter (where a.decision = 'allowed')) as sure,
           told_names(list(a.principal)) as principals,
           rests_on(list(a.decision)) as rests
    from access a left join expected e on e.key_arn = a.arn and e.role = a.principal
    where lower(a.action) = 'kms:decrypt' and e.role is null and a.administers is distinct from true and coalesce(len(a.through), 0) = 0
    group by a.arn
)
select k.arn as resource,
       case when p.lets_all and not p.refused then false when w.arn is null then true else not w.decrypts end as passed,
       case when p.lets_all and not p.refused then 'the key policy lets everybody in the account decrypt'
            when w.decrypts then 'can also decrypt: ' || w.sure
            when w.arn is not null then 'whether these can decrypt ' || w.rests || ': ' || w.principals
            else 'besides services for others, only what belongs to its models can decrypt' end as reason,
       [k.arn] as uses
from kms_key k
left join policy p on p.arn = k.arn
left join reached w on w.arn = k.arn
where coalesce(k.key_manager <> 'AWS', true)

/*---
attack: >
  The attacker holds an ordinary analyst's role and a copy of the encrypted model. The key policy allows every principal of the account, so
  one call to Decrypt is all that is missing.
console: >
  KMS > Customer managed keys > the key > Key policy > Edit, and name the roles under Key users instead of "*".
cli: |
  aws kms put-key-policy --key-id KEY --policy file://key-policy.json
cloudformation: |
  Type: AWS::KMS::Key
  Properties:
    KeyPolicy:
      Version: "2012-10-17"
      Statement:
        - Effect: Allow
          Principal: {AWS: !GetAtt KeyAdministrators.Arn}
          Action: ["kms:Describe*", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion"]
          Resource: "*"
        - Effect: Allow
          Principal: {AWS: !GetAtt EndpointRole.Arn}
          Action: kms:Decrypt
          Resource: "*"
          Condition: {StringEquals: {"kms:ViaService": !Sub "s3.${AWS::Region}.amazonaws.com"}}
terraform: |
  resource "aws_kms_key_policy" "models" {
    key_id = aws_kms_key.models.id
    policy = jsonencode({
      Version = "2012-10-17"
      Statement = [
        {
          Effect    = "Allow"
          Principal = { AWS = aws_iam_role.key_administrators.arn }
          Action    = ["kms:Describe*", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion"]
          Resource  = "*"
        },
        {
          Effect    = "Allow"
          Principal = { AWS = aws_iam_role.endpoint.arn }
          Action    = "kms:Decrypt"
          Resource  = "*"
          Condition = { StringEquals = { "kms:ViaService" = "s3.eu-central-1.amazonaws.com" } }
        }
      ]
    })
  }
---*/

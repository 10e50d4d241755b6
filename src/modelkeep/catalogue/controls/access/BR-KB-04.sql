/*---
id: BR-KB-04
title: Data access policies of vector stores name who may use which collection
severity: high
subject: opensearchserverless_collection
scope: ai
why: >
  A data access policy decides who may read and rewrite what the assistant knows. One for everybody in the account, or for all
  collections at once, also covers the collection that holds the salaries, and the one that is made next year.
fix: >
  Name roles in Principal in place of the account or a pattern, and the collection in Resource in place of *. The role of a
  knowledge base needs aoss:DescribeIndex, aoss:ReadDocument and aoss:WriteDocument on index/COLLECTION/INDEX.
maps:
  gdpr: [Art.25, "Art.32(1)(b)"]
  hipaa: ["164.308(a)(4)", "164.312(a)(1)"]
  soc2: ["CC6.3"]
  mitre-atlas: [AML.T0035]
  owasp-llm: [LLM08]
references:
  - https://docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-data-access.html
  - https://docs.aws.amazon.com/bedrock/latest/userguide/kb-create-security.html
notes: >
  Policies add up and cannot deny, so that each grant counts. Grants on all collections count as too wide for administrators
  too, as they can write themselves into a policy when they need to; those that only describe are let pass. All permissions on
  one named collection (aoss:*) are let pass as well. Principals are roles, users and SAML identities of the own account; AWS
  documents no wildcards in them. A principal of nothing but a wildcard behind its path, or a whole account, names nobody.
---*/
with grants as (
    select c.arn, p.arn as policy_arn, p.name as policy,
           case when p.arn is null then false
                when r.arn is null then case when p.policy_version is not null then false end
                else covers_collection(r.resources, c.name) end as applies,
           list_filter(r.principals, lambda x: regexp_full_match(x, '(\*|\d{12}|.*:root|.*[:/]\*)')
               and not regexp_full_match(x, '.*:assumed-role/[^/*]+/\*')) as anybody,
           list_filter(r.resources, lambda x: regexp_full_match(x, '(collection/\*|(index|model)/\*/.*)')) as everything,
           len(list_filter(r.permissions, lambda x: x not in ('aoss:DescribeCollectionItems', 'aoss:DescribeIndex'))) > 0 as more
    from opensearchserverless_collection c
         left join opensearchserverless_access_policy p on p.account = c.account and p.region = c.region
         left join opensearchserverless_access_policy_rule r on r.arn = p.arn
),
judged as (
    select *, case when len(anybody) > 0 then policy || ' grants to ' || array_to_string(anybody, ', ')
                   when len(everything) > 0 and more then policy || ' grants on ' || array_to_string(everything, ', ') end as told,
           applies and (len(anybody) > 0 or (len(everything) > 0 and more)) as is_wide
    from grants
)
select arn as resource,
       not any_true(is_wide) as passed,
       case when passed then case when bool_or(applies) then 'every grant names who may use which collection'
                                  else 'no data access policy grants anything on it' end
            when not passed then string_agg(distinct told, '; ' order by told) filter (is_wide)
            else 'a data access policy could not be read or understood' end as reason,
       list(distinct policy_arn) filter (policy_arn is not null) as uses
from judged
group by arn

/*---
attack: >
  A notebook's role was never meant to see the store, but the policy names the whole account. Stolen, it reads every document
  that was embedded, or rewrites passages so that the assistant tells customers what the attacker wants.
console: >
  Amazon OpenSearch Service > Serverless > Data access policies, open the policy, Edit, replace the account or pattern under
  Principals with roles and the pattern under Resources with the collection, Save.
cli: |
  aws opensearchserverless update-access-policy --type data --name POLICY --policy-version VERSION --policy '[
    {"Rules": [{"ResourceType": "index", "Resource": ["index/COLLECTION/INDEX"],
                "Permission": ["aoss:DescribeIndex", "aoss:ReadDocument", "aoss:WriteDocument"]}],
     "Principal": ["ROLE_ARN"]}]'
cloudformation: |
  Type: AWS::OpenSearchServerless::AccessPolicy
  Properties:
    Name: handbook
    Type: data
    Policy: !Sub >-
      [{"Rules": [{"ResourceType": "index", "Resource": ["index/handbook/handbook"],
      "Permission": ["aoss:DescribeIndex", "aoss:ReadDocument", "aoss:WriteDocument"]}],
      "Principal": ["${KnowledgeBaseRole.Arn}"]}]
terraform: |
  resource "aws_opensearchserverless_access_policy" "this" {
    name = "handbook"
    type = "data"
    policy = jsonencode([{
      Rules = [{
        ResourceType = "index"
        Resource     = ["index/handbook/handbook"]
        Permission   = ["aoss:DescribeIndex", "aoss:ReadDocument", "aoss:WriteDocument"]
      }]
      Principal = [aws_iam_role.knowledge_base.arn]
    }])
  }
---*/

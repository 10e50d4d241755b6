/*---
id: ECR-05
title: Images of models are signed when they are pushed
severity: medium
subject: ecr_repository
scope: ai
complete: [ecr_signing_configuration_rule]
why: >
  A digest says that an image did not change; a signature says who made it. Without one, whoever may push can put an image of
  their own where deployments look for yours.
fix: Create a signing profile in AWS Signer and a signing rule of the registry that covers the repository.
maps:
  gdpr: ["Art.5(1)(f)", "Art.32(1)(b)"]
  hipaa: ["164.312(c)(1)"]
  iso-42001: [A.10.3]
  soc2: ["CC6.8"]
  eu-ai-act: ["Art.15(5)"]
  mitre-atlas: [AML.T0010, AML.M0013]
  owasp-llm: [LLM03]
references:
  - https://docs.aws.amazon.com/AmazonECR/latest/userguide/managed-signing.html
notes: >
  Judged is whether the registry signs what is pushed. Images that your own pipeline signs with Notation or cosign are not told
  apart from unsigned ones; suppress the finding for their repositories.
---*/
with signed as (
    select account, region, list(repository_filter) as filters from ecr_signing_configuration_rule group by all
)
select r.arn as resource,
       case when any_pattern_matches(s.filters, r.name) then true when c.configured is null then null else false end as passed,
       case when any_pattern_matches(s.filters, r.name) then 'the registry signs what is pushed'
            when c.configured is null then 'what the registry signs was not read'
            when c.configured then 'no signing rule of the registry covers the repository'
            else 'the registry signs nothing' end as reason
from ecr_repository r
left join ecr_signing_configuration c on c.account = r.account and c.region = r.region
left join signed s on s.account = r.account and s.region = r.region

/*---
attack: >
  With a stolen push token the attacker pushes an image under the next version's tag; the deployment has no signature to check
  and runs it.
console: Amazon ECR > Private registry > Features & Settings > Managed signing > Create rule, choose a signing profile.
cli: |
  aws signer put-signing-profile --profile-name models --platform-id Notation-OCI-SHA384-ECDSA
  aws ecr put-signing-configuration --signing-configuration \
    '{"rules":[{"signingProfileArn":"PROFILE_ARN","repositoryFilters":[{"filter":"*","filterType":"WILDCARD_MATCH"}]}]}'
cloudformation: |
  Type: AWS::ECR::SigningConfiguration
  Properties:
    Rules:
      - SigningProfileArn: !GetAtt Profile.Arn
terraform: Use the CLI where the version of Terraform's AWS provider that you run has no resource for the registry's signing configuration.
---*/

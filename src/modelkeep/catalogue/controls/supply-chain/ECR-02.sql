/*---
id: ECR-02
title: Tags of model images cannot be moved to other images
severity: medium
subject: ecr_repository
scope: ai
why: >
  Whoever may push can put another image behind a tag that a model names. The next instance that starts runs it,
  and nothing in the model's configuration shows the change.
fix: >
  Set the repository's tag mutability to IMMUTABLE without exclusions, and let models name images by digest.
maps:
  gdpr: ["Art.5(1)(f)"]
  hipaa: ["164.312(c)(1)"]
  aws-fsbp: [ECR.2]
  soc2: ["CC6.8"]
  mitre-atlas: [AML.T0010]
  owasp-llm: [LLM03]
peers: {prowler: [ecr_repositories_tag_immutability], securityhub: [ECR.2], checkov: [CKV_AWS_51], config: [ecr-private-tag-immutability-enabled]}
references: ["https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html"]
---*/
select arn as resource,
       image_tag_mutability = 'IMMUTABLE' as passed,
       case image_tag_mutability
            when 'IMMUTABLE' then 'tags are immutable'
            when 'IMMUTABLE_WITH_EXCLUSION' then 'tags can be moved that match ' || array_to_string(mutable_tag_filters, ', ')
            else 'tags can be moved (' || image_tag_mutability || ')' end as reason
from ecr_repository

/*---
attack: >
  A build server is taken over. The attacker pushes an image with a back door under the tag that production uses; whatever
  pulls that tag next runs it, and the model's configuration looks as before.
console: >
  Amazon ECR > Private repositories, select the repository, Edit, Image tag settings "Immutable", no exclusions.
cli: |
  aws ecr put-image-tag-mutability --repository-name REPOSITORY --image-tag-mutability IMMUTABLE
cloudformation: |
  Type: AWS::ECR::Repository
  Properties:
    ImageTagMutability: IMMUTABLE
terraform: |
  resource "aws_ecr_repository" "this" {
    image_tag_mutability = "IMMUTABLE"
  }
---*/

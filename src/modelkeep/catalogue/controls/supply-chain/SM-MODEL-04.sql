/*---
id: SM-MODEL-04
title: Images of models cannot change under their name
severity: medium
subject: sagemaker_model
why: >
  A tag can be moved to another image. The next instance that starts, in a scale-out or after a crash, then runs
  something that nobody approved.
fix: >
  Name the image by digest (repository@sha256:...), or make the tags of the repository immutable.
maps:
  gdpr: ["Art.5(1)(f)", "Art.32(1)(b)"]
  hipaa: ["164.312(c)(1)"]
  soc2: ["CC6.8"]
  eu-ai-act: ["Art.15(5)"]
  mitre-atlas: [AML.T0010, AML.M0014]
  owasp-llm: [LLM03]
references:
  - https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html
---*/
with container as (
    select arn, image, image_digest, repository_access_mode as access, '' as package
    from sagemaker_model_container
    where image <> ''
    union all
    select c.arn, p.image, p.image_digest, 'Platform', c.model_package_name
    from sagemaker_model_container c left join sagemaker_model_package_container p on p.arn = c.model_package_name
    where c.image = '' and c.model_package_name <> ''
)
select c.arn as resource,
       case when c.image is null then null
            when c.image_digest <> '' then true
            when is_aws_image_account(left(c.image, 12)) then true
            when r.image_tag_mutability is not null then r.image_tag_mutability = 'IMMUTABLE'
            when ecr_repository_arn(c.image) is null then false end as passed,
       case when c.image is null then 'the containers of ' || c.package || ' were not read'
            when c.image_digest <> '' then c.image || ' is fixed by its digest'
            when is_aws_image_account(left(c.image, 12)) then c.image || ' is an image of AWS, which alone moves its tags'
            when r.image_tag_mutability is not null
                then c.image || ' goes by a tag, and tags of its repository are ' || lower(replace(r.image_tag_mutability, '_', ' '))
            when ecr_repository_arn(c.image) is null then c.image || ' goes by a tag'
            else c.image || ' goes by a tag of a repository that was not read' end as reason,
       [c.package, r.arn] as uses
from container c left join ecr_repository r on r.arn = ecr_repository_arn(c.image)

/*---
attack: >
  Whoever may push moves the tag to an image with a back door. The next pull of that tag brings it to the endpoint, and
  nothing in the model's configuration shows the change.
console: >
  Amazon ECR > Private repositories, select the repository, Edit, Image tag settings "Immutable". Or SageMaker AI >
  Models > Create model, with the image as repository@sha256:...
cli: |
  aws ecr put-image-tag-mutability --repository-name REPOSITORY --image-tag-mutability IMMUTABLE
  # or name the image by digest
  aws sagemaker create-model --model-name NEW_MODEL --execution-role-arn ROLE --primary-container \
    Image=ACCOUNT.dkr.ecr.REGION.amazonaws.com/REPOSITORY@sha256:DIGEST,ModelDataUrl=s3://BUCKET/model.tar.gz
cloudformation: |
  Type: AWS::SageMaker::Model
  Properties:
    PrimaryContainer:
      Image: !Sub ${Repository.RepositoryUri}@${ImageDigest}
terraform: |
  resource "aws_sagemaker_model" "this" {
    primary_container {
      image = "${aws_ecr_repository.this.repository_url}@${var.image_digest}"
    }
  }
---*/

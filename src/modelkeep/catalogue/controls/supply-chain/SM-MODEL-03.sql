/*---
id: SM-MODEL-03
title: Images of models come from registries of yours or of AWS
severity: high
subject: sagemaker_model
why: >
  Whoever owns the registry decides what runs with your model's role and sees every request. An image from a
  stranger's account or a public registry can change overnight.
fix: >
  Copy the image into an ECR repository of yours, after a look at what is in it, and create the model again with
  that image. Scan the account of a shared registry of yours along with this one.
maps:
  gdpr: ["Art.32(1)(b)"]
  hipaa: ["164.308(a)(5)(ii)(B)"]
  nist-ai-rmf: ["MANAGE 3.1", "MAP 4.1"]
  iso-42001: [A.4.4, A.10.3]
  soc2: ["CC6.8"]
  mitre-atlas: [AML.T0010]
  owasp-llm: [LLM03]
profiles: [baseline]
references:
  - https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-containers-inference-private.html
  - https://docs.aws.amazon.com/sagemaker/latest/dg-ecr-paths/ecr-paths.html
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
select m.arn as resource,
       case when c.image is null or (ecr_repository_arn(c.image) is null and c.access = 'Vpc') then null
            when ecr_repository_arn(c.image) is null then false
            else left(c.image, 12) = m.account or is_aws_image_account(left(c.image, 12)) or a.arn is not null end as passed,
       case when c.image is null then 'the containers of ' || c.package || ' were not read'
            when ecr_repository_arn(c.image) is null and c.access = 'Vpc'
                then c.image || ' is in a private registry in a VPC; whose it is AWS does not say'
            when ecr_repository_arn(c.image) is null then c.image || ' is not in Amazon ECR'
            when left(c.image, 12) = m.account then c.image || ' is in a registry of this account'
            when is_aws_image_account(left(c.image, 12)) then c.image || ' is in a registry of AWS'
            when a.arn is not null then c.image || ' is in a registry of another scanned account'
            else c.image || ' is in the registry of account ' || left(c.image, 12) || ', neither scanned nor one of AWS''s' end as reason,
       [c.package] as uses
from sagemaker_model m join container c on c.arn = m.arn
     left join scope_account a on a.account = left(c.image, 12)

/*---
attack: >
  The image comes from a stranger's registry. One day its owner, or whoever stole their password, pushes a version that
  sends every request and the role's credentials elsewhere; your next deployment runs it.
console: >
  Copy the image into an ECR repository of yours (Amazon ECR > the repository > View push commands). Then SageMaker AI >
  Models > Create model, location of inference code image in that repository.
cli: |
  # pull, look at and push the image with docker, then
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

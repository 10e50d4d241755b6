/*---
id: SM-MODEL-17
title: Images that models run were pushed within the last half year
severity: low
subject: sagemaker_model
why: >
  An image holds the patches of the day on which it was built. What was found since in its operating system, in Python and in the framework is open
  in it, whether or not a scanner knows.
fix: >
  Build the image again from a current base at least every few months, and when a hole becomes known; push it, create the model with the new digest
  and update the endpoint.
maps: {hipaa: ["164.308(a)(1)(ii)(B)"], soc2: ["CC7.1"]}
references:
  - https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ImageDetail.html
notes: >
  Half a year (180 days) is our limit; AWS names none. ECR tells when an image was pushed, which may be later than when it was built. Judged are images
  in ECR, by digest or by what their tag means now; repositories of other accounts than the model's own and AWS's Deep Learning Containers
  are UNKNOWN unless a scan reads them in their own account.
---*/
with container as (
    select arn, image from sagemaker_model_container where image <> ''
    union all
    select c.arn, p.image
    from sagemaker_model_container c left join sagemaker_model_package_container p on p.arn = c.model_package_name
    where c.image = '' and c.model_package_name <> ''
    union all
    select arn, null from sagemaker_model_container where image is null
    union all
    select arn, null from sagemaker_model where arn not in (select arn from sagemaker_model_container)
),
named as (
    select distinct arn, image, ecr_repository_arn(image) as repository, regexp_extract(image, '@(sha256:.*)$', 1) as digest,
           coalesce(nullif(regexp_extract(image, ':([^:/@]+)$', 1), ''), 'latest') as tag
    from container where image is null or ecr_repository_arn(image) is not null
),
pushed as (
    select n.arn, n.image, max(i.pushed_at) as pushed_at
    from named n left join ecr_model_image i
        on i.arn = n.repository and case when n.digest <> '' then i.digest = n.digest else list_contains(i.tags, n.tag) end
    group by all
)
select m.arn as resource,
       p.pushed_at > m.collected_at - interval 180 day as passed,
       case when p.image is null then 'which image it runs was not read'
            when p.pushed_at is null then 'when ' || p.image || ' was pushed is not known'
            else p.image || ' was pushed on ' || p.pushed_at::date end as reason,
       list_filter([m.arn, ecr_repository_arn(p.image)], lambda a: a is not null) as uses
from sagemaker_model m join pushed p on p.arn = m.arn

/*---
attack: >
  The image was built when the model was new, two years ago. Since then its web server, its TLS library and its unpickler each had a hole with a public
  exploit; the attacker needs one of them.
console: >
  Amazon ECR > Repositories > the repository shows when each image was pushed. After the rebuild, SageMaker AI > Models > Create model, then
  Endpoints > Update endpoint.
cli: |
  aws ecr describe-images --repository-name REPOSITORY --query 'sort_by(imageDetails, &imagePushedAt)[].[imagePushedAt,imageDigest,imageTags]'
  aws sagemaker create-model --model-name NAME --execution-role-arn ROLE --primary-container Image=REPOSITORY@NEW_DIGEST
cloudformation: |
  Type: AWS::SageMaker::Model
  Properties:
    ExecutionRoleArn: !GetAtt Role.Arn
    PrimaryContainer:
      Image: !Sub "${Repository.RepositoryUri}@${NewDigest}"
terraform: |
  resource "aws_sagemaker_model" "this" {
    name               = "fraud"
    execution_role_arn = aws_iam_role.this.arn
    primary_container {
      image = "${aws_ecr_repository.this.repository_url}@${var.new_digest}"
    }
  }
---*/

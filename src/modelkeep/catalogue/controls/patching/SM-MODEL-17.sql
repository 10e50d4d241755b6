/*---
id: SM-MODEL-17
title: Models run the newest image of their line, or one that was it 30 days ago
severity: low
subject: sagemaker_model
why: >
  Who builds an image again does so to mend something: a newer build of the same version carries the patches that the running one lacks. AWS
  rebuilds its Deep Learning Containers for that alone.
fix: >
  Create the model with the digest of the newest image of its line, test it, and update the endpoint; where images are pushed by a pipeline, let it
  do that as its last step.
maps: {hipaa: ["164.308(a)(1)(ii)(B)"], soc2: ["CC7.1"]}
references:
  - https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ImageDetail.html
  - https://aws.github.io/deep-learning-containers/reference/available_images
notes: >
  A line is what tags share but for the patch release and the build: 2.6.0-cpu-py312-v1.9 is of the line 2.6-cpu-py312, 1.4.2 of 1.4. The 30 days are
  ours. An image without a tag that begins with a version is UNKNOWN, as is one of a repository that is neither the account's own nor of
  AWS's Deep Learning Containers, unless a scan reads it in its own account. VULN-03 asks for the age of an image itself.
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
lined as (
    select distinct arn as repository, digest, pushed_at, tag,
           regexp_replace(nullif(regexp_extract(regexp_replace(tag, '-v\d+(\.\d+)*$', ''), '^v?\d+\.\d+.*$'), ''),
                          '^v?(\d+\.\d+)(\.\d+)*', '\1') as line
    from (select arn, digest, pushed_at, unnest(tags) as tag from ecr_model_image)
),
running as (
    select n.arn, n.image, l.repository, l.digest, l.line, l.pushed_at
    from named n left join lined l on l.repository = n.repository and case when n.digest <> '' then l.digest = n.digest else l.tag = n.tag end
),
judged as (
    select r.arn, r.image, any_value(r.pushed_at) as pushed_at, max(l.pushed_at) as newest, max_by(l.tag, l.pushed_at) as tag
    from running r left join lined l on l.repository = r.repository and l.line = r.line
    group by all
)
select m.arn as resource,
       j.pushed_at = j.newest or j.newest > m.collected_at - interval 30 day as passed,
       case when j.image is null then 'which image it runs was not read'
            when j.pushed_at is null then 'when ' || j.image || ' was pushed is not known'
            when j.newest is null then 'no tag of ' || j.image || ' tells of which line it is'
            when j.pushed_at = j.newest then j.image || ' is the newest of its line, pushed on ' || j.pushed_at::date
            else j.image || ' was pushed on ' || j.pushed_at::date || ', a newer one of its line, ' || j.tag || ', on ' || j.newest::date end as reason,
       list_filter([m.arn, ecr_repository_arn(j.image)], lambda a: a is not null) as uses
from sagemaker_model m join judged j on j.arn = m.arn

/*---
attack: >
  A hole in the model server was mended in the build of last spring. The endpoint still runs the one before, because nobody created the model again; one
  crafted request is enough.
console: >
  Amazon ECR > Repositories > the repository shows when each image was pushed. For the newest, SageMaker AI > Models > Create model, then
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

/*---
id: SM-JOB-28
title: Training images of your own are named by digest
severity: low
subject: sagemaker_training_job
why: >
  A tag can be moved to another image between two runs. A digest cannot: what you tested is what trains.
fix: >
  A job cannot be changed: start the next one with AlgorithmSpecification.TrainingImage as
  registry/repository@sha256:...
maps: {mitre-atlas: [AML.T0010]}
references: ["https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html"]
notes: >
  Looks at jobs that run now or were started within 90 days of the scan: how an older job ran cannot be changed
  any more.
---*/
select j.arn as resource,
       j.training_image like '%@sha256:%' as passed,
       'the image is ' || j.training_image as reason
from sagemaker_training_job j
where is_recent_job(j.status, j.creation_time, j.collected_at)
  and coalesce(split_part(j.training_image, '.dkr.ecr.', 1) in (select account from scope_account), true)

/*---
attack: >
  Whoever may push to the repository moves the tag to an image that trains a back door into every model. The job's
  settings look the same as before.
console: >
  Amazon ECR > the repository, open the image, copy its digest. Then SageMaker AI > Training jobs > Create, your own
  algorithm container in ECR, image as repository@sha256:...
cli: |
  aws ecr describe-images --repository-name REPOSITORY --image-ids imageTag=TAG --query 'imageDetails[].imageDigest'
  aws sagemaker create-training-job --training-job-name NAME --role-arn ROLE \
    --algorithm-specification TrainingImage=REGISTRY/REPOSITORY@sha256:DIGEST,TrainingInputMode=File \
    --resource-config InstanceType=ml.m5.xlarge,InstanceCount=1,VolumeSizeInGB=50 \
    --output-data-config S3OutputPath=s3://BUCKET/models --stopping-condition MaxRuntimeInSeconds=86400
cloudformation: >
  CloudFormation has no resource for training jobs; use the CLI.
terraform: |
  resource "aws_sagemaker_training_job" "this" {
    algorithm_specification {
      training_image      = "${aws_ecr_repository.training.repository_url}@${data.aws_ecr_image.training.image_digest}"
      training_input_mode = "File"
    }
  }
---*/

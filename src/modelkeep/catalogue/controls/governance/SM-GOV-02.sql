/*---
id: SM-GOV-02
title: Deployed models can be traced to the job that trained them
severity: medium
subject: sagemaker_model
why: >
  When a model misbehaves, or somebody asks what it was trained on, you need the way back to job, code and data. A
  model of unknown origin may be anybody's.
fix: >
  Deploy the artifact where the training job wrote it, or register the model so that its package names it. Train
  again what cannot be traced.
maps:
  gdpr: [Art.30]
  nist-ai-rmf: ["GOVERN 1.6"]
  iso-42001: [A.4.3, A.7.5]
  eu-ai-act: ["Art.10(2)(b)"]
  mitre-atlas: [AML.T0010, AML.M0025]
complete: [relation]
references: ["https://docs.aws.amazon.com/sagemaker/latest/dg/lineage-tracking.html"]
notes: >
  AWS's own JumpStart artifacts are left out.
---*/
select m.arn as resource,
       count(r.dst) > 0 as passed,
       case when count(r.dst) > 0 then 'trained by ' || string_agg(distinct r.dst, ', ' order by r.dst)
            else 'no training job of this scan wrote ' || string_agg(distinct coalesce(nullif(c.model_data_url, ''), c.model_package_name), ', ') end as reason
from sagemaker_model m
join sagemaker_model_container c on c.arn = m.arn
left join relation r on r.kind = 'trained_by' and r.arn in (c.arn, c.model_package_name)
where exists (select 1 from sagemaker_endpoint_config_production_variant v
              where v.model_name = m.name and v.account = m.account and v.region = m.region)
  and coalesce(c.model_data_url <> '' or c.model_package_name <> '', true)
  and coalesce(bucket_of(c.model_data_url) not like 'jumpstart-%cache-prod-%', true)
group by m.arn

/*---
attack: >
  An attacker puts a file of his own in place of the model. Where no training job is on record for the deployed file,
  nobody can tell the false one from the true one.
console: >
  Amazon SageMaker AI > Training jobs > the job > Create model: the model takes its artifact from where the job wrote
  it. Then deploy that model.
cli: |
  aws sagemaker describe-training-job --training-job-name JOB --query ModelArtifacts.S3ModelArtifacts --output text
  aws sagemaker create-model --model-name NAME --execution-role-arn ROLE \
    --primary-container Image=IMAGE,ModelDataUrl=s3://BUCKET/JOB/output/model.tar.gz
cloudformation: |
  Type: AWS::SageMaker::Model
  Properties:
    ExecutionRoleArn: !GetAtt Role.Arn
    PrimaryContainer:
      Image: !Ref Image
      ModelDataUrl: !Sub s3://${Bucket}/${TrainingJobName}/output/model.tar.gz
terraform: |
  resource "aws_sagemaker_model" "this" {
    execution_role_arn = aws_iam_role.model.arn
    primary_container {
      image          = var.image
      model_data_url = "s3://${aws_s3_bucket.models.id}/${var.training_job_name}/output/model.tar.gz"
    }
  }
---*/

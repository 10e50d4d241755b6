/*---
id: SM-MODEL-15
title: Images of AWS that models run carry a framework that AWS still patches
severity: medium
subject: sagemaker_model
why: >
  AWS patches a Deep Learning Container for a year or so after its framework's release. From then on holes that are found in the framework, in Python
  or in the operating system of the image stay open.
fix: Create the model again with an image of a supported version of its framework, test it, and update the endpoint.
maps: {gdpr: ["Art.32(1)(d)"], hipaa: ["164.308(a)(1)(ii)(B)"], soc2: ["CC7.1"]}
profiles: [baseline]
references: ["https://aws.github.io/deep-learning-containers/reference/support_policy"]
notes: >
  Judged are images of the repositories in AWS's table of supported frameworks, with its dates as of September 2026, by the version in their
  tag. Versions that are not in it, and images by digest alone, are UNKNOWN. Other images of AWS, such as those of Hugging Face and the built-in
  algorithms, have no dates there.
---*/
with supported(repository, line, until) as (
    values ('pytorch-inference', '2.6', date '2026-06-30'), ('pytorch-inference', '2.5', date '2025-10-29'), ('pytorch-inference', '2.4', date '2025-07-24'),
           ('pytorch-inference', '2.3', date '2025-04-24'), ('pytorch-inference', '2.2', date '2025-01-30'), ('pytorch-inference', '2.1', date '2024-10-04'),
           ('pytorch-inference', '2.0', date '2024-03-15'), ('pytorch-inference', '1.13', date '2024-10-28'), ('pytorch-training', '2.10', date '2027-01-21'),
           ('pytorch-training', '2.9', date '2026-10-15'), ('pytorch-training', '2.8', date '2026-08-06'), ('pytorch-training', '2.7', date '2026-04-23'),
           ('pytorch-training', '2.6', date '2026-01-29'), ('pytorch-training', '2.5', date '2025-10-29'), ('pytorch-training', '2.4', date '2025-07-24'),
           ('pytorch-training', '2.3', date '2025-04-24'), ('pytorch-training', '2.2', date '2025-01-30'), ('pytorch-training', '2.1', date '2024-10-04'),
           ('pytorch-training', '2.0', date '2024-03-15'), ('pytorch-training', '1.13', date '2024-10-28'), ('pytorch', '2.14', date '2027-09-28'),
           ('pytorch', '2.13', date '2027-07-20'), ('pytorch', '2.12', date '2027-07-02'), ('pytorch', '2.11', date '2027-04-30'),
           ('tensorflow-inference', '2.20', date '2027-08-20'), ('tensorflow-inference', '2.19', date '2026-03-11'), ('tensorflow-inference', '2.18', date '2025-10-24'),
           ('tensorflow-inference', '2.16', date '2025-03-07'), ('tensorflow-inference', '2.14', date '2024-09-26'), ('tensorflow-training', '2.21', date '2027-07-10'),
           ('tensorflow-training', '2.19', date '2026-03-11'), ('tensorflow-training', '2.18', date '2025-10-24'), ('tensorflow-training', '2.16', date '2025-03-07'),
           ('tensorflow-training', '2.14', date '2024-09-26')
),
container as (
    select arn, image from sagemaker_model_container where image <> ''
    union all
    select c.arn, p.image
    from sagemaker_model_container c left join sagemaker_model_package_container p on p.arn = c.model_package_name
    where c.image = '' and c.model_package_name <> ''
    union all
    select arn, null from sagemaker_model_container where image is null
),
tagged as (
    select arn, image, regexp_extract(image, '^[^/]+/([^:@]+)', 1) as repository, regexp_extract(image, ':(\d+\.\d+)[.-]', 1) as line
    from container
)
select m.arn as resource,
       m.collected_at::date < s.until as passed,
       case when t.image is null then 'which image it runs was not read'
            when t.line = '' then t.image || ' tells no version of its framework'
            when s.until is null then t.repository || ' ' || t.line || ' is not in AWS''s table'
            else t.repository || ' ' || t.line || case when passed then ' is patched until ' else ' was patched until ' end || s.until end as reason
from sagemaker_model m join tagged t on t.arn = m.arn left join supported s on s.repository = t.repository and s.line = t.line
where t.image is null or (is_aws_image_account(left(t.image, 12)) and t.repository in (select repository from supported))

/*---
attack: >
  A hole in the model server of an old image is published with its exploit. The attacker sends one request to the endpoint and runs code beside the
  model; no newer build of that image will ever come.
console: >
  SageMaker AI > Models > Create model with a newer image, then Endpoint configurations and Endpoints > Update endpoint.
cli: |
  aws sagemaker create-model --model-name NAME --execution-role-arn ROLE \
    --primary-container Image=763104351884.dkr.ecr.REGION.amazonaws.com/pytorch:2.14.0-cpu-amzn2023-sagemaker,ModelDataUrl=S3_URI
  aws sagemaker update-endpoint --endpoint-name ENDPOINT --endpoint-config-name NEW_CONFIG
cloudformation: |
  Type: AWS::SageMaker::Model
  Properties:
    ExecutionRoleArn: !GetAtt Role.Arn
    PrimaryContainer:
      Image: !Sub 763104351884.dkr.ecr.${AWS::Region}.amazonaws.com/pytorch:2.14.0-cpu-amzn2023-sagemaker
terraform: |
  resource "aws_sagemaker_model" "this" {
    name               = "fraud"
    execution_role_arn = aws_iam_role.this.arn
    primary_container {
      image = "763104351884.dkr.ecr.${var.region}.amazonaws.com/pytorch:2.14.0-cpu-amzn2023-sagemaker"
    }
  }
---*/

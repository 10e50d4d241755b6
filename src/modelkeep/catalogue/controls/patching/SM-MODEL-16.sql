/*---
id: SM-MODEL-16
title: Models from JumpStart are of the newest version
severity: low
subject: sagemaker_model
why: >
  A version of a JumpStart model is its weights, its scripts and its image together. Newer versions carry newer images and mended scripts; versions
  that are deprecated get nothing any more.
fix: Deploy the newest version of the model, test it, and move the traffic; then delete the old model and endpoint.
maps: {iso-42001: [A.10.3], soc2: ["CC7.1"]}
references:
  - https://docs.aws.amazon.com/sagemaker/latest/dg/jumpstart-foundation-models-use-python-sdk-model-class.html
  - https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ListHubContentVersions.html
notes: >
  SageMaker's Python SDK tags what it makes with the model's ID and version; the tags are compared with the versions in the public hub. A model that
  loads its files from a bucket of JumpStart and has no such tags is UNKNOWN.
---*/
with source as (
    select m.arn, m.account, m.region, m.tags, m.tags['sagemaker-sdk:jumpstart-model-id'] as model_id,
           m.tags['sagemaker-sdk:jumpstart-model-version'] as version,
           coalesce(bool_or(c.model_data_url like 's3://jumpstart-%cache-prod-%'), false) as from_bucket
    from sagemaker_model m left join sagemaker_model_container c on c.arn = m.arn
    group by all
),
hub as (
    select account, region, model_id, version, support_status,
           list_transform(string_split(version, '.'), lambda n: try_cast(n as int)) as ordered
    from jumpstart_version
),
newest as (
    select account, region, model_id, max_by(version, ordered) as version, max(ordered) as ordered
    from hub where support_status <> 'Deprecated' group by all
)
select s.arn as resource,
       case when h.support_status = 'Deprecated' or n.ordered > h.ordered then false when n.ordered = h.ordered then true end as passed,
       case when s.tags is null then 'whether tags name a model of JumpStart was not read'
            when s.model_id is null then 'its files come from a bucket of JumpStart, but no tag names model and version'
            when s.version is null then s.model_id || ': no tag names its version'
            when h.version is null then s.model_id || ' ' || s.version || ' is not among the versions that the public hub lists'
            when passed then s.model_id || ' ' || s.version || ' is the newest version'
            else s.model_id || ' ' || s.version || case when h.support_status = 'Deprecated' then ' is deprecated' else '' end
                 || coalesce('; the newest version is ' || n.version, '') end as reason,
       [s.arn] as uses
from source s
left join hub h on h.account = s.account and h.region = s.region and h.model_id = s.model_id and h.version = s.version
left join newest n on n.account = s.account and n.region = s.region and n.model_id = s.model_id
where s.tags is null or s.model_id is not null or s.from_bucket

/*---
attack: >
  The script of an old version loads files that a request names without looking at them. It was mended two versions ago; the attacker finds your
  endpoint's version by its answers and sends such a request.
console: >
  SageMaker AI > Studio > JumpStart, open the model, deploy its newest version, move the traffic, then Inference > Endpoints, delete the old one.
cli: |
  aws sagemaker list-hub-content-versions --hub-name SageMakerPublicHub --hub-content-type Model --hub-content-name MODEL_ID
  aws sagemaker update-endpoint --endpoint-name ENDPOINT --endpoint-config-name CONFIG_OF_THE_NEW_VERSION
cloudformation: >
  CloudFormation has no type that deploys a version of a JumpStart model; create AWS::SageMaker::Model with the image and the files of the new version.
terraform: >
  The AWS provider has no resource that deploys a version of a JumpStart model; create aws_sagemaker_model with the image and the files of the
  new version.
---*/

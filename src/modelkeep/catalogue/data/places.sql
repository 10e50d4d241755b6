/*---
kind: data_of
doc: >
  Where the data of a model lie: what it was trained and validated on, what its knowledge bases ingest, what its endpoints keep of requests
  and answers, and Bedrock's log of invocations in its region (`use`). A job of which no model is known stands for itself. Where that was
  not read, or the data do not lie in S3, dst is NULL and `doubt` says why.
---*/
with input(arn, uri, type, channel, elsewhere) as (
    select arn, s3_uri, s3_data_type, channel_name, file_system_id <> '' or dataset_arn <> '' from sagemaker_training_job_input
    union all
    select arn, s3_uri, s3_data_type, channel_type, false from sagemaker_auto_ml_job_input
),
channel(src, uri, type, "use", elsewhere) as (
    select coalesce(m.model, i.arn), i.uri, i.type,
           case when i.channel ilike '%valid%' or i.channel ilike '%test%' then 'validation' else 'training' end, i.elsewhere
    from input i left join model_resource m on m.arn = i.arn
),
named(src, uri, "use", elsewhere) as (
    select src, uri, "use", elsewhere from channel
    union all
    select coalesce(m.model, c.arn), c.training_data_s3_uri, 'training', false
    from bedrock_custom_model c left join model_resource m on m.arn = c.arn
    union all
    select coalesce(m.model, c.arn), unnest(c.validation_data_s3_uris), 'validation', false
    from bedrock_custom_model c left join model_resource m on m.arn = c.arn
    union all
    select m.model, c.data_capture_s3_uri, 'capture', false
    from model_resource m join sagemaker_endpoint_config c on c.arn = m.arn
    where c.data_capture_s3_uri is distinct from ''
),
found(src, dst, "use", elsewhere) as (
    select src, object_arn_of(uri), "use", elsewhere from named where uri is distinct from '' or elsewhere
    union all
    select m.model, s.bucket_arn, 'knowledge', s.type <> 'S3' from model_resource m join bedrock_data_source s on s.arn = m.arn
    union all
    select m.arn, 'arn:aws:s3:::' || unnest([c.s3_bucket_name, c.large_data_bucket_name]), 'invocation-log', false
    from model m join bedrock_model_invocation_logging_configuration c on c.account = m.account and c.region = m.region
    where c.enabled is distinct from false and m.arn like 'arn:%:bedrock:%'
    union all
    select m.arn, '', 'invocation-log', true
    from model m join bedrock_model_invocation_logging_configuration c on c.account = m.account and c.region = m.region
    where c.enabled is distinct from false and c.log_group_arn <> '' and m.arn like 'arn:%:bedrock:%'
)
select distinct src, case when dst like 'arn:aws:s3:::_%' then regexp_replace(dst, '^([^/]+)/$', '\1') end as dst, "use",
       case when dst like 'arn:aws:s3:::_%' then null when elsewhere then 'the data do not lie in S3' else 'where the data lie was not read' end as doubt
from found
where src <> '' and (dst is distinct from '' or elsewhere) and dst is distinct from 'arn:aws:s3:::'
union all
select distinct src, null, "use", 'the objects that the manifest ' || uri || ' names were not read' from channel
where src <> '' and type in ('ManifestFile', 'AugmentedManifestFile')

/*---
kind: unsealed
doc: The buckets whose objects take no key, and those of which that was not read.
---*/
with place(arn) as (
    select 'arn:aws:s3:::' || bucket_of(model_data_url) from sagemaker_model_container
    union
    select 'arn:aws:s3:::' || bucket_of(model_data_url) from sagemaker_model_package_container
    union
    select dst from relation where dst like 'arn:%:s3:::%'
    union
    select arn from s3_bucket
),
encryption as (
    select arn, bool_or(algorithm like 'aws:kms%' and kms_key_id <> '' and kms_key_id not like '%alias/aws/s3') as sealed
    from s3_bucket_encryption group by arn
)
select p.arn as src, p.arn as dst, case when e.sealed is null then 'whether the objects take a key as well was not read' end as doubt
from place p left join encryption e on e.arn = p.arn
where p.arn <> '' and e.sealed is distinct from true

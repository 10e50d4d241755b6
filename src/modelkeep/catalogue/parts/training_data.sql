/*---
kind: training_data
doc: The objects that the model was trained on.
---*/
with trained(model, uri) as (
    select m.model, i.s3_uri from model_resource m join sagemaker_training_job_input i on i.arn = m.arn
    union all
    select m.model, i.s3_uri from model_resource m join sagemaker_auto_ml_job_input i on i.arn = m.arn
    union all
    select arn, training_data_s3_uri from bedrock_custom_model
    union all
    select arn, unnest(validation_data_s3_uris) from bedrock_custom_model
)
select model as src, object_arn_of(uri) || case when model like 'arn:%:bedrock:%' and uri not like '%/' then '' else '*' end as dst
from trained where uri like 's3://%'

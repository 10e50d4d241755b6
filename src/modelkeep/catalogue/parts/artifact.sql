/*---
kind: artifact
doc: The objects that are loaded as the model.
---*/
with loaded(arn, url, many) as (
    select arn, model_data_url, mode = 'MultiModel' from sagemaker_model_container
    union all
    select arn, unnest(additional_model_data_urls), false from sagemaker_model_container
    union all
    select c.arn, p.model_data_url, false
    from sagemaker_model_container c join sagemaker_model_package_container p on p.arn = c.model_package_name
    union all
    select arn, model_data_s3_uri, true from bedrock_imported_model
)
select arn as src, object_arn_of(url) || case when many or url like '%/' then '*' else '' end as dst from loaded where url is distinct from ''

/*---
kind: built_from
doc: >
  The images, files and functions of a model, with the endpoint, function or service that runs them now (`runner`, '' for none). The
  digest to which an endpoint resolved an image counts more than the tag by which the model names it. Where something was not read,
  dst is NULL.
---*/
with variant(endpoint, account, region, variant_name, model_name) as (
    select e.arn, e.account, e.region, v.variant_name, v.model_name
    from sagemaker_endpoint e
         left join sagemaker_endpoint_config c on c.account = e.account and c.region = e.region and c.name = e.endpoint_config_name
         left join sagemaker_endpoint_config_production_variant v on v.arn = c.arn
    where v.model_name is distinct from ''
    union all
    select e.arn, e.account, e.region, i.variant_name, s.model_name
    from sagemaker_inference_component i
         join sagemaker_endpoint e on e.account = i.account and e.region = i.region and e.name = i.endpoint_name
         left join sagemaker_inference_component_specification s on s.arn = i.arn
    where s.model_name is distinct from ''
),
run(model, endpoint, variant_name) as (
    select m.arn, v.endpoint, v.variant_name
    from variant v left join sagemaker_model m on m.account = v.account and m.region = v.region and m.name = v.model_name
    union all
    select m.arn, '', ''
    from sagemaker_model m
    where not exists (from variant v where m.account = v.account and m.region = v.region and m.name = v.model_name)
),
container(model, image) as (
    select arn, image from sagemaker_model_container where image is distinct from ''
    union all
    select c.arn, case when p.image like '%@%' or coalesce(p.image_digest, '') = '' then p.image else p.image || '@' || p.image_digest end
    from sagemaker_model_container c left join sagemaker_model_package_container p on p.arn = c.model_package_name
    where c.image = '' and c.model_package_name <> ''
),
used(model, image, endpoint, deployed, resolved_image) as (
    select r.model, k.image, r.endpoint, d.arn is not null, d.resolved_image
    from run r
         left join container k on k.model = r.model
         left join sagemaker_endpoint_deployed_image d on d.arn = r.endpoint and d.variant_name = r.variant_name
              and image_repository(d.specified_image) = image_repository(k.image)
),
found(src, dst, runner) as (
    select coalesce(model, endpoint), image_arn_of(case when deployed then resolved_image else image end), endpoint from used
    union all
    select i.arn, image_arn_of(coalesce(nullif(s.resolved_image, ''), s.specified_image)), e.arn
    from sagemaker_inference_component i
         join sagemaker_inference_component_specification s on s.arn = i.arn
         left join sagemaker_endpoint e on e.account = i.account and e.region = i.region and e.name = i.endpoint_name
    where s.specified_image <> ''
    union all
    select i.arn, object_arn_of(s.artifact_url), e.arn
    from sagemaker_inference_component i
         join sagemaker_inference_component_specification s on s.arn = i.arn
         left join sagemaker_endpoint e on e.account = i.account and e.region = i.region and e.name = i.endpoint_name
    where s.artifact_url <> ''
    union all
    select r.model, object_arn_of(a.url), r.endpoint
    from run r join (
        select arn, model_data_url as url from sagemaker_model_container
        union all
        select arn, unnest(additional_model_data_urls) from sagemaker_model_container
        union all
        select c.arn, p.model_data_url
        from sagemaker_model_container c left join sagemaker_model_package_container p on p.arn = c.model_package_name
        where c.model_package_name <> ''
    ) a on a.arn = r.model
    where a.url is distinct from ''
    union all
    select arn, object_arn_of(model_data_s3_uri), '' from bedrock_imported_model where model_data_s3_uri is distinct from ''
    union all
    select r.arn, r.dst, r.dst from relation r join model m on m.arn = r.arn where r.kind = 'calls' and r.dst like 'arn:%:lambda:%'
    union all
    select o.model, r.arn, r.arn
    from relation r join model_resource o on o.arn = r.dst
    where r.kind = 'invokes' and r.arn like 'arn:%:lambda:%:function:%'
    union all
    select s.arn, image_arn_of(d.image), case when s.desired_count = 0 then '' else s.arn end
    from ecs_service s
         left join ecs_task_definition_container_definition d on d.arn = s.task_definition_arn
         join ai_relevant a on a.arn = s.arn
)
select distinct src, dst, coalesce(runner, '') as runner, case when dst is null then 'what it is built from was not read' end as doubt
from found
where src <> ''

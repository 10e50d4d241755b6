/*---
kind: member_of
doc: The registry group of a registered version, and the Studio domain of a user.
---*/
select p.arn as src, g.arn as dst
from sagemaker_model_package p join sagemaker_model_package_group g
    on g.account = p.account and g.region = p.region and g.name = p.model_package_group_name
union all
select u.arn, d.arn
from sagemaker_user_profile u join sagemaker_domain d
    on d.account = u.account and d.region = u.region and d.domain_id = u.domain_id

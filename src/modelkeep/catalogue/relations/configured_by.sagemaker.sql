/*---
kind: configured_by
doc: The script that runs as root when a notebook instance starts.
---*/
select n.arn as src, c.arn as dst
from sagemaker_notebook_instance n join sagemaker_notebook_instance_lifecycle_config c
    on c.account = n.account and c.region = n.region and c.name = n.lifecycle_config_name

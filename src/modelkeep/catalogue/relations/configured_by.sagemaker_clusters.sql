/*---
kind: configured_by
doc: The bucket of the scripts that run as root on a cluster's new instances.
---*/
select arn as src, bucket_arn_of(lifecycle_s3_uri) as dst from sagemaker_cluster_instance_group

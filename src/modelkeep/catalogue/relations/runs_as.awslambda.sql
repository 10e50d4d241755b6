/*---
kind: runs_as
doc: The IAM role whose permissions a function has while it runs.
---*/
select arn as src, role_arn as dst from lambda_function

/*---
id: SM-JOB-09
title: Compilation jobs encrypt the compiled model with a key of your own
severity: medium
subject: sagemaker_compilation_job
why: >
  Without a key of your own you cannot revoke access to the compiled model in one place, nor see in one log who
  read it.
fix: >
  A job cannot be changed: start the next one with OutputConfig.KmsKeyId naming a customer managed key.
maps: {gdpr: ["Art.32(1)(a)"], hipaa: ["164.312(a)(2)(iv)"]}
references: ["https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_OutputConfig.html"]
---*/
select j.arn as resource,
       is_own_key(j.output_kms_key_id, k.arn, k.key_manager) as passed,
       if(passed, 'encrypted with ' || j.output_kms_key_id, 'not encrypted with a key of your own') as reason,
       list_filter([k.arn], lambda key: key is not null) as uses
from sagemaker_compilation_job j
left join kms_key k on k.arn = kms_key_arn(j.output_kms_key_id, j.account, j.region)

/*---
attack: >
  The compiled model is the model, ready to run on a device. A role with s3:GetObject on everything is enough to take it
  home, because S3 decrypts for every reader.
console: >
  SageMaker AI > Compilation jobs > Create compilation job, Output configuration, "Encryption key", choose a customer
  managed key.
cli: |
  aws sagemaker create-compilation-job --compilation-job-name NAME --role-arn ROLE \
    --input-config '{"S3Uri": "s3://BUCKET/model.tar.gz", "Framework": "PYTORCH", "DataInputConfig": "{\"input0\": [1, 3, 224, 224]}"}' \
    --output-config S3OutputLocation=s3://BUCKET/compiled,TargetDevice=ml_c5,KmsKeyId=KEY_ARN \
    --stopping-condition MaxRuntimeInSeconds=900
cloudformation: >
  CloudFormation has no resource for compilation jobs; use the CLI.
terraform: >
  The AWS provider has no resource for compilation jobs; use the CLI.
---*/

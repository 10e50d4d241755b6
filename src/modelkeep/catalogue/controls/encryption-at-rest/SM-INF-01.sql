/*---
id: SM-INF-01
title: Storage of inference experiments is encrypted with a key of yours
severity: medium
subject: sagemaker_inference_experiment
why: >
  A shadow test puts a second model and copies of live requests on new instances. Under a key of AWS anybody who gets at their
  volumes can read both; with a key of yours you decide, and see, who can.
fix: Give the experiment a KmsKey when you create it. An experiment that runs keeps its volumes as they are.
maps: {gdpr: ["Art.32(1)(a)"], hipaa: ["164.312(a)(2)(iv)"]}
peers: {securityhub: [SageMaker.23], config: [sagemaker-inf-experiment-instance-storage-kms-encrypted]}
references:
  - https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateInferenceExperiment.html
notes: Left out are experiments that ended, and instance types with local disks, which their hardware encrypts.
---*/
select arn as resource,
       names_own_key(kms_key_id) as passed,
       case when kms_key_id = '' then 'no key of yours' else 'under ' || kms_key_id end as reason
from sagemaker_inference_experiment
where coalesce(status not in ('Completed', 'Cancelled'), true) and coalesce(not have_local_storage(instance_types), true)

/*---
attack: >
  Somebody with rights on the account's snapshots or disks reads the shadow model's weights and the requests on it, because a key
  of AWS opens them for every service role.
console: SageMaker AI > Inference > Shadow tests > Create shadow test, set the encryption key to a customer managed key.
cli: |
  aws sagemaker create-inference-experiment --cli-input-json file://experiment-with-KmsKey.json
cloudformation: |
  Type: AWS::SageMaker::InferenceExperiment
  Properties:
    KmsKey: !GetAtt Key.Arn
terraform: |
  resource "awscc_sagemaker_inference_experiment" "this" {
    kms_key = aws_kms_key.this.arn
  }
---*/

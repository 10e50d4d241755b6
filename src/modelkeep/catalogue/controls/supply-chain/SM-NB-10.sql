/*---
id: SM-NB-10
title: Notebook lifecycle scripts run no code fetched from the internet
severity: medium
subject: sagemaker_notebook_instance_lifecycle_config
why: >
  What the script downloads can change after you read it. Whoever controls that address runs code beside your
  training data, on notebook instances as root.
fix: >
  Keep the scripts and packages that it needs in a versioned S3 bucket, an image or a package index of yours, and
  fetch them from there.
maps: {gdpr: ["Art.32(1)(b)"], hipaa: ["164.308(a)(5)(ii)(B)"], soc2: ["CC6.8"]}
references:
  - https://docs.aws.amazon.com/sagemaker/latest/dg/notebook-lifecycle-config.html
notes: >
  Named packages from a configured package index do not count.
---*/
select arn as resource,
       len(remote_code) = 0 as passed,
       case when len(remote_code) = 0 then 'nothing is fetched and run' else array_to_string(remote_code, ', ') end as reason
from sagemaker_notebook_instance_lifecycle_config

/*---
attack: >
  The script fetches an installer from an address on the internet and runs it as root. Whoever takes over that address, or
  the repository behind it, owns every notebook at its next start.
console: >
  SageMaker AI > Lifecycle configurations > Notebook instance, open it, Edit, and let the script install from a bucket or
  package index of yours.
cli: |
  # setup.sh holds: aws s3 cp s3://BUCKET/setup/ /tmp/setup/ --recursive && pip install --no-index --find-links /tmp/setup -r /tmp/setup/requirements.txt
  aws sagemaker update-notebook-instance-lifecycle-config --notebook-instance-lifecycle-config-name NAME \
    --on-start Content="$(base64 -w0 setup.sh)"
cloudformation: |
  Type: AWS::SageMaker::NotebookInstanceLifecycleConfig
  Properties:
    OnStart:
      - Content:
          Fn::Base64: !Sub |
            #!/bin/bash
            set -eu
            aws s3 cp s3://${Bucket}/setup/ /tmp/setup/ --recursive
            pip install --no-index --find-links /tmp/setup -r /tmp/setup/requirements.txt
terraform: |
  resource "aws_sagemaker_notebook_instance_lifecycle_configuration" "this" {
    on_start = base64encode(<<-EOT
      #!/bin/bash
      set -eu
      aws s3 cp s3://${aws_s3_bucket.setup.id}/setup/ /tmp/setup/ --recursive
      pip install --no-index --find-links /tmp/setup -r /tmp/setup/requirements.txt
    EOT
    )
  }
---*/

/*---
id: AI-HOST-01
title: Hosts of models give their credentials only to requests with a session token (IMDSv2)
severity: high
subject: ec2_instance
scope: ai
why: >
  Version 1 of the metadata service hands the host's credentials to any plain request. A model server that can be talked
  into fetching a URL, as many can, gives away everything that the host's role may do.
fix: >
  Set the metadata options of the instance to HttpTokens=required (aws ec2 modify-instance-metadata-options), and the same
  in launch templates; check first that the software on it uses an SDK that knows IMDSv2.
maps:
  hipaa: ["164.312(a)(1)"]
  aws-fsbp: ["EC2.8"]
  cis-aws-3.0: ["5.6"]
  cis-aws-5.0: ["5.7"]
  cis-aws-7.0: ["6.7"]
  soc2: ["CC6.1"]
  mitre-atlas: [AML.T0049]
profiles: [baseline]
peers: {prowler: [ec2_instance_imdsv2_enabled], securityhub: [EC2.8], checkov: [CKV_AWS_79], config: [ec2-imdsv2-check]}
references: ["https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html"]
---*/
select arn as resource,
       http_endpoint = 'disabled' or http_tokens = 'required' as passed,
       case when http_endpoint = 'disabled' then 'the metadata service is off'
            else 'HttpTokens is ' || http_tokens end as reason
from ec2_instance

/*---
attack: >
  A hole in the model server lets an attacker make it fetch a URL of his choice, the metadata address among them. With
  the old version one such request returns the keys of the machine's role.
console: >
  EC2 > Instances > the instance > Actions > Instance settings > Modify instance metadata options, IMDSv2: Required.
cli: |
  aws ec2 modify-instance-metadata-options --instance-id INSTANCE --http-tokens required --http-endpoint enabled
cloudformation: |
  Type: AWS::EC2::LaunchTemplate
  Properties:
    LaunchTemplateData:
      MetadataOptions:
        HttpTokens: required
terraform: |
  resource "aws_instance" "this" {
    metadata_options {
      http_tokens = "required"
    }
  }
---*/

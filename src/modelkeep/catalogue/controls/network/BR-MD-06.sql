/*---
id: BR-MD-06
title: Endpoints of Bedrock Marketplace run in a VPC of yours
severity: medium
subject: bedrock_marketplace_model_endpoint
why: >
  A marketplace model comes with somebody else's code and weights. Without a VPC of yours, no security group and no flow log stands
  between that code and the internet, and prompts can leave with it.
fix: Create the endpoint anew with a VPC (subnets and security groups) that has no way to the internet.
maps:
  gdpr: ["Art.32(1)(b)"]
  hipaa: ["164.312(e)(1)"]
  mitre-atlas: [AML.T0025]
references:
  - https://docs.aws.amazon.com/bedrock/latest/APIReference/API_SageMakerEndpoint.html
  - https://docs.aws.amazon.com/bedrock/latest/userguide/amazon-bedrock-marketplace.html
notes: >
  The row of the research list asked for a VPC and a key at once; BR-MD-06-KMS asks for the latter. What the SageMaker endpoint
  behind it has is judged by the controls on SageMaker as well.
---*/
select arn as resource,
       len(subnet_ids) > 0 as passed,
       case when passed then 'runs in ' || array_to_string(subnet_ids, ', ') else 'runs outside of your networks' end as reason
from bedrock_marketplace_model_endpoint
where coalesce(endpoint_status not in ('Deleting', 'Failed'), true)

/*---
attack: >
  A package of the marketplace, or a library in it, was tampered with. It sends prompts to a host of its choice, and nothing of
  yours sees or stops the connection.
console: >
  Amazon Bedrock > Model catalog, choose the marketplace model, Deploy, Advanced settings, VPC settings: choose the VPC, subnets
  and security groups.
cli: |
  aws bedrock create-marketplace-model-endpoint --model-source-identifier MODEL_ARN --endpoint-name NAME --accept-eula \
    --endpoint-config 'sageMaker={initialInstanceCount=1,instanceType=INSTANCE_TYPE,executionRole=ROLE,vpc={subnetIds=[SUBNET],securityGroupIds=[SG]}}'
cloudformation: >
  CloudFormation has no resource for endpoints of Bedrock Marketplace; use the CLI.
terraform: >
  The AWS provider has no resource for endpoints of Bedrock Marketplace; use the CLI.
---*/

/*---
id: SM-DOM-01
title: Studio domains reach the network only through a VPC of yours
severity: high
subject: sagemaker_domain
why: >
  In the mode PublicInternetOnly everything that users run in Studio reaches the internet directly, past your VPC,
  and can take training data along.
fix: >
  Update the domain with AppNetworkAccessType=VpcOnly, after giving the VPC the endpoints that Studio needs;
  running applications must be deleted first.
maps: {gdpr: ["Art.32(1)(b)"], hipaa: ["164.312(a)(1)", "164.312(e)(1)"], soc2: ["CC6.6"], mitre-atlas: [AML.T0025]}
profiles: [baseline]
peers: {config: [sagemaker-domain-in-vpc]}
references:
  - https://docs.aws.amazon.com/sagemaker/latest/dg/studio-notebooks-and-internet-access.html
  - https://docs.aws.amazon.com/config/latest/developerguide/sagemaker-domain-in-vpc.html
---*/
select arn as resource,
       app_network_access_type = 'VpcOnly' as passed,
       'AppNetworkAccessType is ' || app_network_access_type as reason
from sagemaker_domain

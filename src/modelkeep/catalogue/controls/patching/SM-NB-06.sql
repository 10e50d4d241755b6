/*---
id: SM-NB-06
title: Notebook instances run a platform that still gets security fixes
severity: high
subject: sagemaker_notebook_instance
why: >
  Amazon Linux and Amazon Linux 2 notebooks get no security fixes any more (since 31 March 2024 and 30 June 2026),
  so known holes stay open next to your data.
fix: >
  Stop an Amazon Linux 2 notebook, update it with PlatformIdentifier=notebook-al2023-v1 and start it; the files on
  its volume stay. Replace Amazon Linux notebooks with new ones.
maps:
  aws-fsbp: [SageMaker.8]
  gdpr: ["Art.32(1)(b)"]
  hipaa: ["164.308(a)(1)(ii)(B)", "164.308(a)(5)(ii)(B)"]
peers: {securityhub: [SageMaker.8], config: [sagemaker-notebook-instance-platform-version]}
references:
  - https://docs.aws.amazon.com/sagemaker/latest/dg/nbi-al2.html
  - https://docs.aws.amazon.com/securityhub/latest/userguide/sagemaker-controls.html#sagemaker-8
---*/
select arn as resource,
       platform_identifier like 'notebook-al2023-%' as passed,
       'the platform is ' || platform_identifier as reason
from sagemaker_notebook_instance

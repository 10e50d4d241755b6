/*---
id: TLS-03
title: Domain names of APIs in front of models accept TLS 1.2 and newer only
severity: medium
subject: apigateway_domain_name
scope: ai
why: >
  A domain name with the policy TLS_1_0 lets callers, or whoever sits between, fall back to protocols with known breaks, and reads
  along with prompts and answers.
fix: Set the domain name's security policy to TLS_1_2 or to one of the policies that begin with SecurityPolicy_TLS13.
maps:
  gdpr: ["Art.32(1)(a)"]
  hipaa: ["164.312(e)(1)", "164.312(e)(2)(ii)", "164.312(e)(2)(i)"]
  soc2: ["CC6.7"]
  mitre-atlas: [AML.T0025]
references: ["https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-custom-domain-tls-version.html"]
---*/
select arn as resource,
       case when security_policy = 'TLS_1_2' or regexp_matches(security_policy, '^SecurityPolicy_TLS1[23]_') then true
            when security_policy = 'TLS_1_0' then false end as passed,
       'the security policy is ' || security_policy as reason
from apigateway_domain_name

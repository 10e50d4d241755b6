/*---
id: NET-04
title: Security groups around models do not let everything out
severity: medium
subject: ec2_security_group
scope: ai
why: >
  A model container, job or notebook that has been taken over, or whose package was malicious to begin with, needs a way out to
  send data and weights away. The rule that every new security group has, everything to everywhere, is that way.
fix: >
  Replace the rule by HTTPS to the VPC endpoints' security group and to the prefix list of S3; send what must reach the internet
  through a proxy or AWS Network Firewall with a list of allowed names.
maps: {gdpr: ["Art.32(1)(b)"], hipaa: ["164.312(e)(1)"], soc2: ["CC6.7"], mitre-atlas: [AML.T0025]}
references: ["https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html"]
---*/
with way_out as (
    select arn, (is_internet(cidr_ip) or is_internet(cidr_ipv6))
                and (ip_protocol = '-1' or (ip_protocol in ('tcp', '6') and from_port = 0 and to_port = 65535)) as to_anywhere
    from ec2_security_group_egress
)
select g.arn as resource,
       not any_true(case when w.arn is null then false else w.to_anywhere end) as passed,
       case when passed then 'what goes out is bounded' else 'everything may go to every address' end as reason
from ec2_security_group g left join way_out w on w.arn = g.arn
group by g.arn

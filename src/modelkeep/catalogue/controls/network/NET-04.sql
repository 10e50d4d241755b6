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

/*---
attack: >
  A poisoned package in a training or serving container opens a connection to the attacker's server and sends out data
  and weights. A security group that lets everything out lets that out too.
console: >
  EC2 > Security Groups > the group > Outbound rules > Edit outbound rules, delete "All traffic" to 0.0.0.0/0 and
  ::/0, and add HTTPS to the security group of the VPC endpoints.
cli: |
  aws ec2 revoke-security-group-egress --group-id SG --protocol all --cidr 0.0.0.0/0
  aws ec2 authorize-security-group-egress --group-id SG --protocol tcp --port 443 --source-group ENDPOINT_SG
cloudformation: |
  Type: AWS::EC2::SecurityGroup
  Properties:
    GroupDescription: Model containers
    VpcId: !Ref Vpc
    SecurityGroupEgress:
      - IpProtocol: tcp
        FromPort: 443
        ToPort: 443
        DestinationSecurityGroupId: !Ref EndpointGroup
terraform: |
  resource "aws_vpc_security_group_egress_rule" "to_endpoints" {
    security_group_id            = aws_security_group.model.id
    ip_protocol                  = "tcp"
    from_port                    = 443
    to_port                      = 443
    referenced_security_group_id = aws_security_group.endpoints.id
  }
---*/

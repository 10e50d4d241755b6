/*---
id: NET-03
title: Security groups around models let the internet in at HTTPS only
severity: high
subject: ec2_security_group
scope: ai
why: >
  Every other port that is open to all addresses (SSH, databases, dashboards, a range that "was only for testing") is a way to the
  host that nobody guards, and from there to data and weights.
fix: Remove the rule, or replace 0.0.0.0/0 and ::/0 by the network or security group that needs the port.
maps:
  gdpr: ["Art.32(1)(b)"]
  hipaa: ["164.312(a)(1)"]
  aws-fsbp: ["EC2.18"]
  soc2: ["CC6.6"]
  mitre-atlas: [AML.T0049]
profiles: [baseline]
peers: {prowler: [ec2_securitygroup_allow_ingress_from_internet_to_any_port], securityhub: [EC2.18], config: [vpc-sg-open-only-to-authorized-ports]}
references: ["https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-18"]
notes: Port 80 is let through as well, for load balancers that send browsers on to HTTPS; TLS-02 looks at those.
---*/
with wide_list as (
    select p.arn, p.account, p.region, p.prefix_list_id,
           case when p.owner_id = 'AWS' then false
                else any_true(case when e.arn is null then false else is_internet(e.cidr) end) end as is_wide
    from ec2_prefix_list p left join ec2_prefix_list_entry e on e.arn = p.arn
    group by p.arn, p.account, p.region, p.prefix_list_id, p.owner_id
),
rule as (
    select r.arn, l.arn as list_arn,
           coalesce(nullif(r.cidr_ip, ''), nullif(r.cidr_ipv6, ''), r.prefix_list_id) || ' reaches '
           || case r.ip_protocol when '-1' then 'everything' else r.ip_protocol || ' ports ' || r.from_port || ' to ' || r.to_port end as told,
           case when r.prefix_list_id <> '' then l.is_wide
                else is_internet(r.cidr_ip) or is_internet(r.cidr_ipv6) end as from_internet
    from ec2_security_group_ingress r
         left join wide_list l on l.prefix_list_id = r.prefix_list_id and l.account = r.account and l.region = r.region
    where not (r.ip_protocol in ('tcp', '6', 'udp', '17') and r.from_port = r.to_port and r.from_port in (80, 443))
          and r.ip_protocol not in ('icmp', '1', 'icmpv6', '58')
)
select g.arn as resource,
       not any_true(case when r.arn is null then false else r.from_internet end) as passed,
       coalesce(string_agg(distinct r.told, '; ' order by r.told) filter (r.from_internet), 'nothing but web ports') as reason,
       list(r.list_arn) filter (r.list_arn is not null) as uses
from ec2_security_group g left join rule r on r.arn = g.arn
group by g.arn

/*---
attack: >
  An attacker scans the address, finds SSH, a database or a forgotten debug port, and guesses passwords or uses a
  published hole. From that machine the models beside it are one step away.
console: >
  EC2 > Security Groups > the group > Inbound rules > Edit inbound rules, delete every rule from 0.0.0.0/0 or ::/0
  other than port 443 (and 80 for the redirect).
cli: |
  aws ec2 revoke-security-group-ingress --group-id SG --protocol tcp --port 22 --cidr 0.0.0.0/0
  aws ec2 authorize-security-group-ingress --group-id SG --protocol tcp --port 443 --cidr 0.0.0.0/0
cloudformation: |
  Type: AWS::EC2::SecurityGroup
  Properties:
    GroupDescription: Front of the model
    VpcId: !Ref Vpc
    SecurityGroupIngress:
      - IpProtocol: tcp
        FromPort: 443
        ToPort: 443
        CidrIp: 0.0.0.0/0
terraform: |
  resource "aws_vpc_security_group_ingress_rule" "https" {
    security_group_id = aws_security_group.front.id
    ip_protocol       = "tcp"
    from_port         = 443
    to_port           = 443
    cidr_ipv4         = "0.0.0.0/0"
  }
---*/

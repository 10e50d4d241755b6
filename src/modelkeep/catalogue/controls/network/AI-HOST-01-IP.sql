/*---
id: AI-HOST-01-IP
title: Hosts of models have no public IP address
severity: high
subject: ec2_instance
scope: ai
why: >
  With a public address, one wrong firewall rule is all that stands between the internet and a model server, notebook or
  vector store that mostly asks for no password.
fix: >
  Move the instance into a private subnet, reach it through a load balancer or Systems Manager Session Manager,
  and turn off automatic public addresses in the subnet and the launch template.
maps: {gdpr: ["Art.32(1)(b)"], aws-fsbp: ["EC2.9"], soc2: ["CC6.6"], mitre-atlas: [AML.T0049]}
profiles: [baseline]
peers: {prowler: [ec2_instance_public_ip], securityhub: [EC2.9], checkov: [CKV_AWS_88], config: [ec2-instance-no-public-ip]}
references: ["https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-9"]
---*/
select arn as resource,
       len(public_ip_addresses) = 0 as passed,
       case when len(public_ip_addresses) = 0 then 'no public address'
            else 'public address ' || array_to_string(public_ip_addresses, ', ') end as reason
from ec2_instance

/*---
attack: >
  Scanners find a new public address within minutes and try the ports of model servers and notebooks on it. One hole
  in the server, and the attacker has the model files and the role of the machine.
console: >
  EC2 > Launch instances, Network settings > Edit, choose a private subnet and set "Auto-assign public IP" to Disable.
  On a running instance turn it off under Actions > Networking > Manage IP addresses.
cli: |
  aws ec2 modify-subnet-attribute --subnet-id SUBNET --no-map-public-ip-on-launch
  aws ec2 modify-network-interface-attribute --network-interface-id ENI --no-associate-public-ip-address
  aws ec2 disassociate-address --association-id ASSOCIATION
cloudformation: |
  Type: AWS::EC2::Instance
  Properties:
    NetworkInterfaces:
      - DeviceIndex: "0"
        AssociatePublicIpAddress: false
        SubnetId: !Ref PrivateSubnet
terraform: |
  resource "aws_instance" "this" {
    subnet_id                   = aws_subnet.private.id
    associate_public_ip_address = false
  }
---*/

/*---
id: AI-HOST-01-SSM
title: Running hosts of models are managed by Systems Manager
severity: medium
subject: ec2_instance
scope: ai
complete: [ssm_managed_node]
why: >
  A host that Systems Manager does not reach gets no patches from it, has no inventory of its software, and is mostly entered
  over SSH with keys that nobody counts.
fix: >
  Install and start SSM Agent, give the instance's role AmazonSSMManagedInstanceCore (or turn on Default Host Management),
  and let it reach the ssm, ssmmessages and ec2messages endpoints.
maps: {hipaa: ["164.308(a)(1)(ii)(B)"], aws-fsbp: [SSM.1], iso-42001: [A.4.5]}
peers: {prowler: [ec2_instance_managed_by_ssm], securityhub: [SSM.1], config: [ec2-instance-managed-by-systems-manager]}
references: ["https://docs.aws.amazon.com/systems-manager/latest/userguide/managed_instances.html"]
notes: Systems Manager does not list stopped instances, so they are left out.
---*/
select i.arn as resource,
       n.arn is not null and n.ping_status = 'Online' as passed,
       case when n.arn is null then 'Systems Manager does not know the instance'
            else 'SSM Agent is ' || n.ping_status end as reason,
       [n.arn] as uses
from ec2_instance i left join ssm_managed_node n on n.arn = i.arn
where i.state is null or i.state = 'running'

/*---
attack: >
  A host that no one manages keeps its old kernel and its forgotten SSH keys. An attacker with one of the keys logs in,
  and no session is recorded.
console: >
  IAM > Roles, open the instance's role, Add permissions, attach AmazonSSMManagedInstanceCore. Or Systems Manager > Fleet
  Manager > Account management, "Configure Default Host Management Configuration".
cli: |
  aws iam attach-role-policy --role-name INSTANCE_ROLE --policy-arn arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore
  aws ssm describe-instance-information --query 'InstanceInformationList[].[InstanceId,PingStatus]'
cloudformation: |
  Type: AWS::IAM::Role
  Properties:
    ManagedPolicyArns:
      - !Sub arn:${AWS::Partition}:iam::aws:policy/AmazonSSMManagedInstanceCore
terraform: |
  resource "aws_iam_role_policy_attachment" "ssm" {
    role       = aws_iam_role.instance.name
    policy_arn = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"
  }
---*/

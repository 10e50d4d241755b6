/*---
id: NET-02
title: VPC endpoints for data, keys, images and models serve your organisation only
severity: medium
subject: ec2_vpc_endpoint
scope: ai
why: >
  The policy that an endpoint comes with lets anybody's credentials use anybody's resources. So code in the VPC can carry
  data out through the private way too: it writes to an attacker's bucket with the attacker's keys.
fix: >
  Give the endpoint a policy that allows only requests with aws:PrincipalOrgID and aws:ResourceOrgID of your organisation.
  For ECR images add the buckets that AWS documents for their layers, for SageMaker the buckets of its own images.
maps: {gdpr: ["Art.32(1)(b)"], hipaa: ["164.312(e)(1)"], soc2: ["CC6.6"], mitre-atlas: [AML.T0025]}
references:
  - "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html"
  - "https://docs.aws.amazon.com/whitepapers/latest/building-a-data-perimeter-on-aws/building-a-data-perimeter-on-aws.html"
---*/
with statement as (
    select arn,
           when_allowed(effect, is_everybody(principals, not_principals) and covers_all_resources(resources, not_resources)
               and not restricts_to_account(conditions)
               and not requires_value(conditions, 'aws:ResourceOrgID', '.+')
               and not requires_value(conditions, 'aws:ResourceOrgPaths', '.+')
               and not requires_value(conditions, 'aws:ResourceAccount', '.+')) as lets_anybody,
           when_denied(effect, is_everybody(principals, not_principals) and covers_all_resources(resources, not_resources)
               and is_every_action(actions) and len(conditions) = 1
               and lower(conditions[1]."key") in ('aws:principalorgid', 'aws:resourceorgid', 'aws:principalorgpaths', 'aws:resourceorgpaths',
                                                  'aws:principalaccount', 'aws:resourceaccount')
               and lower(conditions[1]."operator") in ('stringnotequals', 'stringnotequalsignorecase', 'stringnotlike')) as keeps_others_out
    from ec2_vpc_endpoint_policy_statement
)
select e.arn as resource,
       any_true(case when s.arn is null then false else s.keeps_others_out end) or not any_true(case when s.arn is null then false else s.lets_anybody end) as passed,
       e.service_name || case when passed then ': other organisations are kept out'
                              when not passed then ': anybody''s credentials may be used on anybody''s resources'
                              else ': the policy could not be parsed' end as reason
from ec2_vpc_endpoint e left join statement s on s.arn = e.arn
where (e.vpc_endpoint_type in ('Interface', 'Gateway')
       and regexp_matches(e.service_name, '(\.(s3|s3express|kms|ecr\.api|ecr\.dkr|dynamodb|secretsmanager|sagemaker\.[a-z.-]+|bedrock[a-z.-]*)(-fips)?$|^aws\.sagemaker\.)'))
      or e.service_name is null
group by e.arn, e.service_name

/*---
attack: >
  Malicious code in a notebook brings keys of the attacker's own account and copies data through your endpoint into
  the attacker's bucket. A network without internet does not stop that; only the endpoint's policy does.
console: >
  VPC > Endpoints > the endpoint > Policy > Edit policy, Custom: allow only where aws:PrincipalOrgID and
  aws:ResourceOrgID are your organisation.
cli: |
  aws ec2 modify-vpc-endpoint --vpc-endpoint-id VPCE --policy-document '{"Statement": [{"Effect": "Allow", "Principal": "*",
    "Action": "*", "Resource": "*", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "ORG", "aws:ResourceOrgID": "ORG"}}}]}'
cloudformation: |
  Type: AWS::EC2::VPCEndpoint
  Properties:
    VpcId: !Ref Vpc
    ServiceName: !Sub com.amazonaws.${AWS::Region}.s3
    PolicyDocument:
      Statement:
        - Effect: Allow
          Principal: "*"
          Action: "*"
          Resource: "*"
          Condition:
            StringEquals:
              aws:PrincipalOrgID: !Ref OrganizationId
              aws:ResourceOrgID: !Ref OrganizationId
terraform: |
  resource "aws_vpc_endpoint_policy" "this" {
    vpc_endpoint_id = aws_vpc_endpoint.this.id
    policy = jsonencode({
      Statement = [{
        Effect    = "Allow"
        Principal = "*"
        Action    = "*"
        Resource  = "*"
        Condition = { StringEquals = { "aws:PrincipalOrgID" = var.organization_id, "aws:ResourceOrgID" = var.organization_id } }
      }]
    })
  }
---*/

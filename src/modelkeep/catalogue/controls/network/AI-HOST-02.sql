/*---
id: AI-HOST-02
title: Ports of model servers, notebooks and vector stores are not open to the internet
severity: critical
subject: ec2_security_group
scope: ai
why: >
  Ollama, Jupyter, Ray, MLflow, Triton, Qdrant, Milvus and their like come without a password. Open ones are found by scanners
  within hours; whoever finds them uses the model for free, reads its data, and often runs code on the host.
fix: Remove the rule; let in only the security group of the load balancer or the network of the people who need it.
maps:
  gdpr: ["Art.32(1)(b)"]
  aws-fsbp: ["EC2.19"]
  soc2: ["CC6.6"]
  eu-ai-act: ["Art.15(5)"]
  mitre-atlas: [AML.T0049, AML.T0132]
  owasp-llm: [LLM10]
profiles: [baseline]
peers: {securityhub: [EC2.19], config: [restricted-common-ports]}
references: ["https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html"]
---*/
with port(number, used_by) as (
    values (1984, 'Langflow and LangSmith'), (3000, 'Open WebUI, Flowise, Langfuse'), (4000, 'LiteLLM'), (5000, 'MLflow, Flask'),
           (6006, 'TensorBoard'), (6333, 'Qdrant'), (6334, 'Qdrant'), (6379, 'Redis'), (6274, 'MCP Inspector'), (6277, 'MCP Inspector'),
           (7860, 'Gradio, Langflow'), (8000, 'vLLM, Triton, Chroma, Ray Serve'), (8001, 'Triton'), (8002, 'Triton'),
           (8080, 'TGI, TorchServe, Weaviate, SageMaker containers'), (8081, 'TorchServe management'), (8265, 'Ray dashboard'),
           (8500, 'TensorFlow Serving'), (8501, 'TensorFlow Serving, Streamlit'), (8888, 'Jupyter'), (9200, 'OpenSearch'),
           (10001, 'Ray client'), (11434, 'Ollama'), (19530, 'Milvus')
),
wide_list as (
    select p.arn, p.account, p.region, p.prefix_list_id,
           case when p.owner_id = 'AWS' then false else any_true(case when e.arn is null then false else is_internet(e.cidr) end) end as is_wide
    from ec2_prefix_list p left join ec2_prefix_list_entry e on e.arn = p.arn
    group by p.arn, p.account, p.region, p.prefix_list_id, p.owner_id
),
rule as (
    select r.arn, r.ip_protocol, r.from_port, r.to_port, l.arn as list_arn,
           coalesce(nullif(r.cidr_ip, ''), nullif(r.cidr_ipv6, ''), r.prefix_list_id) as peer,
           case when r.prefix_list_id <> '' then l.is_wide
                else is_internet(r.cidr_ip) or is_internet(r.cidr_ipv6) end as from_internet
    from ec2_security_group_ingress r
         left join wide_list l on l.prefix_list_id = r.prefix_list_id and l.account = r.account and l.region = r.region
),
opening as (
    select r.arn, r.from_internet, r.list_arn, r.peer || ' reaches port ' || p.number || ' (' || p.used_by || ')' as told
    from rule r join port p on p.number between r.from_port and r.to_port and r.ip_protocol in ('tcp', '6', '-1')
)
select g.arn as resource,
       not any_true(case when o.arn is null then false else o.from_internet end) as passed,
       coalesce(string_agg(distinct o.told, '; ' order by o.told) filter (o.from_internet), 'no such port is open to the internet') as reason,
       list(o.list_arn) filter (o.list_arn is not null) as uses
from ec2_security_group g left join opening o on o.arn = g.arn
group by g.arn

/*---
attack: >
  Jupyter, Ray, Ollama, MLflow and most vector stores run without a login by default. Whoever reaches the port runs
  code, takes the model or reads the index; botnets look for these ports all day.
console: >
  EC2 > Security Groups > the group > Inbound rules > Edit inbound rules, delete the rule whose source is 0.0.0.0/0 or
  ::/0, and add one with the security group of the load balancer as its source.
cli: |
  aws ec2 revoke-security-group-ingress --group-id SG --protocol tcp --port 8888 --cidr 0.0.0.0/0
  aws ec2 authorize-security-group-ingress --group-id SG --protocol tcp --port 8888 --source-group LOAD_BALANCER_SG
cloudformation: |
  Type: AWS::EC2::SecurityGroupIngress
  Properties:
    GroupId: !Ref ModelServerGroup
    IpProtocol: tcp
    FromPort: 8000
    ToPort: 8000
    SourceSecurityGroupId: !Ref LoadBalancerGroup
terraform: |
  resource "aws_vpc_security_group_ingress_rule" "model_server" {
    security_group_id            = aws_security_group.model_server.id
    ip_protocol                  = "tcp"
    from_port                    = 8000
    to_port                      = 8000
    referenced_security_group_id = aws_security_group.load_balancer.id
  }
---*/

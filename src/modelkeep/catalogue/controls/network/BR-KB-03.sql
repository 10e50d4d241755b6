/*---
id: BR-KB-03
title: Vector stores of knowledge bases are not open to the internet
severity: critical
subject: bedrock_knowledge_base
why: >
  The vector store holds the text of your documents. Where everybody may connect to it, one leaked or careless permission is
  all that stands between your knowledge and a stranger, and no guardrail of the assistant looks at it.
fix: >
  Let network policies of OpenSearch Serverless allow Amazon Bedrock (SourceServices) and your VPC endpoints in place of
  AllowFromPublic, in every policy that matches the collection; name principals in the policies of vector buckets; turn off
  "Publicly accessible" for the instances of Aurora clusters.
maps:
  gdpr: [Art.25, "Art.32(1)(b)"]
  hipaa: ["164.312(a)(1)"]
  soc2: ["CC6.6"]
  mitre-atlas: [AML.T0035]
  owasp-llm: [LLM08]
profiles: [baseline]
references:
  - https://docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-network.html
  - https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-vectors-bucket-policy.html
  - https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBInstance.html
notes: >
  Several network policies may match a collection, and one that allows public access wins over all others. A collection that no
  network policy matches cannot be reached. An Aurora instance with a public address FAILs whatever its security group lets in: one
  more rule opens it. OpenSearch domains, Neptune Analytics and stores outside AWS are not read: for these the control stays UNKNOWN
  and says where to look. The research list asked about the policy; the rows are about the knowledge base, as policies for
  collections of something else have nothing to do with AI.
---*/
with collection as (
    select c.arn,
           any_true(case when p.arn is null then false
                         when r.arn is null then case when p.policy_version is not null then false end
                         else covers_collection(r.resources, c.name) and r.allow_from_public end) as is_public,
           string_agg(distinct p.name, ', ' order by p.name)
               filter (covers_collection(r.resources, c.name) and r.allow_from_public) as policies,
           list(distinct p.arn) filter (p.arn is not null) as policy_arns
    from opensearchserverless_collection c
         left join opensearchserverless_security_policy p on p.account = c.account and p.region = c.region
         left join opensearchserverless_security_policy_rule r on r.arn = p.arn
    group by c.arn
),
bucket as (
    select p.arn,
           any_true(case when s.arn is null then false
                         else when_allowed(s.effect, is_broad_principal(s.principals, s.not_principals)
                                                     and not restricts_to_account(s.conditions)
                                                     and not restricts_to_network(s.conditions)) end) as is_public
    from s3vectors_vector_bucket_policy p left join s3vectors_vector_bucket_policy_statement s on s.arn = p.arn
    group by p.arn
),
cluster as (
    select cluster_arn as arn, any_true(publicly_accessible) as is_public,
           string_agg(name, ', ' order by name) filter (publicly_accessible) as instances
    from rds_db_instance
    group by cluster_arn
)
select k.arn as resource,
       case when account_of(k.vector_store_arn) <> k.account then null
            when k.storage_type = 'OPENSEARCH_SERVERLESS' then not c.is_public
            when k.storage_type = 'S3_VECTORS' then not b.is_public
            when k.storage_type = 'RDS' then not d.is_public end as passed,
       case when passed and k.storage_type = 'S3_VECTORS' then 'the policy of its vector bucket, if any, names who may use it'
            when passed and k.storage_type = 'RDS' then 'no instance of its cluster has a public address'
            when passed then 'no network policy lets the internet reach its collection'
            when not passed and k.storage_type = 'S3_VECTORS' then 'the policy of its vector bucket allows everybody'
            when not passed and k.storage_type = 'RDS' then 'its database has a public address: ' || d.instances
            when not passed then 'its collection is open to the internet by network policy ' || c.policies
            when k.storage_type = 'OPENSEARCH_MANAGED_CLUSTER' then
                'OpenSearch domains are not read: look at the network and access policy of ' || k.vector_store_arn
            when k.storage_type = 'NEPTUNE_ANALYTICS' then
                'Neptune Analytics is not read: look at "Public connectivity" of ' || k.vector_store_arn
            when k.storage_type in ('PINECONE', 'REDIS_ENTERPRISE_CLOUD', 'MONGO_DB_ATLAS') then
                'the store lies outside AWS: look there at who may connect to ' || k.vector_store_host
            when k.vector_store_arn like 'arn:%' and account_of(k.vector_store_arn) <> k.account then
                'the store lies in another account: look there at ' || k.vector_store_arn
            when k.storage_type = 'OPENSEARCH_SERVERLESS' and c.arn is not null then
                'a network policy could not be read or understood'
            when k.storage_type in ('OPENSEARCH_SERVERLESS', 'S3_VECTORS', 'RDS') then k.vector_store_arn || ' was not read or understood'
            when k.storage_type is not null then 'stores of type ' || k.storage_type || ' are not read' end as reason,
       list_concat([split_part(k.vector_store_arn, '/index/', 1)], coalesce(c.policy_arns, [])) as uses
from bedrock_knowledge_base k
     left join collection c on c.arn = k.vector_store_arn
     left join bucket b on b.arn = split_part(k.vector_store_arn, '/index/', 1)
     left join cluster d on d.arn = k.vector_store_arn
where k.storage_type <> '' or k.storage_type is null

/*---
attack: >
  Whoever gets hold of any credentials that may read the index asks the collection's public endpoint for all its texts, from
  anywhere, without passing the assistant, its guardrails or your network.
console: >
  Amazon OpenSearch Service > Serverless > Network policies, open each policy that matches the collection, Edit, Access type
  Private, AWS service private access: bedrock.amazonaws.com. S3 > Vector buckets > the bucket > Permissions > Edit the policy. RDS > Databases > the instance > Modify, Connectivity, Not publicly accessible.
cli: |
  aws opensearchserverless update-security-policy --type network --name POLICY --policy-version VERSION --policy '[
    {"Rules": [{"ResourceType": "collection", "Resource": ["collection/COLLECTION"]}],
     "AllowFromPublic": false, "SourceServices": ["bedrock.amazonaws.com"]}]'
  aws s3vectors put-vector-bucket-policy --vector-bucket-name BUCKET --policy file://policy.json
  aws rds modify-db-instance --db-instance-identifier INSTANCE --no-publicly-accessible --apply-immediately
cloudformation: |
  Type: AWS::OpenSearchServerless::SecurityPolicy
  Properties:
    Name: handbook
    Type: network
    Policy: >-
      [{"Rules": [{"ResourceType": "collection", "Resource": ["collection/handbook"]}],
      "AllowFromPublic": false, "SourceServices": ["bedrock.amazonaws.com"]}]
terraform: |
  resource "aws_opensearchserverless_security_policy" "this" {
    name = "handbook"
    type = "network"
    policy = jsonencode([{
      Rules           = [{ ResourceType = "collection", Resource = ["collection/handbook"] }]
      AllowFromPublic = false
      SourceServices  = ["bedrock.amazonaws.com"]
    }])
  }
---*/

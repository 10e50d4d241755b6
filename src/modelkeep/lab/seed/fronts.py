"""What stands in front of models: APIs, a load balancer, their certificate."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from modelkeep.lab.seed import PRODUCTION, Acme, seeds
from modelkeep.lab.seed.hosts import SERVING_HOST
from modelkeep.lab.seed.names import FRAUD_ENDPOINT, SCORING_FUNCTION
from modelkeep.lab.seed.network import private_network

DOMAIN = "scoring.acme-ml.example"
STAGE = "live"


@seeds(order=60)
def rest_api(acme: Acme) -> None:
    """An API that hands requests to the endpoint. Insecure: for everybody, without limit, with TLS 1.0."""
    production = acme.within(PRODUCTION)
    certificate = _certificate(production)
    api_id = _scoring_api(production)
    _stage(production, api_id)
    gateway = production.client("apigateway")
    gateway.create_domain_name(
        domainName=DOMAIN,
        regionalCertificateArn=certificate,
        endpointConfiguration={"types": ["REGIONAL"]},
        securityPolicy="TLS_1_2" if acme.hardened else "TLS_1_0",
    )
    gateway.create_base_path_mapping(domainName=DOMAIN, restApiId=api_id, stage=STAGE)


@seeds(order=61)
def http_api(acme: Acme) -> None:
    """An API in front of the scoring function. Insecure: for everybody."""
    production = acme.within(PRODUCTION)
    gateway = production.client("apigatewayv2")
    api_id = gateway.create_api(Name="scoring-light", ProtocolType="HTTP")["ApiId"]
    integration_id = gateway.create_integration(
        ApiId=api_id,
        IntegrationType="AWS_PROXY",
        IntegrationUri=production.arn("lambda", f"function:{SCORING_FUNCTION}"),
        PayloadFormatVersion="2.0",
    )["IntegrationId"]
    gateway.create_route(
        ApiId=api_id,
        RouteKey="POST /score",
        Target=f"integrations/{integration_id}",
        AuthorizationType="AWS_IAM" if acme.hardened else "NONE",
    )
    gateway.create_stage(ApiId=api_id, StageName="$default", AutoDeploy=True)


@seeds(order=62)
def load_balancer(acme: Acme) -> None:
    """A load balancer inside the network, in front of the GPU host. Insecure: plain HTTP."""
    production = acme.within(PRODUCTION)
    network = private_network(production)
    elb = production.client("elbv2")
    balancer = elb.create_load_balancer(
        Name="llama",
        Scheme="internal",
        Type="application",
        Subnets=list(network.subnet_ids),
        SecurityGroups=list(network.security_group_ids),
    )["LoadBalancers"][0]["LoadBalancerArn"]
    group = elb.create_target_group(
        Name="llama", Protocol="HTTP", Port=8000, VpcId=network.vpc_id, TargetType="instance"
    )
    target_group = group["TargetGroups"][0]["TargetGroupArn"]
    elb.register_targets(TargetGroupArn=target_group, Targets=[{"Id": _host_id(production)}])
    forward = [{"Type": "forward", "TargetGroupArn": target_group}]
    if not acme.hardened:
        elb.create_listener(LoadBalancerArn=balancer, Protocol="HTTP", Port=80, DefaultActions=forward)
        return
    elb.create_listener(
        LoadBalancerArn=balancer,
        Protocol="HTTPS",
        Port=443,
        SslPolicy="ELBSecurityPolicy-TLS13-1-2-2021-06",
        Certificates=[{"CertificateArn": _certificate(production)}],
        DefaultActions=forward,
    )
    redirect = {"Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301"}
    elb.create_listener(
        LoadBalancerArn=balancer,
        Protocol="HTTP",
        Port=80,
        DefaultActions=[{"Type": "redirect", "RedirectConfig": redirect}],
    )


def _scoring_api(acme: Acme) -> str:
    gateway = acme.client("apigateway")
    api_id = str(gateway.create_rest_api(name="fraud-scoring", endpointConfiguration={"types": ["REGIONAL"]})["id"])
    root = gateway.get_resources(restApiId=api_id)["items"][0]["id"]
    resource = gateway.create_resource(restApiId=api_id, parentId=root, pathPart="score")["id"]
    place = {"restApiId": api_id, "resourceId": resource, "httpMethod": "POST"}
    gateway.put_method(**place, authorizationType="AWS_IAM" if acme.hardened else "NONE", apiKeyRequired=False)
    gateway.put_integration(
        **place,
        type="AWS",
        integrationHttpMethod="POST",
        credentials=acme.arn("iam", "role/lambda-scoring-front", regional=False),
        uri=f"arn:aws:apigateway:{acme.region}:runtime.sagemaker:path//endpoints/{FRAUD_ENDPOINT}/invocations",
    )
    return api_id


def _stage(acme: Acme, api_id: str) -> None:
    gateway = acme.client("apigateway")
    gateway.create_deployment(restApiId=api_id, stageName=STAGE)
    if not acme.hardened:
        return
    gateway.update_stage(
        restApiId=api_id,
        stageName=STAGE,
        patchOperations=[
            {"op": "replace", "path": "/*/*/throttling/rateLimit", "value": "50"},
            {"op": "replace", "path": "/*/*/throttling/burstLimit", "value": "20"},
        ],
    )
    waf = acme.client("wafv2")
    visible = {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": "scoring"}
    web_acl = waf.create_web_acl(
        Name="scoring", Scope="REGIONAL", DefaultAction={"Allow": {}}, Rules=[], VisibilityConfig=visible
    )["Summary"]["ARN"]
    waf.associate_web_acl(
        WebACLArn=web_acl, ResourceArn=f"arn:aws:apigateway:{acme.region}::/restapis/{api_id}/stages/{STAGE}"
    )


def _host_id(acme: Acme) -> str:
    named: list[dict[str, Any]] = [{"Name": "tag:Name", "Values": [SERVING_HOST]}]
    found = acme.client("ec2").describe_instances(Filters=named)["Reservations"]
    return str(found[0]["Instances"][0]["InstanceId"])


def _certificate(acme: Acme) -> str:
    """A self-signed certificate in ACM: for 10 more days, or for 300 when hardened. Made once."""
    acm = acme.client("acm")
    for listed in acm.list_certificates()["CertificateSummaryList"]:
        if listed["DomainName"] == DOMAIN:
            return str(listed["CertificateArn"])
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, DOMAIN)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=50))
        .not_valid_after(now + timedelta(days=300 if acme.hardened else 10))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(DOMAIN)]), critical=False)
        .sign(key, SHA256())
    )
    imported = acm.import_certificate(
        Certificate=certificate.public_bytes(Encoding.PEM),
        PrivateKey=key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()),
    )
    return str(imported["CertificateArn"])

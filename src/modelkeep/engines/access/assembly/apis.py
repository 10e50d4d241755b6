"""APIs of API Gateway: what their policies and authorisers ask of whoever calls them.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html tells how the two go together. Only where
a method asks for a signature, principals are known and their own policies count: within the account either side is enough, from others
both have to allow. Everywhere else whoever calls is anybody. Without authorisation the API's policy decides alone, if it has one. A Lambda
authoriser lets in unless the policy denies; a token of Cognito is not enough where a policy does not allow as well. HTTP APIs have no
policies (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-vs-rest.html).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from modelkeep.core.kinds.apigateway import (
    HttpApi,
    HttpApiAuthorizer,
    HttpApiIntegration,
    HttpApiRoute,
    RestApi,
    RestApiAuthorizer,
    RestApiMethod,
    RestApiPolicyStatement,
)
from modelkeep.core.tables import Condition, Row
from modelkeep.engines.access.assembly.compiler import Compiler
from modelkeep.engines.access.assembly.estate import Estate
from modelkeep.engines.access.assembly.settled import LetIn, Refused, Unsigned
from modelkeep.engines.access.decision import Level
from modelkeep.engines.access.holders import Front, Fronts
from modelkeep.engines.access.statements import Policy, unread_policy
from modelkeep.engines.access.world import Target, Unread, synthetic

RowT = TypeVar("RowT", bound=Row)

INVOKE = "execute-api:Invoke"
_METHODS, _ROUTES = "apigateway:GetResources", "apigatewayv2:GetRoutes"
_SIGNED, _NONE = "AWS_IAM", "NONE"
_NEED_POLICY = ("COGNITO_USER_POOLS",)
_CONNECT = "$connect"
_UNTOLD = "its kind of authorisation was not told"
_SHORT = "execute-api:/"
"""How a policy may begin the ARN of its own API
(https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html)."""


@dataclass(frozen=True, slots=True)
class _Gate:
    """What a method asks of its callers. `kind` None: not read."""

    kind: str | None
    has_key: bool
    issuers: tuple[str, ...] = ()

    @property
    def is_unsigned(self) -> bool:
        return self.kind not in (_SIGNED, None)


@dataclass(frozen=True, slots=True)
class _Method:
    method: str
    path: str
    gate: _Gate
    leads: bool


@dataclass(frozen=True, slots=True)
class _Api:
    """An API. `unread`: why nobody knows its methods; '' where they are known."""

    row: RestApi | HttpApi
    id: str
    policies: Level
    methods: tuple[_Method, ...]
    unread: str = ""

    @property
    def base(self) -> str:
        return f"arn:{self.row.arn.split(':')[1]}:execute-api:{self.row.region}:{self.row.account}:{self.id}"


def apis(estate: Estate, compiler: Compiler, unread: list[Unread]) -> tuple[tuple[Target, ...], Fronts]:
    """Every API as targets of execute-api:Invoke; what was not read is told in `unread`, and may allow and deny."""
    targets: list[Target] = []
    fronts: list[Front] = []
    for api in (*_rest(estate, compiler), *_http(estate)):
        whole = f"{api.base}/*"
        if api.unread:
            unread.append(Unread("authorisers of an API", api.row.arn, api.unread))
        gates = set() if api.unread else {each.gate for each in api.methods}
        if len(gates) < 2:
            gate = next(iter(gates), _Gate(None if api.unread else _SIGNED, has_key=False))
            targets.append(_target(api, whole, gate, api.unread or _UNTOLD))
            fronts.append(Front(whole, api.row.arn, leads=not api.methods or any(each.leads for each in api.methods)))
            continue
        for each in api.methods:
            front = Front(_arn(api.base, each), api.row.arn, each.method, each.path, each.leads)
            fronts.append(front)
            targets.append(_target(api, front.arn, each.gate, _UNTOLD))
        which = unread_policy(
            f"what {api.row.name or api.id} asks of callers",
            f"its methods differ in it; ask for one, such as {_first(fronts, api)}",
        )
        targets.append(Target(whole, api.row.account, (*api.policies, which)))
    return tuple(targets), Fronts(fronts)


def _first(fronts: list[Front], api: _Api) -> str:
    return next(each.arn for each in fronts if each.api == api.row.arn)


def _arn(base: str, method: _Method) -> str:
    """https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html"""
    verb = "*" if method.method == "ANY" else method.method
    path = "/".join("*" if each.startswith("{") else each for each in method.path.strip("/").split("/"))
    return f"{base}/*/{verb}{f'/{path}' if method.path else ''}"


def _target(api: _Api, arn: str, gate: _Gate, why: str) -> Target:
    policies = (*api.policies, *_asked(api, arn, gate, why), *_private(api, arn))
    return Target(arn, api.row.account, policies, unsigned=gate.is_unsigned)


def _asked(api: _Api, arn: str, gate: _Gate, why: str) -> Iterator[Policy]:
    """What a gate lets in and keeps out, as policies."""
    if gate.has_key:
        yield _only(
            f"the API keys of {arn}", LetIn("the caller sends an API key of it", "the caller sends no API key of it")
        )
    if gate.kind is None:
        yield unread_policy(f"what {arn} asks of callers", why)
        return
    if gate.kind == _SIGNED:
        name = f"{arn}, which takes signed requests,"
        yield synthetic(name, "Deny", actions=(INVOKE,), tests=(Unsigned(),))
        return
    if not api.policies or gate.kind not in (*_NEED_POLICY, _NONE):
        yield synthetic(f"{arn} ({_words(gate.kind)})", "Allow", actions=(INVOKE,))
    if gate.kind != _NONE:
        yield _only(f"the authoriser of {arn}", _lets_in(gate))


def _words(kind: str) -> str:
    return "no authorisation" if kind == _NONE else f"authorisation {kind}"


def _only(name: str, who: LetIn) -> Policy:
    return synthetic(name, "Deny", actions=(INVOKE,), tests=(Refused(who),))


def _lets_in(gate: _Gate) -> LetIn:
    if gate.kind == "CUSTOM":
        return LetIn("its Lambda authoriser lets the caller in", "its Lambda authoriser keeps the caller out")
    whose = f" of {' or '.join(gate.issuers)}" if gate.issuers else f" that its authoriser ({gate.kind}) accepts"
    return LetIn(f"the caller has a token{whose}", f"the caller has no token{whose}")


def _private(api: _Api, arn: str) -> Iterator[Policy]:
    """Private APIs are reached through VPC endpoints only
    (https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-apis.html).
    """
    if isinstance(api.row, RestApi) and api.row.endpoint_types == ("PRIVATE",):
        absent = Condition(operator="Null", key="aws:SourceVpce", values=("true",))
        yield synthetic(f"{arn}, which is private,", "Deny", actions=(INVOKE,), conditions=(absent,))


def _rest(estate: Estate, compiler: Compiler) -> Iterator[_Api]:
    methods = _by_arn(estate.rows(RestApiMethod))
    pools = _by_arn(estate.rows(RestApiAuthorizer))
    statements = _by_arn(estate.rows(RestApiPolicyStatement))
    for row in estate.rows(RestApi):
        known = tuple(sorted({each.user_pool_arn for each in pools.get(row.arn, ()) if each.user_pool_arn}))
        api = _Api(row, row.rest_api_id or row.arn.rpartition("/")[2], (), (), _why(estate, _METHODS, row))
        own = [_spelt_out(each, api.base) for each in statements.get(row.arn, ())]
        yield replace(
            api,
            policies=compiler.by_resource(own, of_resource=True).get(row.arn, ()),
            methods=tuple(
                _Method(
                    each.http_method or "ANY", each.path or "/{proxy+}", _gate(each, known), each.integration_type != "MOCK"
                )
                for each in methods.get(row.arn, ())
            ),
        )  # fmt: skip


def _http(estate: Estate) -> Iterator[_Api]:
    routes = _by_arn(estate.rows(HttpApiRoute))
    issuers = _by_arn(estate.rows(HttpApiAuthorizer))
    mocks = {
        (each.arn, each.integration_id) for each in estate.rows(HttpApiIntegration) if each.integration_type == "MOCK"
    }
    for row in estate.rows(HttpApi):
        known = tuple(sorted({each.jwt_issuer for each in issuers.get(row.arn, ()) if each.jwt_issuer}))
        found = []
        for each in _of_callers(row, routes.get(row.arn, [])):
            method, _, path = (each.route_key or "").partition(" ")
            leads = each.integration_id != "" and (row.arn, each.integration_id) not in mocks
            found.append(_Method(method, path, _gate(each, known), leads or method == _CONNECT))
        yield _Api(row, row.api_id or row.arn.rpartition("/")[2], (), tuple(found), _why(estate, _ROUTES, row))


def _of_callers(api: HttpApi, routes: list[HttpApiRoute]) -> list[HttpApiRoute]:
    """The routes that ask who calls. Of a WebSocket API only its beginning does; without that route everybody may begin
    (https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-control-access.html).
    """
    if api.protocol_type != "WEBSOCKET":
        return routes
    begin = HttpApiRoute(arn=api.arn, route_key=_CONNECT, authorization_type=_NONE, api_key_required=False)
    return [each for each in routes if each.route_key == _CONNECT] or ([begin] if routes else [])


def _gate(row: RestApiMethod | HttpApiRoute, issuers: tuple[str, ...]) -> _Gate:
    kind = _NONE if row.authorization_type == "" else row.authorization_type
    return _Gate(kind, bool(row.api_key_required), issuers if kind not in (_NONE, _SIGNED, "CUSTOM") else ())


def _why(estate: Estate, call: str, row: RestApi | HttpApi) -> str:
    if estate.was_read(call, row.account, row.region, row.arn):
        return ""
    return f"{call}: {estate.why_not(call, row.account, row.arn)}"


def _spelt_out(row: RestApiPolicyStatement, base: str) -> RestApiPolicyStatement:
    return replace(
        row,
        resources=tuple(_full(each, base) for each in row.resources or ()),
        not_resources=tuple(_full(each, base) for each in row.not_resources or ()),
    )


def _full(resource: str, base: str) -> str:
    return f"{base}/{resource.removeprefix(_SHORT)}" if resource.startswith(_SHORT) else resource


def _by_arn(rows: Iterable[RowT]) -> dict[str, list[RowT]]:
    found: dict[str, list[RowT]] = {}
    for each in rows:
        found.setdefault(each.arn, []).append(each)
    return found

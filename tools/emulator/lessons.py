"""What MiniStack knows as a service, but not as part of a template or of an API's data plane. Each function teaches it one thing."""

import contextvars
import re


def streaming_integrations():
    """REST response streaming names its integration differently; the function is then invoked as usual, and answers buffered."""
    from ministack.services import apigateway_v1

    extract = apigateway_v1._extract_lambda_ref_from_integration_uri
    apigateway_v1._extract_lambda_ref_from_integration_uri = lambda uri: extract(
        uri.replace("/response-streaming-invocations", "/invocations")
    )


def authorizer_key_source():
    """An API whose key source is AUTHORIZER takes the usage-plan key from the authorizer's answer, not from a header.

    Keys are looked up in the API's own region: MiniStack takes the first of that value in any.
    """
    from ministack.services import apigateway_v1
    from ministack.services.cloudformation.provisioners import _RESOURCE_HANDLERS

    field = "usageIdentifierKey"
    source_is_authorizer = contextvars.ContextVar("source_is_authorizer", default=False)
    key_of_caller = contextvars.ContextVar("key_of_caller", default="")
    invoke = apigateway_v1._invoke_authorizer_lambda
    authorize = apigateway_v1._authorize_request_v1
    from_header = apigateway_v1._api_key_from_request
    handler = _RESOURCE_HANDLERS["AWS::ApiGateway::RestApi"]
    create = handler["create"]

    def create_with_key_source(logical_id, properties, stack):
        api_id, attributes = create(logical_id, properties, stack)
        apigateway_v1._rest_apis[api_id]["apiKeySource"] = properties.get("ApiKeySourceType", "HEADER")
        return api_id, attributes

    async def invoke_keeping_key(*arguments):
        result = await invoke(*arguments)
        body = (result or {}).get("body")
        if isinstance(body, dict) and field in body:
            return {**result, "body": {**body, "context": {**(body.get("context") or {}), field: body[field]}}}
        return result

    async def authorize_taking_key(api_id, *arguments):
        error, context = await authorize(api_id, *arguments)
        source_is_authorizer.set(apigateway_v1._rest_apis[api_id].get("apiKeySource") == "AUTHORIZER")
        key_of_caller.set((context or {}).get(field, ""))
        return error, context and {name: value for name, value in context.items() if name != field}

    def key_in_region(value):
        keys = apigateway_v1._api_keys.values()
        return next((key for key in keys if value and key.get("value") == value and key.get("enabled", True)), None)

    def key_of_request(headers):
        return key_of_caller.get() if source_is_authorizer.get() else from_header(headers)

    handler["create"] = create_with_key_source
    apigateway_v1._invoke_authorizer_lambda = invoke_keeping_key
    apigateway_v1._authorize_request_v1 = authorize_taking_key
    apigateway_v1._api_key_from_request = key_of_request
    apigateway_v1._resolve_api_key = key_in_region


def global_table_replicas():
    """MiniStack replicates tables that UpdateTable made global, but ignores the replicas of a template."""
    from ministack.core.responses import get_region
    from ministack.services import dynamodb
    from ministack.services.cloudformation.provisioners import _RESOURCE_HANDLERS

    handler = _RESOURCE_HANDLERS["AWS::DynamoDB::GlobalTable"]
    create = handler["create"]

    def create_with_replicas(logical_id, properties, stack):
        name, attributes = create(logical_id, properties, stack)
        regions = [replica["Region"] for replica in properties.get("Replicas", []) if replica["Region"] != get_region()]
        error = dynamodb._apply_replica_updates(
            name, dynamodb._tables[name], [{"Create": {"RegionName": region}} for region in regions]
        )
        if error:
            raise ValueError(f"replicas of {name} in {', '.join(regions)}: {error[2]}")
        return name, attributes

    handler["create"] = create_with_replicas


def outputs_of_other_regions():
    """Fn::GetStackOutput may name another region; MiniStack looks in the reader's own."""
    from ministack.core.responses import get_account_id, request_scope
    from ministack.services.cloudformation import changesets, engine, handlers, stacks

    resolve = engine._resolve_refs

    def resolve_in_region(value, *arguments):
        output = value.get("Fn::GetStackOutput") if isinstance(value, dict) else None
        if not output or "Region" not in output:
            return resolve(value, *arguments)
        with request_scope(get_account_id(), resolve(output["Region"], *arguments)):
            return resolve(value, *arguments)

    for module in (engine, changesets, handlers, stacks):
        module._resolve_refs = resolve_in_region


def references_to_secrets():
    """Ref of a secret is its ARN; MiniStack gives the name, which no policy and no client of another stack could use."""
    from ministack.services import secretsmanager
    from ministack.services.cloudformation.provisioners import _RESOURCE_HANDLERS

    handler = _RESOURCE_HANDLERS["AWS::SecretsManager::Secret"]
    create, delete = handler["create"], handler["delete"]

    def create_named_by_arn(*arguments):
        _, attributes = create(*arguments)
        return attributes["Arn"], attributes

    handler["create"] = create_named_by_arn
    handler["delete"] = lambda arn, properties: delete(secretsmanager._resolve(arn)[0], properties)


def loopback_is_secure():
    """Bucket and table policies refuse what does not come over TLS; on loopback there is none to be had."""
    from ministack import app

    pin = app.pin_request_origin
    app.pin_request_origin = lambda source_ip, _secure: pin(source_ip, True)


def principal_of_a_session():
    """aws:PrincipalArn is the ARN of the role that a session has; MiniStack gives that of the session."""
    from ministack.core import iam_evaluator

    resolve = iam_evaluator._resolve_condition_key

    def resolve_role(key, context):
        value = resolve(key, context)
        if key.lower() != "aws:principalarn":
            return value
        return re.sub(r"^arn:([^:]+):sts::(\d+):assumed-role/([^/]+)/.*$", r"arn:\1:iam::\2:role/\3", value or "")

    iam_evaluator._resolve_condition_key = resolve_role


ALL = (
    streaming_integrations,
    authorizer_key_source,
    global_table_replicas,
    outputs_of_other_regions,
    references_to_secrets,
    loopback_is_secure,
    principal_of_a_session,
)

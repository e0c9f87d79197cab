"""What REST 3.0 says of itself: rest.documentation.openapi and rest.scope.list (api-reference/rest-v3.md)."""

from __future__ import annotations

from b24sandbox import version3
from b24sandbox.method import Call
from b24sandbox.result import Result


@version3.method("rest.documentation.openapi", "", {})
@version3.method("documentation", "", {})
def rest_documentation_openapi(call: Call) -> Result:
    """The methods of version 3 that this portal has, in OpenAPI's form."""
    del call
    return Result(
        {
            "openapi": "3.0.0",
            "info": {"title": "Bitrix24 REST V3 API", "version": "1.0.0"},
            "tags": [{"name": name, "description": f"{name} module methods"} for name in ("tasks", "mail")],
            "paths": {f"/{one.name}": {} for one in version3.METHODS.values()},
        }
    )


@version3.method("rest.scope.list", "", {})
def rest_scope_list(call: Call) -> Result:
    """Which scope opens which method."""
    del call
    return Result({"items": [{"method": one.name, "scopes": list(one.scopes)} for one in version3.METHODS.values()]})

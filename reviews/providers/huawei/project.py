"""The project id of an account: given, or looked up at IAM once per process (contract: huawei.md section 6)."""

import msgspec

from reviews.providers import endpoint
from reviews.providers.base import Connection
from reviews.providers.errors import BadAnswer, ConfigurationError
from reviews.providers.http_client import HttpClient
from reviews.providers.huawei import responses
from reviews.providers.huawei.signing import HuaweiAuth

_project_ids: dict[tuple[str, str, str], str] = {}


class _Project(msgspec.Struct):
    id: str | None = None


class _Projects(msgspec.Struct):
    projects: list[_Project] | None = None


def find_project_id(connection: Connection, http: HttpClient, auth: HuaweiAuth) -> str:
    """Errors: ConfigurationError when IAM knows no or several projects, and what a call raises."""
    if connection.project_id:
        return endpoint.checked_project(connection.project_id)
    region = endpoint.checked_region(connection.region)
    # With an endpoint of its own (a sandbox, a gateway) an account must not ask the public IAM.
    at = endpoint.root(connection.identity_endpoint or connection.endpoint, f"iam.{region}.myhuaweicloud.com")
    place = (at, connection.access_key.fingerprint(), region)
    if place not in _project_ids:
        reply = http.call(
            "GET",
            f"{at}/v3/projects",
            params={"name": region},
            auth=auth,
            repeatable=True,
            error_from=responses.error_from,
        )
        _project_ids[place] = _only_project(responses.decode_response(reply, _Projects).projects, region)
    return _project_ids[place]


def _only_project(projects: list[_Project] | None, region: str) -> str:
    if projects is None:
        raise BadAnswer("The IAM response contains no projects.", code="no_projects")
    if len(projects) != 1:
        raise ConfigurationError(
            f"project ID: IAM lists {len(projects)} projects in region {region}. Set the project ID of the account.",
            code="project_unclear",
        )
    return endpoint.checked_job_id(projects[0].id or "")

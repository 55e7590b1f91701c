"""All checks, in the order of their ids; a new one is a module here and a line in `CHECKS`."""

from reports.assessment.case import Check
from reports.assessment.checks import (
    across_environments,
    across_servers,
    across_tenants,
    command_arguments,
    default_credential,
    hard_coded_secret,
    history_only,
    long_lived,
    no_authentication,
    no_owner,
    not_in_inventory,
    plain_http,
    secret_in_url,
)

CHECKS: tuple[Check, ...] = (
    hard_coded_secret.CHECK,
    history_only.CHECK,
    across_environments.CHECK,
    across_tenants.CHECK,
    across_servers.CHECK,
    long_lived.CHECK,
    default_credential.CHECK,
    command_arguments.CHECK,
    secret_in_url.CHECK,
    plain_http.CHECK,
    no_authentication.CHECK,
    no_owner.CHECK,
    not_in_inventory.CHECK,
)

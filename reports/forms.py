"""How people are told in which form a traced value is written."""

from collections.abc import Mapping
from typing import Final

from scanner.model import Form

TOLD: Final[Mapping[Form, str]] = {
    Form.READ: "",
    Form.RAW: "the same value",
    Form.URL: "the same value, URL-encoded",
    Form.BASE64: "the same value, in base64",
    Form.JSON: "the same value, escaped as in JSON",
}

import pytest

from scanner.servers.identity import identify, of_url

_GITHUB = "pkg:npm/%40modelcontextprotocol/server-github"
_IMAGE = "pkg:docker/github/github-mcp-server?repository_url=ghcr.io"


@pytest.mark.parametrize(
    ("line", "identity"),
    [
        ("npx -y @modelcontextprotocol/server-github@1.2", _GITHUB),
        ("npx --yes --package=@modelcontextprotocol/server-github start", _GITHUB),
        ("cmd /c npx -y @modelcontextprotocol/server-github", _GITHUB),
        (r"C:\nodejs\npx.cmd -y @modelcontextprotocol/server-github", _GITHUB),
        ("bunx --bun @modelcontextprotocol/server-github", _GITHUB),
        ("pnpm dlx @modelcontextprotocol/server-github", _GITHUB),
        ("npm exec -- @modelcontextprotocol/server-github", _GITHUB),
        ("deno run -A npm:@modelcontextprotocol/server-github", _GITHUB),
        ("op run --env-file=.env -- npx -y @modelcontextprotocol/server-github", _GITHUB),
        ("env TOKEN=x npx -y @modelcontextprotocol/server-github", _GITHUB),
        ("uvx mcp-server-fetch==1.0", "pkg:pypi/mcp-server-fetch"),
        ("uvx --from Mcp_Server_Fetch[all]>=1 run-it", "pkg:pypi/mcp-server-fetch"),
        ("uv tool run mcp-server-fetch", "pkg:pypi/mcp-server-fetch"),
        ("pipx run mcp-server-fetch", "pkg:pypi/mcp-server-fetch"),
        ("uvx --from git+https://github.com/o/r.git@main serve", "pkg:github/o/r"),
        ("npx -y github:o/r", "pkg:github/o/r"),
        ("docker run -i --rm -e TOKEN ghcr.io/github/github-mcp-server:v1", _IMAGE),
        ("docker run -i --rm --env=T=1 ghcr.io/github/github-mcp-server@sha256:00", _IMAGE),
        ("podman run -i mcp/fetch", "pkg:docker/mcp/fetch"),
        ("dnx Acme.Tickets.Mcp@1.2 --yes", "pkg:nuget/Acme.Tickets.Mcp"),
        ("https://example.com/tickets.mcpb", "https://example.com/tickets.mcpb"),
        ("docker exec -i -u root tools serve", "container:tools"),
        ("python3.12 -m my_server --verbose", "module:my_server"),
        ("node ./dist/index.js", "local:repo/dist/index.js"),
        ("uv --directory /srv/app run server.py", "local:repo/server.py"),
        ("/usr/bin/python3 /srv/app/server.py", "local:/srv/app/server.py"),
        ("github-mcp-server stdio", "local:github-mcp-server"),
        (
            "npx -y mcp-remote@latest https://mcp.linear.app/sse --header X",
            "https://mcp.linear.app/sse",
        ),
        ("npx", "local:npx"),
    ],
)
def test_a_command_line_has_one_identity_however_it_is_written(line: str, identity: str) -> None:
    assert identify(line.split(" "), (), "any name", "repo") == identity


@pytest.mark.parametrize(
    ("url", "identity"),
    [
        ("https://user:pw@API.example.com:443/mcp/?key=1#top", "https://api.example.com/mcp"),
        ("http://localhost:8080/sse", "http://localhost:8080/sse"),
        ("https://${HOST}/mcp", "https://${HOST}/mcp"),
        ("http://[unreadable", "url:unreadable"),
    ],
)
def test_a_url_is_its_origin_and_path(url: str, identity: str) -> None:
    assert of_url(url) == identity


def test_a_server_without_command_and_url_goes_by_its_name() -> None:
    assert identify((), (), "github", "repo") == "name:github"
    assert identify((), ("https://a.example/mcp",), "github", "repo") == "https://a.example/mcp"


def test_an_image_in_the_place_of_a_command_is_the_server() -> None:
    named = identify(["mcp/files:1.2", "--verbose"], (), "files", "repo", image="mcp/files:1.2")

    assert named == identify(["docker", "run", "-i", "mcp/files"], (), "files", "repo")

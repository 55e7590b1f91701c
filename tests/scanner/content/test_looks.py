import time

import pytest

from scanner.content.looks import looks
from scanner.content.model import Notation


@pytest.mark.parametrize(
    ("text", "notation"),
    [
        ('{"mcpServers": {}}', Notation.JSON),
        ("// servers\n{ mcpServers: {} }", Notation.JSON),
        ('"mcpServers": {\n  "a": {} }', Notation.JSON),
        ('[{"name": "a"}]', Notation.JSON),
        ('{"cells": [], "nbformat": 4}', Notation.NOTEBOOK),
        ('[mcp_servers.a]\ncommand = "npx"\n', Notation.TOML),
        ('model = "x"\n\n[a]\nb = 1\n', Notation.TOML),
        ("[section]\nkey = plain value\n", Notation.SETTINGS),
        ("# all\nA_TOKEN=x\nB=y\n", Notation.SETTINGS),
        ("mcpServers:\n  a:\n    command: npx\n", Notation.YAML),
        ("name: x\non: push\njobs:\n  a:\n    steps: []\n", Notation.YAML),
        ("export A=b\nclaude mcp add x\n", Notation.SHELL),
        ("$ npx -y a-mcp\n", Notation.SHELL),
        ("docker run -i --rm \\\n  -e A=b \\\n  image\n", Notation.SHELL),
        ("#!/bin/sh\nx\n", Notation.SHELL),
        ("#!/usr/bin/env python3\nx\n", Notation.CODE),
        ("import os\nx = MCPServerStdio(\n  params={},\n)\n", Notation.CODE),
        ("const client = new Client({})", Notation.CODE),
        ("FROM node:20\nENV A=b\nRUN npm ci\n", Notation.DOCKERFILE),
        ("# Title\n\nText\n\n```json\n{}\n```\n", Notation.DOCUMENT),
        ("<details>\n<summary>x</summary>", Notation.DOCUMENT),
        ("diff --git a/x b/x\n", Notation.DOCUMENT),
        ("This is prose about mcp: it works.\nAnother line.", None),
        ("Run the server and then\nimport the configuration into it.", None),
        ("", None),
    ],
)
def test_a_text_is_told_by_its_looks(text: str, notation: Notation | None) -> None:
    assert looks(text) is notation


@pytest.mark.parametrize("unit", ["{", '"', " ", "# \n", "/*", "<!-", "A=1 ", "a.b(", "w@", "\t"])
def test_time_is_bounded_whatever_the_text(unit: str) -> None:
    started = time.perf_counter()
    looks(unit * (1_000_000 // len(unit)))

    assert time.perf_counter() - started < 1

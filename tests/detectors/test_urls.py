import pytest

from detectors import urls

CASES = [
    ("https://u:p@h:80/a/b?c=d&e#f=g", ("u", "p", "h", "/a/b")),
    ("postgres://u:p/w#1?@h/db", ("u", "p/w#1?", "h", "/db")),
    ("redis://:p@h", ("", "p", "h", "")),
    ("https://h/@scope/pkg", ("", "", "h", "/@scope/pkg")),
    ("mongodb+srv://u:p@h1,h2/db", ("u", "p", "h1,h2", "/db")),
    ("https://user@h/x", ("user", "", "h", "/x")),
    ("http://[::1]:8080/x", ("", "", "[::1]", "/x")),
]


@pytest.mark.parametrize(("text", "pieces"), CASES)
def test_a_url_is_taken_apart_with_places(text: str, pieces: tuple[str, ...]) -> None:
    (url,) = urls.find(f"see {text} there")
    shifted = f"see {text} there"

    found = (url.user, url.password, url.host, url.path)
    assert tuple(shifted[a:b] for a, b in found) == pieces


def test_parameters_of_query_and_fragment_are_found() -> None:
    text = "https://h/?a=1&b&c=2#d=3"
    (url,) = urls.find(text)

    assert [text[value:end] for _, value, end in url.parameters] == ["1", "b", "2", "3"]


def test_a_file_is_no_url_of_ours() -> None:
    assert list(urls.find("file:///etc/passwd op://a/b/c")) == []

"""A browser without script, on the web app itself: it keeps cookies, follows links, fills forms."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from starlette.types import ASGIApp, Message

ALONE = frozenset({"meta", "link", "input", "br", "rect", "img"})
"""Elements that have no end."""

Attributes = dict[str, str | None]


class Markup(HTMLParser):
    """What a page is made of; a tag that is not closed in order is an error."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, Attributes]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ALONE:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def every(self, *tags: str) -> Iterator[Attributes]:
        yield from (attributes for tag, attributes in self.tags if tag in tags)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: str
    path: str
    cookies: tuple[str, ...] = ()
    """Each as it is to be kept, or taken away."""

    @property
    def markup(self) -> Markup:
        return Markup(self.body)

    @property
    def text(self) -> str:
        return self.markup.text

    def links(self) -> set[str]:
        """Every address of our own that this page leads to by opening it."""
        named = (one.get("href") for one in self.markup.every("a", "link"))
        whole = (urljoin(self.path, href) for href in named if href)
        return {href.split("#")[0] for href in whole if not urlsplit(href).scheme} - {""}

    def form(self, action: str) -> dict[str, str]:
        """The hidden fields of the form that posts to this address."""
        inside, found = False, {}
        for tag, attributes in self.markup.tags:
            if tag == "form":
                inside = attributes.get("action") == action
            if inside and tag == "input" and attributes.get("type") == "hidden":
                found[str(attributes["name"])] = str(attributes["value"])
        assert found, action
        return found


@dataclass
class Visitor:
    """One browser on one app."""

    app: ASGIApp
    host: str = "127.0.0.1:9464"
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, method: str = "GET", **headers: str) -> Answer:
        return self._ask(method, path, b"", headers)

    def post(self, path: str, fields: Mapping[str, str], **headers: str) -> Answer:
        given = {"content-type": "application/x-www-form-urlencoded"} | headers
        return self._ask("POST", path, urlencode(fields).encode(), given)

    def send(self, path: str, body: bytes, **headers: str) -> Answer:
        return self._ask("POST", path, body, headers)

    def _ask(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        told = {"host": self.host} | {k.replace("_", "-"): v for k, v in headers.items()}
        if self.cookies:
            told["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer = asyncio.run(_answer(self.app, method, path, body, told))
        for cookie in answer.cookies:
            for name, kept in SimpleCookie(cookie).items():
                self.cookies[name] = kept.value
                if kept["max-age"] == "0":
                    del self.cookies[name]
        return answer

    def find(self, typed: str) -> Answer:
        """Type something into the field for a case code that is on every page."""
        return self.post("/case", self.get("/board/about").form("/case") | {"code": typed})


async def _answer(
    app: ASGIApp, method: str, path: str, body: bytes, headers: Mapping[str, str]
) -> Answer:
    parts = urlsplit(path)
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": parts.path,
        "raw_path": parts.path.encode(),
        "query_string": parts.query.encode(),
        "root_path": "",
        "headers": [(k.lower().encode(), v.encode()) for k, v in headers.items()],
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 9464),
    }
    said: list[Message] = []

    asked = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def receive() -> Message:
        # Once the form is sent a browser says nothing more until it goes away: here never.
        for message in asked:
            return message
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Message) -> None:
        said.append(message)

    await app(scope, receive, send)
    start = next(one for one in said if one["type"] == "http.response.start")
    text = b"".join(one.get("body", b"") for one in said if one["type"] == "http.response.body")
    return Answer(
        status=start["status"],
        headers={name.decode(): value.decode() for name, value in start["headers"]},
        body=text.decode(),
        path=path,
        cookies=tuple(v.decode() for name, v in start["headers"] if name == b"set-cookie"),
    )

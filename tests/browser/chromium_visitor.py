"""The same visitor in a real browser: it types into the fields and presses the button of a form."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from tests.browser.visiting import Answer, Visitor

NO_CONTENT = frozenset({301, 302, 303, 307})


class ChromiumVisitor(Visitor):
    """One window of Chromium on one address."""

    def __init__(self, browser: Any, address: str) -> None:
        self.address = address
        self.cookies = {}
        self.context = browser.new_context()
        self.page = self.context.new_page()

    def get(self, path: str, method: str = "GET", **headers: str) -> Answer:
        assert (method, headers) == ("GET", {})
        self._sign_in()
        return self._answer(self.page.goto(f"{self.address}{path}"), path)

    def post(self, path: str, fields: Mapping[str, str], **headers: str) -> Answer:
        assert headers == {}
        self._sign_in()
        form = self.page.locator(f'form[action="{path}"]')
        if not form.is_visible():
            self.page.locator("details", has=form).locator("summary").click()
        for name, value in fields.items():
            _fill(form, name, value)
        with self.page.expect_response(lambda one: _is_of(one, path)) as sent:
            form.get_by_role("button").click()
        self.page.wait_for_load_state()
        return self._answer(sent.value, path)

    def _sign_in(self) -> None:
        held = [{"name": n, "value": v, "url": self.address} for n, v in self.cookies.items()]
        self.context.add_cookies(held)

    def _answer(self, last: Any, path: str) -> Answer:
        """What was answered first: a browser goes on by itself where it is sent."""
        asked = last.request
        while asked.redirected_from is not None:
            asked = asked.redirected_from
        first = asked.response()
        body = "" if first.status in NO_CONTENT else first.text()
        return Answer(status=first.status, headers=first.headers, body=body, path=path)


def _is_of(response: Any, path: str) -> bool:
    return bool(response.request.method == "POST" and urlsplit(response.url).path == path)


def _fill(form: Any, name: str, value: str) -> None:
    field = form.locator(f'[name="{name}"]')
    match field.first.evaluate("one => one.type"):
        case "hidden":
            assert field.input_value() == value
        case "radio":
            form.locator(f'[name="{name}"][value="{value}"]').check()
        case "select-one":
            field.select_option(value)
        case _:
            field.fill(value)

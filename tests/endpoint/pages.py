"""A page as a browser would read it."""

from html.parser import HTMLParser


class Page(HTMLParser):
    """What a test asks of a page: its links, its addresses of other kinds, its data."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.head: list[tuple[str, str, str]] = []
        self.data = ""
        self.ids: set[str] = set()
        self._in_data = False
        self.lang: str | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if values.get("id"):
            self.ids.add(values["id"] or "")
        if tag == "html":
            self.lang = values.get("lang")
        if tag == "a":
            self.links.append(values.get("href") or "")
        if tag == "link":
            self.head.append((values.get("rel") or "", values.get("href") or "", values.get("type") or ""))
        if tag in {"script", "img", "iframe"} or values.get("rel") in {"stylesheet", "icon"}:
            self.loaded += [address for name in ("src", "href") if (address := values.get(name))]
        self._in_data = tag == "script" and values.get("type") == "application/ld+json"

    def handle_data(self, data: str) -> None:
        if self._in_data:
            self.data += data

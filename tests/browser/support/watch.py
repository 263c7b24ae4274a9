"""What goes wrong behind a page's back: script errors, blocked content, failed requests."""

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response

REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`policy violation: ${event.violatedDirective} ${event.blockedURI} ` +
    `${event.sourceFile}:${event.lineNumber} ${event.sample}`);
});
"""
LOCAL_SCHEMES = {"data", "blob", "about"}


class Watch:
    """Listens to every page of a browser window; `faults` must be empty at the end."""

    def __init__(self, context: BrowserContext, home: str) -> None:
        self.faults: list[str] = []
        self.home = urlsplit(home).netloc
        context.add_init_script(REPORT_VIOLATIONS)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.faults.append(f"script error: {error.error}"))
        context.on("request", self._request)
        context.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        # A failed request is judged by its answer, below: a refused form answers 4xx on purpose.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.faults.append(f"console {message.type}: {message.text} ({message.location})")

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in LOCAL_SCHEMES and address.netloc != self.home:
            self.faults.append(f"the page asked another host: {request.url}")

    def _response(self, response: Response) -> None:
        kind = response.request.resource_type
        missing = response.status >= 400 and kind not in {"document", "fetch", "xhr"}
        if response.status >= 500 or missing:
            self.faults.append(f"{response.status} for {kind} {response.url}")

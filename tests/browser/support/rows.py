"""A page with rows to save and a place for files, whose server answers as a test tells it to."""

import threading
from collections import deque

from flask import Flask, jsonify, redirect, render_template_string, request
from flask_babel import Babel
from werkzeug.serving import make_server

from emulation import formatting
from emulation.assets import init_assets
from emulation.config import ROOT

PAGE = """
{% from "macros/forms.html" import measure, segments %}
{% from "macros/uploads.html" import dropzone, upload_words %}
<!doctype html>
<html lang="vi" class="no-js">
  <head>
    <meta charset="utf-8"><title>Chấm điểm</title>
    <meta name="csrf-token" content="{{ token }}">
    <link rel="icon" href="{{ asset_url('img/star.svg') }}">
    <script src="{{ asset_url('js/early.js') }}"></script>
    <script type="module" src="{{ asset_url('js/main.js') }}"></script>
  </head>
  <body>
    <form data-module="autosave" data-user="{{ user }}" data-text-saving="Đang lưu…"
          data-text-saved="Đã lưu lúc %(time)s" data-text-failed="Đã giữ %(count)s thay đổi"
          data-text-invalid="Chưa lưu" data-text-conflict="Người khác đã sửa"
          data-text-compare="Xem hai bản" data-text-signed-out="Hết phiên"
          data-text-refused="Không lưu được">
      {% for code in ("A3", "B1") %}
        <article data-row="{{ code }}" data-save-url="/rows/{{ code }}">
          <input type="hidden" name="{{ code }}-version" value="1">
          {{ measure(code ~ "-done", "Số đạt", "18", whole=true) }}
          {{ measure(code ~ "-total", "Tổng số", "20", whole=true) }}
          {{ segments(code ~ "-met", [("1", "Đạt"), ("0", "Không đạt")], none, "Kết quả") }}
          <output data-output="points">1,35</output>
          <p data-row-state></p>
        </article>
      {% endfor %}
      <span id="count-A3">0 tệp</span>
      <ul id="files-A3"></ul>
      {{ upload_words(1000) }}
      {{ dropzone("A3", "/files", "files-A3", "count-A3") }}
    </form>
    <div data-save-state role="status"><span data-save-text></span></div>
    <output data-output="total">60</output>
    <a data-after-save href="/check">Kiểm tra</a>
    <textarea id="comment" aria-label="Nhận xét"></textarea>
    <section data-module="shortcuts">
      <input type="checkbox" data-shortcuts-on checked aria-label="Phím tắt">
    </section>
    <button type="button" data-key="1">Đồng ý</button>
  </body>
</html>
"""


class Rows:
    """The server: what it was sent, and what it will answer next (200 when nothing is said)."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, dict[str, str]]] = []
        self.files: list[str] = []
        self.answers: deque[object] = deque()
        self.gate = threading.Event()
        self.gate.set()
        self.user = "official-1"
        self.token = "token-1"
        self.server = make_server("127.0.0.1", 0, self.application(), threaded=True)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def stop(self) -> None:
        self.gate.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def application(self) -> Flask:
        app = Flask("rows", template_folder=ROOT / "templates", static_folder=None)
        Babel(app, default_locale="vi")
        init_assets(app)
        formatting.init_formatting(app)
        app.add_url_rule("/", "page", self.page)
        app.add_url_rule("/check", "check", lambda: "<title>Kiểm tra</title>")
        app.add_url_rule("/login", "login", lambda: "<title>Đăng nhập</title>")
        app.add_url_rule("/rows/<code>", "save", self.save, methods=["POST"])
        app.add_url_rule("/files", "upload", self.upload, methods=["POST"])
        return app

    def page(self):
        return render_template_string(PAGE, user=self.user, token=self.token)

    def save(self, code):
        fields = request.form.to_dict()
        self.sent.append((code, fields))
        self.gate.wait(10)
        if "json" not in request.headers["Accept"]:
            return "<title>Giữ bản nào?</title>"
        if request.headers["X-CSRFToken"] != self.token:
            return "<title>400</title>", 400
        answer = self.answers.popleft() if self.answers else None
        if answer == "sign in":
            return redirect("/login")
        if answer is not None:
            return answer
        number = len(self.sent)
        return jsonify(
            version=int(fields["version"]) + 1,
            saved_at="14:32",
            row={"points": f"1,{number}"},
            page={"total": f"6{number}"},
        )

    def upload(self):
        answer = self.answers.popleft() if self.answers else None
        if answer is not None:
            return answer
        name = request.files["file"].filename or ""
        self.files.append(name)
        return jsonify(html=f"<li>{name} đã nhận</li>", count=f"{len(self.files)} tệp")

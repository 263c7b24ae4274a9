"""The application factory: the one place that knows every feature."""

import os
from collections.abc import Mapping
from typing import Any

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from emulation import access, cli, config, formatting, labels
from emulation.accounts.people_views import bp as people
from emulation.accounts.views import bp as accounts
from emulation.assessments.extension_views import bp as extensions
from emulation.assessments.list_views import bp as sheets
from emulation.assessments.opening_views import bp as periods
from emulation.assessments.submission_views import bp as submissions
from emulation.assessments.views import bp as assessments
from emulation.assets import init_assets, init_compression
from emulation.audit.changes import new_request_id
from emulation.audit.keys import init_signing
from emulation.audit.views import bp as audit
from emulation.config import ROOT
from emulation.criteria.views import bp as criteria
from emulation.dashboards.navigation import page_context
from emulation.dashboards.views import bp as dashboards
from emulation.database import db, init_database
from emulation.evidence.uploading.requests import UploadRequest
from emulation.evidence.views import bp as evidence
from emulation.evidence.views.matches import bp as matches
from emulation.extensions import babel, csrf, login_manager, migrate
from emulation.filing.views import bp as filing
from emulation.health import bp as health
from emulation.initiatives.views import bp as initiatives
from emulation.logbook.views import bp as logbook
from emulation.notices.views import bp as notices
from emulation.rankings.case_views import bp as cases
from emulation.rankings.correction_views import bp as corrections
from emulation.rankings.council_views import bp as council
from emulation.rankings.publication_views import bp as publications
from emulation.rankings.second_council_views import bp as second_council
from emulation.rankings.second_views import bp as second_looks
from emulation.rankings.views import bp as rankings
from emulation.refusals import init_refusals
from emulation.security import init_security
from emulation.units.views import bp as units
from emulation.verification.views import bp as verification

FEATURES = (
    accounts,
    people,
    units,
    criteria,
    periods,
    evidence,
    matches,
    initiatives,
    filing,
    assessments,
    submissions,
    extensions,
    sheets,
    rankings,
    publications,
    corrections,
    council,
    cases,
    second_council,
    second_looks,
    dashboards,
    notices,
    verification,
    audit,
    logbook,
    health,
)


def create_app(overrides: Mapping[str, Any] | None = None) -> Flask:
    """Return the application, configured from the environment and then by `overrides`."""
    app = Flask(__name__, template_folder=ROOT / "templates", static_folder=None)
    app.request_class = UploadRequest
    app.config.from_mapping(config.settings_from(os.environ))
    app.config.from_mapping(overrides or {})
    if hops := app.config["TRUSTED_PROXIES"]:
        proxied = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)
        app.wsgi_app = proxied  # type: ignore[method-assign]
    init_database(app)
    init_signing(app)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"))
    init_security(app)
    csrf.init_app(app)
    login_manager.init_app(app)
    babel.init_app(app, locale_selector=access.reader_locale)
    init_refusals(app)
    init_assets(app)
    init_compression(app)
    formatting.init_formatting(app)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.globals.update(labels=labels, new_request_id=new_request_id)
    for feature in FEATURES:
        app.register_blueprint(feature)
    app.context_processor(page_context)
    cli.register(app)
    return app

"""Addresses of the officers' pages. No personal datum is ever part of one.

For programs that use the forms (sign in, read the page's `csrfmiddlewaretoken`, post): each form of a page
has the id that its last path step names, `form-accept`, `form-release` and so on; the fields stand in the
docstrings of `sign_in`, `decisions`, `waiting`, `elsewhere`, `notices`, `alarms` and `work`. A decision
that was made answers 302 to the dossier with `?done=...`; one that was not answers 422 with the element
`#problem`, whose attribute `data-problem` is the phrase id. On a dossier's page `#dossier-code`,
`#deposit-code`, `#due` and `#status` (attribute `data-status`, 1 to 10) say where it stands, and on the
page of a claim code `#claim-code`. In lists every dossier is an `a.dossier` with `data-dossier` (UUID) and
`data-code`.
"""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from central.officers import (
    alarms,
    asset_files,
    cabinet,
    decisions,
    dossier_page,
    elsewhere,
    handover,
    notices,
    papers,
    sign_in,
    waiting,
    work,
)

app_name = "officers"
_D = "dossiers/<uuid:dossier_id>/"
_P = _D + "pages/<str:component>/<int:number>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("login", sign_in.sign_in, name="login"),
    path("logout", sign_in.sign_out, name="logout"),
    path("assets/<str:name>", asset_files.asset, name="asset"),
    path("", work.home, name="home"),
    path("queues/<str:name>/", work.home, name="queue"),
    path("search", work.search, name="search"),
    path("elsewhere", elsewhere.add, name="elsewhere"),
    path("notices", notices.outbox, name="outbox"),
    path("notices/told", notices.told, name="told"),
    path("alarms", alarms.alarms, name="alarms"),
    path("alarms/<int:number>/resolve", alarms.resolve, name="resolve"),
    path("deliveries/<int:number>/decide", alarms.decide, name="decide"),
    path("kiosks/<str:kiosk_id>/inside", cabinet.inside, name="inside"),
    path("kiosks/<str:kiosk_id>/handover", handover.sheet, name="handover"),
    path("kiosks/<str:kiosk_id>/handover.json", handover.signed, name="handover-signed"),
    path("kiosks/<str:kiosk_id>/handover/codes", handover.codes, name="handover-codes"),
    path(_D, dossier_page.dossier, name="dossier"),
    path(_D + "open", dossier_page.open_it, name="open"),
    path(_D + "close", dossier_page.close_it, name="close"),
    path(_D + "accept", decisions.accept, name="accept"),
    path(_D + "supplement", decisions.supplement, name="supplement"),
    path(_D + "refuse", decisions.refuse, name="refuse"),
    path(_D + "start", decisions.start, name="start"),
    path(_D + "result", decisions.result, name="result"),
    path(_D + "hand-over", decisions.hand_over, name="hand-over"),
    path(_D + "custody", decisions.custody, name="custody"),
    path(_D + "waiting", waiting.mark, name="waiting"),
    path(_D + "obstacle/clear", waiting.clear, name="clear-obstacle"),
    path(_D + "release", waiting.release, name="release"),
    path(_D + "announce", waiting.announce, name="announce"),
    path(_D + "withdraw", waiting.take_back, name="withdraw"),
    path(_D + "claim-code", waiting.claim_code, name="claim-code"),
    path(_D + "label", waiting.label, name="label"),
    path(_P, papers.page, name="page"),
    path(_P + "thumbnail", papers.thumbnail, name="thumbnail"),
    path(_P + "viewer", papers.viewer, name="viewer"),
]

from tests.officers.world import deposit

def test_x(kiosk, browser):
    d = deposit(kiosk)
    for u in ["/", "/queues/work/", f"/dossiers/{d.dossier_id}/", "/search", "/elsewhere", "/notices", "/alarms", f"/kiosks/{kiosk.kiosk_id}/handover", f"/kiosks/{kiosk.kiosk_id}/handover.json"]:
        r = browser.get(u); print(u, r.status_code, len(r.content)); assert r.status_code == 200
    browser.post(f"/dossiers/{d.dossier_id}/open")
    r = browser.get(f"/dossiers/{d.dossier_id}/"); assert r.status_code == 200; assert b"099301000017" in r.content
    for p in ["accept","result"]:
        r = browser.post(f"/dossiers/{d.dossier_id}/{p}"); assert r.status_code == 302, r.content.decode()
    r = browser.post(f"/dossiers/{d.dossier_id}/waiting", {"kind": "result"}); assert r.status_code == 302
    r = browser.post(f"/dossiers/{d.dossier_id}/release"); assert r.status_code == 302
    r = browser.post(f"/dossiers/{d.dossier_id}/claim-code", {"act":"show"}); assert b"claim-code" in r.content
    r = browser.get(f"/dossiers/{d.dossier_id}/label"); assert b"<svg" in r.content
    r = browser.get(f"/dossiers/{d.dossier_id}/"); assert r.status_code == 200

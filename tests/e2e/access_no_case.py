"""The routes that have nothing of any case, with the reason: reviewed by hand, as those in `access_cases.py` are."""

from __future__ import annotations

NO_CASE = {
    "Says nothing but how the server itself does, or is a file of the product.": """
        GET /healthz
        GET /readyz
        GET /metrics
        GET /vendor/{name}
        GET /api/v1/openapi.json
        GET /docs
        GET /raid-shell
        GET /raid-worker.js""",
    "Signing in and out, and one's own account.": """
        GET /sign-in
        POST /sign-in
        GET /sign-in/oidc
        GET /sign-in/oidc/back
        GET /sign-in/oidc/out
        POST /sign-out
        GET /account
        POST /account/password
        GET /account/codes
        POST /account/codes
        POST /account/codes/drop
        POST /account/sessions/{session_id}/end
        GET /raid-me""",
    "An owner's own report, by their own session: test_web_your_phone.py.": """
        GET /your-phone
        POST /your-phone
        POST /your-phone/code
        GET /your-phone/check
        POST /your-phone/check
        GET /your-phone/help
        GET /your-phone/status
        GET /your-phone/mine
        POST /your-phone/mine
        GET /your-phone/ask
        POST /your-phone/ask
        GET /your-phone/collect
        POST /your-phone/collect
        POST /your-phone/sign-out""",
    "What administrators ask of a second person: keys, and erasing somebody.": """
        POST /api/v1/approvals
        POST /api/v1/approvals/{approval_id}/do
        POST /admin/approvals
        POST /admin/approvals/{approval_id}/do""",
    "What one searched for oneself, to be kept or forgotten.": """
        POST /search/recent
        POST /search/recent/clear""",
    "The whole audit, by auditors.": """
        GET /api/v1/audit
        GET /api/v1/audit/export.csv
        POST /api/v1/audit/verify
        GET /audit
        GET /audit/export.csv
        POST /audit/verify""",
    "The whole register of people, programs and cases, by administrators, who see nothing of what is in a case.": """
        GET /api/v1/cases
        POST /api/v1/cases
        GET /api/v1/cases/{case_id}
        PUT /api/v1/cases/{case_id}/people
        POST /api/v1/cases/{case_id}/belongings
        DELETE /api/v1/cases/{case_id}/belongings
        GET /api/v1/people
        POST /api/v1/people
        GET /api/v1/people/{person_id}
        PUT /api/v1/people/{person_id}
        POST /api/v1/people/{person_id}/reset
        DELETE /api/v1/people/{person_id}/sessions
        GET /api/v1/tokens
        POST /api/v1/tokens
        DELETE /api/v1/tokens/{token_id}
        GET /admin
        POST /admin/sessions/{person_id}/end
        GET /admin/people
        POST /admin/people
        GET /admin/people/{person_id}
        POST /admin/people/{person_id}
        POST /admin/people/{person_id}/reset
        POST /admin/people/{person_id}/subject
        GET /admin/tokens
        POST /admin/tokens
        POST /admin/tokens/{token_id}/revoke
        GET /admin/cases
        POST /admin/cases
        GET /admin/cases/{case_id}
        POST /admin/cases/{case_id}/people
        POST /admin/cases/{case_id}/files
        POST /admin/cases/{case_id}/seizures""",
    "How the installation is kept: officers, stores, keys, and the graph as a whole, by administrators.": """
        GET /api/v1/registers/officers
        PUT /api/v1/registers/officers/{initials}
        GET /api/v1/registers/stores
        PUT /api/v1/registers/stores/{store}
        GET /api/v1/custody/keys
        POST /api/v1/custody/keys
        GET /api/v1/graph
        POST /api/v1/graph/jobs
        GET /admin/registers
        POST /admin/registers/officers
        POST /admin/registers/stores
        POST /admin/key
        POST /admin/graph
        POST /admin/graph/{job_id}/cancel""",
    "The ledger as a whole: whether it holds, and its signature.": """
        GET /api/v1/custody/verify
        POST /api/v1/custody/checkpoint""",
    "The names of the stores there are.": """
        GET /api/v1/custody/stores""",
    "The form and the empty table for exhibits; the cases to choose from are one's own.": """
        GET /intake
        GET /api/v1/custody/intake/template""",
    "How many things lie in a store; to count them is an act.": """
        GET /stores/{store}/count""",
    "Notes that a picture is taken away, and is sent nothing of it.": """
        POST /api/v1/network/image""",
}

"""What each route asks of whoever uses it: reviewed by hand, and compared with the routes that there are.

A line is a method, a path, and who may: a permission, several with `|` between them (any will do), `signed in`, or
`public` for everybody. A route that is in no line, or a line of no route, fails the build: so whoever adds a route says
here who may use it.
"""

from __future__ import annotations

TABLE = """
GET /healthz                                              public
GET /readyz                                               public
GET /metrics                                              public
GET /vendor/{name}                                        public
GET /api/v1/openapi.json                                  public
GET /docs                                                 public
GET /sign-in                                              public
POST /sign-in                                             public
GET /sign-in/oidc                                         public
GET /sign-in/oidc/back                                    public
GET /sign-in/oidc/out                                     public
GET /raid-shell                                           public
GET /raid-worker.js                                       public
GET /your-phone                                           public
POST /your-phone                                          public
POST /your-phone/code                                     public
GET /your-phone/check                                     public
POST /your-phone/check                                    public
GET /your-phone/help                                      public
GET /your-phone/status                                    public
GET /your-phone/mine                                      public
POST /your-phone/mine                                     public
GET /your-phone/ask                                       public
POST /your-phone/ask                                      public
GET /your-phone/collect                                   public
POST /your-phone/collect                                  public
POST /your-phone/sign-out                                 public

GET /                                                     signed in
POST /sign-out                                            signed in
GET /account                                              signed in
POST /account/password                                    signed in
GET /account/codes                                        signed in
POST /account/codes                                       signed in
POST /account/codes/drop                                  signed in
POST /account/sessions/{session_id}/end                   signed in

GET /api/v1/approvals                                     approve|administer
POST /api/v1/approvals                                    administer
POST /api/v1/approvals/{approval_id}/decision             approve
POST /api/v1/approvals/{approval_id}/do                   administer
GET /approvals                                            approve
POST /approvals/{approval_id}                             approve
POST /approvals/glass/{glass_id}                          approve

GET /api/v1/audit                                         audit
GET /api/v1/audit/export.csv                              audit
POST /api/v1/audit/verify                                 audit
GET /audit                                                audit
GET /audit/export.csv                                     audit
POST /audit/verify                                        audit

GET /api/v1/cases                                         administer
POST /api/v1/cases                                        administer
GET /api/v1/cases/{case_id}                               administer
PUT /api/v1/cases/{case_id}/people                        administer
POST /api/v1/cases/{case_id}/belongings                   administer
DELETE /api/v1/cases/{case_id}/belongings                 administer
POST /api/v1/cases/{case_id}/break-glass                  trace
POST /break-glass                                         trace
GET /api/v1/people                                        administer
POST /api/v1/people                                       administer
GET /api/v1/people/{person_id}                            administer
PUT /api/v1/people/{person_id}                            administer
POST /api/v1/people/{person_id}/reset                     administer
DELETE /api/v1/people/{person_id}/sessions                administer
GET /api/v1/tokens                                        administer
POST /api/v1/tokens                                       administer
DELETE /api/v1/tokens/{token_id}                          administer
GET /admin                                                administer
POST /admin/sessions/{person_id}/end                      administer
POST /admin/approvals                                     administer
POST /admin/approvals/{approval_id}/do                    administer
GET /admin/people                                         administer
POST /admin/people                                        administer
GET /admin/people/{person_id}                             administer
POST /admin/people/{person_id}                            administer
POST /admin/people/{person_id}/reset                      administer
POST /admin/people/{person_id}/subject                    administer
GET /admin/tokens                                         administer
POST /admin/tokens                                        administer
POST /admin/tokens/{token_id}/revoke                      administer
GET /admin/cases                                          administer
POST /admin/cases                                         administer
GET /admin/cases/{case_id}                                administer
POST /admin/cases/{case_id}/people                        administer
POST /admin/cases/{case_id}/files                         administer
POST /admin/cases/{case_id}/seizures                      administer
GET /api/v1/registers/officers                            administer
PUT /api/v1/registers/officers/{initials}                 administer
GET /api/v1/registers/stores                              administer
PUT /api/v1/registers/stores/{store}                      administer
GET /api/v1/custody/keys                                  signed in
POST /api/v1/custody/keys                                 administer
GET /api/v1/graph                                         administer
POST /api/v1/graph/jobs                                   administer
GET /admin/registers                                      administer
POST /admin/registers/officers                            administer
POST /admin/registers/stores                              administer
POST /admin/key                                           administer
POST /admin/graph                                         administer
POST /admin/graph/{job_id}/cancel                         administer

GET /load                                                 load
POST /load                                                load
GET /load/jobs/{job_id}                                   load
POST /load/jobs/{job_id}/cancel                           load
GET /load/jobs/{job_id}/columns                           load
POST /load/jobs/{job_id}/columns                          load
POST /load/jobs/{job_id}/load                             load
GET /load/sources/{source_id}                             load
GET /api/v1/jobs                                          load|administer
GET /api/v1/jobs/{job_id}                                 load|administer
POST /api/v1/jobs/{job_id}/cancel                         load|administer
GET /api/v1/jobs/{job_id}/events                          load|administer
POST /api/v1/load                                         load
GET /api/v1/sources                                       load
GET /api/v1/rejects                                       load
GET /api/v1/rejects.csv                                   load

GET /api/v1/follow                                        trace
GET /api/v1/follow.geojson                                trace
GET /api/v1/stays                                         trace
GET /api/v1/rank/{what}                                   trace
GET /api/v1/path                                          trace
GET /api/v1/search                                        trace
GET /search                                               trace
POST /search/recent                                       trace
POST /search/recent/clear                                 trace
GET /handset                                              trace
GET /handset/map                                          trace
GET /handset/story.pdf                                    trace
POST /handset/ping                                        annotate
POST /handset/note                                        annotate
GET /network                                              trace
GET /network/export/{name}                                trace
GET /api/v1/network/counts                                trace
GET /api/v1/network/expand                                trace
POST /api/v1/network/links                                trace
GET /api/v1/network/path                                  trace
POST /api/v1/network/measure                              trace
POST /api/v1/network/export/{name}                        trace
POST /api/v1/network/image                                trace
GET /api/v1/network/views                                 trace
POST /api/v1/network/views                                annotate
GET /api/v1/network/views/{view_id}                       trace
PUT /api/v1/network/views/{view_id}                       annotate
DELETE /api/v1/network/views/{view_id}                    annotate

GET /raids                                                custody:read
POST /raids                                               custody:write
GET /raid-me                                              custody:read
GET /raids/{reference:path}                               custody:read
POST /raids/{reference:path}                              custody:write
GET /api/v1/custody/raids                                 custody:read
POST /api/v1/custody/raids                                custody:write
POST /api/v1/custody/raids/{reference:path}/scans         custody:write
GET /api/v1/custody/raids/{reference:path}                custody:read
GET /api/v1/custody/exhibits                              custody:read
GET /api/v1/custody/where                                 custody:read
GET /api/v1/custody/exhibits/{exhibit:path}/history       custody:read
GET /api/v1/custody/exhibits/{exhibit:path}               custody:read
POST /api/v1/custody/exhibits/{exhibit:path}/transfer     custody:hold|custody:write
POST /api/v1/custody/exhibits/{exhibit:path}/accept       custody:hold|custody:write
POST /api/v1/custody/exhibits/{exhibit:path}/move         custody:hold|custody:write
POST /api/v1/custody/exhibits/{exhibit:path}/lend         custody:write
POST /api/v1/custody/exhibits/{exhibit:path}/seal         custody:write
POST /api/v1/custody/exhibits/{exhibit:path}/unseal       custody:write
POST /api/v1/custody/exhibits/{exhibit:path}/examine      custody:write
POST /api/v1/custody/exhibits/{exhibit:path}/return       custody:write
POST /api/v1/custody/exhibits/{exhibit:path}/restrict     custody:write
POST /api/v1/custody/exhibits/{exhibit:path}/lift-restriction custody:write
POST /api/v1/custody/exhibits/{exhibit:path}/correct      custody:write
POST /api/v1/custody/exhibits/{exhibit:path}/explain      custody:write
POST /api/v1/custody/exhibits/{exhibit:path}/split        custody:write
POST /api/v1/custody/exhibits/{exhibit:path}/attach       custody:write
POST /api/v1/custody/exhibits/{exhibit:path}/ask-disposal custody:write
GET /api/v1/custody/disposals                             custody:read
POST /api/v1/custody/disposals/{disposal}/decide          approve
POST /api/v1/custody/disposals/{disposal}/dispose         custody:write
POST /api/v1/custody/intake                               custody:write
GET /api/v1/custody/intake/template                       custody:write
GET /intake                                               custody:write
POST /intake                                              custody:write
GET /api/v1/custody/papers/{kind}                         custody:read
GET /api/v1/custody/verify                                custody:read
POST /api/v1/custody/checkpoint                           custody:write
POST /api/v1/custody/export                               custody:read
GET /api/v1/custody/attachments/{sha256}                  custody:read
GET /api/v1/custody/stores                                custody:read
GET /api/v1/custody/stores/{store}/stock                  custody:read
GET /api/v1/custody/stores/{store}/scan                   custody:read
POST /api/v1/custody/stores/{store}/stock-take            custody:write
GET /api/v1/custody/stale                                 custody:read
GET /api/v1/custody/refusals                              custody:read

GET /exhibits                                             custody:read
GET /exhibits/{reference:path}                            custody:read
POST /exhibits/{exhibit:path}                             custody:hold|custody:write
POST /exhibits/{exhibit:path}/files                       custody:write
POST /exhibits/{exhibit:path}/check                       custody:read
POST /exhibits/{exhibit:path}/bundle                      custody:read
POST /exhibits/{exhibit:path}/claims                      custody:write|returns
POST /exhibits/{exhibit:path}/disposal                    custody:write
POST /exhibits/{exhibit:path}/disposal/decide             approve
GET /stores                                               custody:read
GET /stores/{store}                                       custody:read
GET /stores/{store}/count                                 custody:write
POST /stores/{store}/count                                custody:write

GET /returns                                              returns
GET /returns/confirm                                      returns
POST /returns/confirm                                     returns
GET /returns/of/{confirmation}                            returns
GET /returns/of/{confirmation}/owner                      owners
GET /returns/of/{confirmation}/receipt                    returns
GET /returns/about                                        returns
GET /returns/notices/{notice}                             returns
GET /returns/check                                        returns
POST /returns/of/{confirmation}/ready                     returns
POST /returns/of/{confirmation}/update                    returns
POST /returns/of/{confirmation}/withdraw                  returns
POST /returns/of/{confirmation}/slots                     returns
POST /returns/of/{confirmation}/hand-back                 returns
GET /returns/claims                                       returns
GET /returns/claims/who                                   owners
POST /returns/claims                                      returns
POST /returns/claims/{claim}/decision                     returns
POST /returns/claims/{claim}/one-person                   approve|returns
POST /returns/claims/{claim}/ready                        returns
POST /returns/claims/{claim}/update                       returns
POST /returns/claims/{claim}/collection                   returns
POST /returns/claims/{claim}/hand-back                    returns
GET /returns/claims/{claim}/receipt                       returns
POST /returns/notices/{notice}/retry                      returns
POST /returns/notices/{notice}/told                       returns
POST /returns/messages/{message}/answer                   owners
GET /api/v1/returns/{confirmation}/owner                  owners
GET /api/v1/returns/messages                              owners
POST /api/v1/returns/messages/{message}/answer            owners
GET /api/v1/notices                                       returns
GET /api/v1/notices/check                                 returns
GET /api/v1/notices/{notice_id}/text                      returns
POST /api/v1/notices/{notice_id}/retry                    returns
POST /api/v1/notices/{notice_id}/told                     returns
GET /api/v1/returns                                       returns
GET /api/v1/returns/to-confirm                            returns
POST /api/v1/returns                                      returns
GET /api/v1/returns/claims                                custody:write|returns
POST /api/v1/returns/claims                               custody:write|returns
POST /api/v1/returns/claims/{claim_id}/decision           returns
POST /api/v1/returns/claims/{claim_id}/one-person         approve|returns
POST /api/v1/returns/claims/{claim_id}/ready              returns
POST /api/v1/returns/claims/{claim_id}/update             returns
POST /api/v1/returns/claims/{claim_id}/collection         returns
POST /api/v1/returns/claims/{claim_id}/hand-back          returns
GET /api/v1/returns/claims/{claim_id}/receipt             returns
GET /api/v1/returns/{confirmation}                        returns
POST /api/v1/returns/{confirmation}/ready                 returns
POST /api/v1/returns/{confirmation}/update                returns
POST /api/v1/returns/{confirmation}/withdraw              returns
POST /api/v1/returns/{confirmation}/slots                 returns
POST /api/v1/returns/{confirmation}/hand-back             returns
GET /api/v1/returns/{confirmation}/receipt                returns
GET /handler                                              trace
GET /shop                                                 trace
GET /dealer/map                                           trace
GET /dealer/packet.pdf                                    trace
"""

_NAMES_NOTHING = """
accept accuracy_m active address after all answer approve as at attachments bases basis because before begins by change
claimant clock code codes colour columns counted csrf cursor day days decision description despite despiteBlock
despiteIdentifiers despite_block despite_of disclose done dryRun due email ends enhanced expect expected first format
found foundWith found_with from grade holder how identity imei imei2 imei3 imei4 key lat limit line location lon make
minutes model name new newPlace next note notes observedOnly observed_only occupation old onBehalf on_behalf password
per picture place point power private purpose reason reasons roles scopes score sealed seen seenBy seen_by serial since
subject take text times title to token told undated until waitedS which who why witness
"""
NAMES_NOTHING = frozenset(_NAMES_NOTHING.split())
"""Parameters that name no thing which somebody looks at, or may be about a person: the audit does not note them where
they are sent. Every other one is noted (`NOTED` in `api/signing_in.py`)."""

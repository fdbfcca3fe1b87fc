"""Five hundred texts that would run, break out, or be obeyed where they are taken for more than text."""

from __future__ import annotations

from itertools import product

PAYLOADS = [
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "</script><script>alert(1)</script>",
    "`${alert(1)}`",
    "${alert(1)}",
    "{{ alert(1) }}",
    "{% raw %}",
    "'-alert(1)-'",
    '"-alert(1)-"',
    "javascript:alert(1)",
    "<!--<script>",
    "]]><script>",
    "\u2028alert(1)\u2029",
    "<iframe srcdoc='<script>parent.alert(1)</script>'>",
    "<a href=//example.org>x</a>",
    "\u202egnp.exe",
    "&lt;b&gt;",
    "\\u003cb\\u003e",
    "<style>*{display:none}</style>",
    "<base href=//example.org>",
    "=cmd|'/c calc'!A1",
    "\x00\x1b[31m",
    "\ud800",
    "__proto__",
    "<math><mi//xlink:href=data:x,alert(1)>",
]
WRAPPINGS = [
    "{}",
    "14 pro {}",
    "{}{}",
    '">{}',
    "'>{}",
    "-->{}",
    "` {}`",
    "\\{}",
    "*/{}",
    "</td>{}",
    "{} \n",
    "\t{}",
    "%3C{}",
    "&#60;{}",
    "{}<",
    "<{}",
    "</textarea>{}",
    "</title>{}",
    "é{}",
    "🙂{}",
]
HOSTILE = [wrapping.replace("{}", payload) for wrapping, payload in product(WRAPPINGS, PAYLOADS)]

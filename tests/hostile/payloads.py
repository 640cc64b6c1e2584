"""What hostile or hapless people send."""

UNCLEAN = {
    "NUL": "a\0b",
    "bell": "a\x07b",
    "escape": "a\x1b[31mb",
    "C1": "a\x85b",
    "delete": "a\x7fb",
    "replacement": "a\ufffdb",
}
"""What no keyboard types: refused everywhere, whatever the field."""

BROKEN_BYTES = {
    "lone byte": b"a%ffb",
    "overlong": b"a%c0%80b",
    "surrogate": b"a%ed%a0%80b",
    "cut": b"a%e2%82",
}
"""Percent-encoded, and not UTF-8 underneath."""

TEXTS = {
    "nothing": "",
    "blanks": " \t ",
    "lines": "a\r\nb\nc\rd",
    "header": "a\r\nBcc: evil@evil.example\r\n\r\nbody",
    "long": "æ" * 5_000,
    "very long": "x " * 100_000,
    "right to left": "\u202eevil\u202c \u2067עברית\u2069",
    "zero width": "a\u200b\u200d\u2060\ufeffb",
    "emoji": "👩🏽‍🔬🏳️‍🌈💡",
    "combining": "Z" + "\u0301" * 60,
    "formula": '=HYPERLINK("http://evil.example","x")',
    "at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "template": "{{7*7}} ${7*7} <%=7*7%> %(name)s %s {0.__class__}",
    "like": "%_\\",
    "quote": "'; DROP TABLE camp; --",
    "path": "../../../etc/passwd",
    "address": "a@b.example\r\nBcc: evil@evil.example",
    "two addresses": "a@b.example, evil@evil.example",
    "markup": '"><img src=x onerror=zzx()><script>zzx()</script>',
    "tag character": "\U000e0041 \u2028 \u2029",
    "number": "１２٣",
}

WRONG_VALUES: dict[str, object] = {
    "missing": None,
    "word": "x",
    "negative": "-1",
    "huge": "99999999999999999999",
    "just too large": "2147483648",
    "fraction": "1e309",
    "twice": ["1", "x"],
}
"""For each field in turn, of whatever kind."""

MARKER = "zzx"
SCRIPTS = [
    "<script>zzx()</script>",
    "</script><script>zzx()</script>",
    "</title><script>zzx()</script>",
    "</textarea><script>zzx()</script>",
    "</style><script>zzx()</script>",
    "--><script>zzx()</script>",
    "]]><script>zzx()</script>",
    "<ScRiPt>zzx()</sCrIpT>",
    "<scr<script>ipt>zzx()</script>",
    '"><script>zzx()</script>',
    "'><script>zzx()</script>",
    "><script>zzx()</script>",
    "<img src=x onerror=zzx()>",
    '"><img src=x onerror=zzx()>',
    "'><img src=x onerror=zzx()>",
    '" onfocus=zzx() autofocus x="',
    "' onfocus=zzx() autofocus x='",
    " onmouseover=zzx() ",
    '" style="background:red" onanimationstart=zzx() x="',
    "<svg onload=zzx()>",
    "<svg><script>zzx()</script></svg>",
    "<svg><a xlink:href=javascript:zzx()><text>x</text></a></svg>",
    "<math><mtext><img src=x onerror=zzx()></mtext></math>",
    "<body onload=zzx()>",
    "<iframe srcdoc='<script>parent.zzx()</script>'>",
    "<iframe src=javascript:zzx()>",
    "<a href=javascript:zzx()>zzx</a>",
    "javascript:zzx()",
    "JaVaScRiPt:zzx()//",
    "data:text/html,<script>zzx()</script>",
    "<form action=javascript:zzx()><button>zzx",
    "<button formaction=javascript:zzx()>zzx",
    "<details open ontoggle=zzx()>",
    "<video><source onerror=zzx()></video>",
    "<input autofocus onfocus=zzx()>",
    "<meta http-equiv=refresh content='0;url=javascript:zzx()'>",
    "<base href=//evil.example/>zzx",
    "<link rel=stylesheet href=//evil.example/zzx.css>",
    "<template><script>zzx()</script></template>",
    "&lt;script&gt;zzx()&lt;/script&gt;&#60;script&#62;zzx()",
    "{{constructor.constructor('zzx()')()}}",
    "<x hx-get=/ hx-trigger=load hx-on:click=zzx()>zzx",
]
"""Forty ways and some to make a page run a script; each would call zzx()."""

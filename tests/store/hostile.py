"""Text as somebody with bad intent, a broken clipboard or another alphabet may hand it over."""

from __future__ import annotations

HOSTILE = {
    "sql": "'); DROP TABLE revision; -- \" ` \\' $$ ; DELETE FROM audit WHERE '1'='1",
    "placeholders": "%s %(x)s %% :name ? $1 {0} ${x} \\u0000 \\x00 \\",
    "html": '<img src=x onerror="alert(1)"><b>fett</b>&amp;&lt;<a href="file:///etc/passwd">x</a><!--',
    "json": '{"a": [1, null], "b": "\\u0000"}',
    "nul": "a\0b\0\0c",
    "dle": "\x10\x100041\x10d800 \x10",
    "controls": "a" + "".join(map(chr, range(1, 32))) + "\x7f\x80\x9f\x85z",
    "right_to_left": "\u202eabc\u202c \u2066x\u2069 \u200f\u061c\u200e مرحبا שלום \u2067",
    "surrogates": "a\ud800b \udfff\udc00 \ud83dz",
    "not_characters": "a\ufeff\ufffe\uffff\U0010ffffz",
    "emoji": "👩\u200d👩\u200d👧\u200d👦🏳️\u200d🌈 🇨🇳 1️⃣ 𠮷",
    "combining": "e\u0301 é Z" + "\u0311\u036b\u0343" * 50 + " ﷽ İıſß",
    "line_ends": "a\r\nb\rc\nd\u2028e\u2029f\x0bg\x0ch",
    "unbroken": "字" * 2000,
}
"""None begins or ends with a blank: names and reasons are trimmed on purpose."""

MEGABYTE = "\x10'\0<b>字\ud800" * 75_000
"""A little over 1 MB, for whatever has room for an essay."""

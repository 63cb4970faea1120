"""Texts that act where they are shown, unless what shows them makes them inert.

A file's label, note, name or member can say any of these. `HOSTILE_TEXTS` is for tables
and pages, `HOSTILE_FILE_NAME` for what has to be a file's name as well.
"""

from orchestration.errors import printable

# Each script that runs calls this; a page that shows them is asked for the name.
MARK = "ran"

HOSTILE_TEXTS = {
    "script": f"<script>window.{MARK}=1</script>",
    "end of script": f"</script><script>window.{MARK}=2</script><!--<script>",
    "image": f"<img src=x onerror=window.{MARK}=3>",
    "quotes": f"\"><svg onload=window.{MARK}=4> ' onmouseover='window.{MARK}=5",
    "template": "{{ 7 * 7 }}{% raw %}${7 * 7}",
    "expression": f"'+(window.{MARK}=6)+'\\",
    "field": "a.b['c'][0]",
    "entity": "&lt;b&gt;&#60;i&#62;",
    "Markdown": "![x](https://evil.example/x.png) [x](javascript:alert(1)) **x** `x`",
    "SQL": """'; drop table holdings; -- " \\ $$ %s {x}""",
    "formula": '=HYPERLINK("https://evil.example","x")',
    "formula by sign": "+1+cmd|' /C calc'!A0",
    "formula by at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "formula by tab": "\t=1+1",
    "terminal": "\x1b]0;title\x07\x1b[31mred\x9b7m\r\x08",
    "lines": "one\ntwo\u2028three\u0085four",
    "right to left": "\u202egnp.exe\u2066x\u061c",
    "no width": "Ja\u200bpa\u200dn\ufeff\u00ad",
    "markup": "[bold red]x[/] [link=https://evil.example]x[/link] :warning:",
}

SHOWN = {key: printable(text, keep="\n\t") for key, text in HOSTILE_TEXTS.items()}

# A slash is the only character that no name of a file has.
HOSTILE_FILE_NAME = (
    "=1+1<img src=x onerror=alert(1)>'\"; --{{ 7 }}%s"
    "[b]x :warning: \x1b[31m\x9b7m\u202e50%\u200b\n# 円.txt"
)
SHOWN_FILE_NAME = (
    "=1+1<img src=x onerror=alert(1)>'\"; --{{ 7 }}%s"
    r"[b]x :warning: \x1b[31m\x9b7m\u202e50%\u200b\n# 円.txt"
)

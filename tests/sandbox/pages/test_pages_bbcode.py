"""BBCode in pages: safe whatever people and applications wrote."""

import pytest

from b24sandbox.pages import bbcode

OUTSIDE = ' target="_blank" rel="noopener noreferrer"'


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[b]a[/b] [foo] <i>", "<strong>a</strong> [foo] &lt;i&gt;"),
        ("[b]a [i]b[/b] c", "<strong>a <em>b</em></strong> c"),
        ("a [u]b", "a <u>b</u>"),
        ("a[/b]", "a[/b]"),
        ("a\nb[br]c", "a<br>b<br>c"),
        ("[list]\n[*]a\n[*][b]b[/b][/list]", "<ul><li>a<br></li><li><strong>b</strong></li></ul>"),
        ("[user=3]Пётр[/user]", '<a href="/company/personal/user/3/">Пётр</a>'),
        ("[url=/crm/deal/details/7/]x[/url]", '<a href="/crm/deal/details/7/">x</a>'),
        ("[url=javascript:alert(1)]x[/url]", "[url=javascript:alert(1)]x[/url]"),
        ("[url=//evil.example]x[/url]", "[url=//evil.example]x[/url]"),
        ("[url=/\\evil.example]x[/url]", "[url=/\\evil.example]x[/url]"),
        ('[url=http://a.example" onclick="x]b[/url]', f'<a href="http://a.example&#34; onclick=&#34;x"{OUTSIDE}>b</a>'),
        ("см. http://a.example/b.", f'см. <a href="http://a.example/b"{OUTSIDE}>http://a.example/b</a>.'),
        (None, ""),
    ],
)  # fmt: skip
def test_bbcode_becomes_safe_html(text, shown):
    """Known tags become elements and are closed in order; addresses that could run something stay text."""
    assert str(bbcode.render(text)) == shown

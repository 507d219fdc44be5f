"""How the strict Telegram of the tests reads HTML: what people see, and which parts of it are special."""

import pytest

from tests.servers.telegram.markup import length, read, said


@pytest.mark.parametrize(
    ("html", "plain", "kinds"),
    [
        ("<b>a<i>b</i></b>", "ab", ["bold 0 2", "italic 1 1"]),
        ("😀<u>é</u>", "😀é", ["underline 2 1"]),
        ("&lt;&#65;&#x42;&gt;&quot;&amp;", '<AB>"&', []),
        ("<pre><code class='language-py'>x</code></pre>", "x", ["pre 0 1"]),
        ("<blockquote expandable>long</blockquote>", "long", ["expandable_blockquote 0 4"]),
        ("<tg-spoiler>s</tg-spoiler><span class='tg-spoiler'>t</span>", "st", ["spoiler 0 1", "spoiler 1 1"]),
        ("<a href='tg://user?id=7'>Ann</a>", "Ann", ["text_mention 0 3"]),
        ("<a>https://a.com</a>", "https://a.com", ["text_link 0 13"]),
        ("  <b>trimmed </b> \n", "trimmed", ["bold 0 7"]),
        ("a\r<b>b</b>\u202ec", "abc", ["bold 1 1"]),
        ('<tg-time unix="99" format="wDT">then</tg-time>', "then", ["date_time 0 4"]),
    ],
)
def test_markup_is_read(html, plain, kinds):
    lost: list[str] = []
    text = read(html, "HTML", None, lost.append)
    assert text.plain == plain and not lost
    assert [f"{each['type']} {each['offset']} {each['length']}" for each in text.entities] == kinds


def test_lengths_are_of_utf16():
    assert (length("é"), length("😀"), said("a 😀 @degen_bot").entities[0]["offset"]) == (1, 2, 5)

"""Texts that want to be more than text, for property tests of escaping."""

from hypothesis import strategies as st

FRAGMENTS = (
    *(
        "@octocat",
        "#12",
        "GH-3",
        "octo/demo#4",
        "deadbeef",
        "http://x.y",
        "www.x.y",
        "a@b.cd",
        ":smile:",
        "$x$",
        "CVE-1",
    ),
    *("`", "``", "```", "~~~", "*", "_", "__", "[", "](", "]", ")", "(", "![", "[^1]", "[x]: y", "$", ":", "::", "://"),
    *("<", "<b>", "<!--", "-->", "<details>", "</details>", "&amp;", "&", "|", "|-|", ":-", "\\", "---", "===", "***"),
    *(
        "\n",
        "\n\n",
        "\r",
        " ",
        "    ",
        "\t",
        "- ",
        "+ ",
        "1. ",
        "1) ",
        "# ",
        "> ",
        "- [ ] ",
        "\u200b",
        "\u2028",
        "\x1b",
    ),
    *("##[error]", "::add-mask::", "%0A", "%", ",", "x", "foo_bar", "é", "٣"),
)
"""What Markdown, GitHub and the runner make something of, and harmless text to put between."""

hostile_text = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=3), max_size=12).map("".join)
"""Such texts, put together at random."""

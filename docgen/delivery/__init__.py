"""How docs reach people: comment, files, Markdown, summary."""

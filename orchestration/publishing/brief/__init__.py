"""Write what a release brought: Markdown, HTML, an entry of a feed, a message."""

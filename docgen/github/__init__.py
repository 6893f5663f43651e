"""GitHub: the only room that imports PyGithub, speaks the runner's protocol and escapes what leaves for GitHub."""

"""Git as it is out of the box, whatever the developer's own settings or a surrounding hook say."""

import os


def git_environment() -> dict[str, str]:
    """The environment for git commands: without git variables, and without system-wide and personal settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return {**kept, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}

"""The command-line tools of a profile: their logs lie in its ``logs`` folder beside the folders of the servers."""

from __future__ import annotations

import re

TOOL_ROLE = "client tool"
_OF_A_SERVER = {"startserver": "startServer", "stopserver": "stopServer"}
"""Written to ``logs/<server>/``: the folder says of which server they tell, and there they stay with it."""
_OF_A_NODE = {
    name.lower(): name
    for name in ("syncNode", "addNode", "removeNode", "startNode", "stopNode", "serverStatus", "wsadmin")
}
_LOG = re.compile(r"([A-Za-z]+)\.(?:log|traceout)(?:\.\d+)?")
_GENERIC_FOLDERS = {"logs", "log", ""}


def tool_of(path: str) -> str | None:
    """The tool that writes a member, as IBM spells it; ``None`` for the log of a server, or of a tool about one server."""
    folder, _, name = path.replace("!/", "/").rpartition("/")
    found = _LOG.fullmatch(name)
    if found is None:
        return None
    word = found.group(1).lower()
    at_the_profile = folder.rpartition("/")[2].lower() in _GENERIC_FOLDERS
    return _OF_A_NODE.get(word) or (_OF_A_SERVER.get(word) if at_the_profile else None)


def is_tool_name(server: str) -> bool:
    """Whether the last part of a process's name is that of a tool."""
    return server.lower() in _OF_A_NODE or server.lower() in _OF_A_SERVER

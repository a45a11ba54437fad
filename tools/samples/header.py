"""The block at the head of every log file."""

from __future__ import annotations

from tools.samples.model import Node, Process
from tools.samples.texts import level

_ROOT = "/opt/IBM/WebSphere/AppServer"
_START = "************ Start Display Current Environment ************"
_END = "************* End Display Current Environment *************"


def _java(node: Node) -> tuple[str, str]:
    """The bracketed mark of the first line, and the Java line."""
    build, refresh = node.product.java_build
    java = node.product.java
    version = "1.8.0" if level(java) < (8, 0, 4) else "1.8.0_281"
    runtime = f"{build} ({refresh})" if version == "1.8.0" else f"{java} - {build}({refresh})"
    compiler = "Java Compiler = j9jit28" if version == "1.8.0" else "Java Compiler = j9jit29"
    line = f"Java version = {version}, Java Runtime Version = {runtime}, {compiler}, Java VM name = IBM J9 VM"
    return f"[JAVA8 {java} {build}]", line


def _environment(node: Node) -> list[str]:
    home, java = node.home, f"{_ROOT}/java_1.8_64/jre"
    return [
        f"was.install.root = {_ROOT}",
        f"user.install.root = {home}",
        f"Java Home = {java}",
        f"ws.ext.dirs = {_ROOT}/java_1.8_64/lib:{home}/classes:{_ROOT}/classes:{_ROOT}/lib:{_ROOT}/installedChannels"
        f":{_ROOT}/lib/ext:{_ROOT}/web/help:{_ROOT}/deploytool/itp/plugins/com.ibm.etools.ejbdeploy/runtime",
        f"Classpath = {home}/properties:{_ROOT}/properties:{_ROOT}/lib/startup.jar:{_ROOT}/lib/bootstrap.jar"
        f":{_ROOT}/lib/lmproxy.jar:{_ROOT}/lib/urlprotocols.jar",
        f"Java Library path = {_ROOT}/lib/native/linux/x86_64/:{java}/lib/amd64/compressedrefs:{java}/lib/amd64"
        f":{_ROOT}/bin:/usr/lib64:/usr/lib",
    ]


def log_header(process: Process, pid: int) -> list[str]:
    """The header of SystemOut.log and SystemErr.log."""
    product = process.node.product
    mark, java = _java(process.node)
    return [
        _START,
        f"WebSphere Platform {product.version} [ND {product.version} {product.fix_pack}] {mark} "
        f"running with process name {process.name} and process id {pid}",
        f"Full server name is {process.name}-{pid}",
        "Host Operating System is Linux, version 3.10.0-327.el7.x86_64",
        java,
        *_environment(process.node),
        "Orb Version = IBM Java ORB build orb80-20160415.00",
        _END,
    ]


def tool_header(process: Process) -> list[str]:
    """The header of startServer.log and syncNode.log: no process name, no pid."""
    return [
        _START,
        "Host Operating System is Linux, version 3.10.0-327.el7.x86_64",
        _java(process.node)[1],
        *_environment(process.node),
        "Current trace specification = *=info",
        _END,
    ]

"""Stack traces: the frames under each exception, as continuation lines or as SystemErr records."""

from __future__ import annotations

_INBOUND_LEGACY = """com.ibm.jsse2.o.a(o.java:26)
com.ibm.jsse2.SSLEngineImpl.b(SSLEngineImpl.java:460)
com.ibm.jsse2.SSLEngineImpl.b(SSLEngineImpl.java:117)
com.ibm.jsse2.SSLEngineImpl.a(SSLEngineImpl.java:395)
com.ibm.jsse2.SSLEngineImpl.unwrap(SSLEngineImpl.java:6)
javax.net.ssl.SSLEngine.unwrap(SSLEngine.java:7)"""
_INBOUND_MODERN = """com.ibm.jsse2.av.a(av.java:121)
com.ibm.jsse2.bk.a(bk.java:25)
com.ibm.jsse2.bk.unwrap(bk.java:178)
javax.net.ssl.SSLEngine.unwrap(SSLEngine.java:637)"""
_CHANNEL = """com.ibm.ws.ssl.channel.impl.SSLUtils.handleHandshake(SSLUtils.java:748)
com.ibm.ws.ssl.channel.impl.SSLConnectionLink.readyInbound(SSLConnectionLink.java:567)
com.ibm.ws.ssl.channel.impl.SSLConnectionLink.ready(SSLConnectionLink.java:291)
com.ibm.ws.tcp.channel.impl.NewConnectionInitialReadCallback.sendToDiscriminators(NewConnectionInitialReadCallback.java:214)
com.ibm.ws.tcp.channel.impl.NewConnectionInitialReadCallback.complete(NewConnectionInitialReadCallback.java:113)
com.ibm.ws.tcp.channel.impl.AioReadCompletionListener.futureCompleted(AioReadCompletionListener.java:175)
com.ibm.io.async.AbstractAsyncFuture.invokeCallback(AbstractAsyncFuture.java:217)
com.ibm.io.async.AsyncFuture.completed(AsyncFuture.java:138)
com.ibm.io.async.ResultHandler.complete(ResultHandler.java:204)
com.ibm.io.async.ResultHandler.runEventProcessingLoop(ResultHandler.java:775)
com.ibm.io.async.ResultHandler$2.run(ResultHandler.java:905)
com.ibm.ws.util.ThreadPool$Worker.run(ThreadPool.java:1862)"""
_OUTBOUND = """com.ibm.jsse2.o.a(o.java:8)
com.ibm.jsse2.SSLSocketImpl.a(SSLSocketImpl.java:549)
com.ibm.jsse2.kb.a(kb.java:355)
com.ibm.jsse2.lb.a(lb.java:124)
com.ibm.jsse2.SSLSocketImpl.h(SSLSocketImpl.java:447)
com.ibm.jsse2.SSLSocketImpl.startHandshake(SSLSocketImpl.java:185)
com.ibm.son.mesh.Peer.openSecure(Peer.java:412)
com.ibm.son.mesh.Peer.connect(Peer.java:268)
com.ibm.son.mesh.CfwTCPImpl.connect(CfwTCPImpl.java:164)
com.ibm.son.util.Scheduler.run(Scheduler.java:96)
java.lang.Thread.run(Thread.java:785)"""
_HEAP = """java.util.Arrays.copyOf(Arrays.java:3344)
java.util.ArrayList.grow(ArrayList.java:275)
java.util.ArrayList.add(ArrayList.java:474)
com.ibm.ws.management.discovery.Server.addEndpoint(Server.java:633)
com.ibm.ws.management.event.PushRemoteReceiver.queue(PushRemoteReceiver.java:208)
com.ibm.ejs.util.am._Alarm.run(_Alarm.java:127)
com.ibm.ws.util.ThreadPool$Worker.run(ThreadPool.java:1862)"""
_APPLICATION = """com.acme.portal.{0}.Renderer.write(Renderer.java:{1})
com.acme.portal.{0}.View.service(View.java:58)
javax.servlet.http.HttpServlet.service(HttpServlet.java:668)
com.ibm.ws.webcontainer.servlet.ServletWrapper.service(ServletWrapper.java:1230)
com.ibm.ws.webcontainer.servlet.ServletWrapper.handleRequest(ServletWrapper.java:779)
com.ibm.ws.webcontainer.filter.WebAppFilterManager.doFilter(WebAppFilterManager.java:125)
com.ibm.ws.webcontainer.webapp.WebApp.handleRequest(WebApp.java:976)
com.ibm.ws.webcontainer.WebContainer.handleRequest(WebContainer.java:1109)
com.ibm.ws.http.channel.inbound.impl.HttpInboundLink.handleNewRequest(HttpInboundLink.java:463)
com.ibm.ws.util.ThreadPool$Worker.run(ThreadPool.java:1862)"""


def _frames(text: str) -> list[str]:
    return [f"\tat {frame}" for frame in text.splitlines()]


def inbound(modern: bool) -> list[str]:
    """Below a handshake that failed at a listener."""
    return _frames(_INBOUND_MODERN if modern else _INBOUND_LEGACY) + _frames(_CHANNEL)


def outbound() -> list[str]:
    """Below a handshake that failed while the overlay opened a connection."""
    return _frames(_OUTBOUND)


def heap() -> list[str]:
    """Below an OutOfMemoryError."""
    return _frames(_HEAP)


def application(part: str, line: int) -> list[str]:
    """Below an exception of an application."""
    return _frames(_APPLICATION.format(part, line))

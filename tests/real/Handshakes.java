import java.io.*;
import java.net.*;
import java.nio.file.*;
import java.security.*;
import java.util.*;
import javax.net.ssl.*;

/** Makes loopback handshakes one after the other; the JVM's own debug output goes to standard error, between markers. */
public final class Handshakes {
    static Path stores;

    public static void main(String[] arguments) throws Exception {
        Security.setProperty("jdk.tls.disabledAlgorithms", "");
        stores = Paths.get(arguments[0]);
        for (String line : Files.readAllLines(Paths.get(arguments[1]))) {
            Properties plan = new Properties();
            plan.load(new StringReader(line.replace(' ', '\n')));
            System.err.println("#begin " + plan.getProperty("name"));
            int times = Integer.parseInt(plan.getProperty("times", "1"));
            SSLContext client = context(plan.getProperty("client.key"), plan.getProperty("client.trust", "trust"));
            SSLContext server = context(plan.getProperty("server.key", "good"), plan.getProperty("server.trust", "trust"));
            for (int i = 0; i < times; i++) run(plan, client, server);
            System.err.println("#end " + plan.getProperty("name"));
        }
    }

    static SSLContext context(String key, String trust) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(key == null ? null : load(key), "changeit".toCharArray());
        TrustManagerFactory trusts = TrustManagerFactory.getInstance("PKIX");
        trusts.init(load(trust));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(key == null ? null : keys.getKeyManagers(), trusts.getTrustManagers(), null);
        return context;
    }

    static KeyStore load(String name) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(stores.resolve(name + ".p12"))) {
            store.load(in, "changeit".toCharArray());
        }
        return store;
    }

    static void run(Properties plan, SSLContext client, SSLContext server) throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        boolean plain = "plain".equals(plan.getProperty("server")) || "close".equals(plan.getProperty("server"));
        try (ServerSocket listener = plain
                ? new ServerSocket(0, 1, loopback)
                : server.getServerSocketFactory().createServerSocket(0, 1, loopback)) {
            listener.setSoTimeout(5000);
            Thread serving = new Thread(() -> quietly(() -> serve(plan, listener)), "server-thread");
            serving.start();
            int port = listener.getLocalPort();
            Thread asking = new Thread(() -> quietly(() -> ask(plan, client, port)), "client-thread");
            asking.start();
            asking.join(8000);
            serving.join(8000);
        }
    }

    interface Step { void run() throws Exception; }

    static void quietly(Step step) {
        try {
            step.run();
        } catch (Exception expected) {
            System.out.println(Thread.currentThread().getName() + ": " + expected);
        }
    }

    static void serve(Properties plan, ServerSocket listener) throws Exception {
        String mode = plan.getProperty("server", "tls");
        try (Socket socket = listener.accept()) {
            socket.setSoTimeout(5000);
            if (mode.equals("close")) {
                socket.getInputStream().read(new byte[64]);
                return;
            }
            if (mode.equals("plain")) {
                socket.getInputStream().read(new byte[64]);
                socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes());
                return;
            }
            SSLSocket tls = (SSLSocket) socket;
            enable(tls, plan, "server");
            tls.setNeedClientAuth("true".equals(plan.getProperty("auth")));
            tls.startHandshake();
            echo(tls);
        }
    }

    static void ask(Properties plan, SSLContext context, int port) throws Exception {
        String mode = plan.getProperty("client", "tls");
        try (Socket socket = mode.equals("tls") ? context.getSocketFactory().createSocket("localhost", port)
                : new Socket("localhost", port)) {
            socket.setSoTimeout(5000);
            if (mode.equals("plain")) {
                socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes());
                socket.getInputStream().read(new byte[64]);
            }
            if (!mode.equals("tls")) return;
            SSLSocket tls = (SSLSocket) socket;
            enable(tls, plan, "client");
            if ("true".equals(plan.getProperty("verify"))) {
                SSLParameters parameters = tls.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                tls.setSSLParameters(parameters);
            }
            tls.startHandshake();
            echo(tls);
        }
    }

    static void enable(SSLSocket tls, Properties plan, String side) {
        String protocols = plan.getProperty(side + ".protocols");
        if (protocols != null) tls.setEnabledProtocols(protocols.split(","));
        String suites = plan.getProperty(side + ".suites");
        if (suites != null) tls.setEnabledCipherSuites(suites.split(","));
    }

    static void echo(SSLSocket tls) throws IOException {
        tls.getOutputStream().write('x');
        tls.getOutputStream().flush();
        tls.getInputStream().read();
    }
}

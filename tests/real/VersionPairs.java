import java.io.*;
import java.net.*;
import java.security.*;
import java.util.concurrent.*;
import javax.net.ssl.*;

/** Reads lines "client versions|server versions|client suites|server suites"; one loopback handshake per line. */
public class VersionPairs {
  public static void main(String[] a) throws Exception {
    char[] password = a[1].toCharArray();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = new FileInputStream(a[0])) { store.load(in, password); }
    KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
    keys.init(store, password);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    ExecutorService pool = Executors.newCachedThreadPool(r -> { Thread t = new Thread(r); t.setDaemon(true); return t; });
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    for (String line; (line = in.readLine()) != null; ) {
      String[] side = line.split("\\|", -1);
      try (SSLServerSocket listener = (SSLServerSocket) context.getServerSocketFactory()
          .createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        listener.setSoTimeout(5000);
        Future<String> server = pool.submit(() -> talk((SSLSocket) listener.accept(), side[1], side[3]));
        String client;
        try {
          client = talk((SSLSocket) context.getSocketFactory()
              .createSocket(InetAddress.getLoopbackAddress(), listener.getLocalPort()), side[0], side[2]);
        } catch (IOException problem) { client = String.valueOf(problem.getMessage()); }
        System.out.println(line + "\t" + client + "\t" + server.get(10, TimeUnit.SECONDS));
      }
    }
  }

  /** "ok VERSION", or the message of what went wrong. */
  static String talk(SSLSocket socket, String versions, String suites) {
    try (socket) {
      socket.setSoTimeout(5000);
      socket.setEnabledProtocols(versions.isEmpty() ? new String[0] : versions.split(","));
      if (!suites.isEmpty()) socket.setEnabledCipherSuites(suites.split(","));
      socket.startHandshake();
      socket.getOutputStream().write(7);
      socket.getInputStream().read();
      return "ok " + socket.getSession().getProtocol();
    } catch (IOException problem) { return String.valueOf(problem.getMessage()); }
  }
}

import java.io.*;
import java.net.*;
import java.security.*;
import javax.net.ssl.*;

/** One end of loopback handshakes, the other being another JVM: lines "versions" (server) or "versions|port" (client). */
public class OneSide {
  public static void main(String[] a) throws Exception {
    char[] password = a[2].toCharArray();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = new FileInputStream(a[1])) { store.load(in, password); }
    KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
    keys.init(store, password);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    for (String line; (line = in.readLine()) != null; ) {
      if (a[0].equals("server")) serve(context, line);
      else connect(context, line.split("\\|", -1));
    }
  }

  /** Prints the port, then what the handshake came to. */
  static void serve(SSLContext context, String versions) throws IOException {
    try (SSLServerSocket listener = (SSLServerSocket) context.getServerSocketFactory()
        .createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      listener.setSoTimeout(5000);
      System.out.println(listener.getLocalPort());
      System.out.println(VersionPairs.talk((SSLSocket) listener.accept(), versions, ""));
    }
  }

  static void connect(SSLContext context, String[] told) {
    try {
      System.out.println(VersionPairs.talk((SSLSocket) context.getSocketFactory()
          .createSocket(InetAddress.getLoopbackAddress(), Integer.parseInt(told[1])), told[0], ""));
    } catch (IOException problem) { System.out.println(problem.getMessage()); }
  }
}

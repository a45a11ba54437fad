import java.io.*;
import java.nio.ByteBuffer;
import java.nio.file.*;
import java.security.*;
import java.util.*;
import javax.net.ssl.*;

/**
 * One handshake in memory per line of standard input, fields between bars: client key, client trust, server key, server trust,
 * demanded (true or false), client versions, server versions, client suites, server suites. A store is the name of a PKCS12
 * file below the folder given, or empty. Prints the line, what the client got and what the server got, between tabs.
 */
public class Proofs {
  static final Map<String, KeyStore> STORES = new HashMap<>();
  static Path folder;
  static char[] password;

  public static void main(String[] a) throws Exception {
    folder = Paths.get(a[0]);
    password = a[1].toCharArray();
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    for (String line; (line = in.readLine()) != null; ) {
      String[] f = line.split("\\|", -1);
      SSLEngine client = context(f[0], f[1]).createSSLEngine("localhost", 443), server = context(f[2], f[3]).createSSLEngine();
      client.setUseClientMode(true);
      server.setUseClientMode(false);
      server.setNeedClientAuth(Boolean.parseBoolean(f[4]));
      enable(client, f[5], f[7]);
      enable(server, f[6], f[8]);
      Side one = new Side(client), other = new Side(server);
      one.out = other.in;
      other.out = one.in;
      for (int idle = 0, round = 0; idle < 2 && round < 400; round++) idle = one.step() | other.step() ? 0 : idle + 1;
      System.out.println(line + "\t" + one.said() + "\t" + other.said());
    }
  }

  static void enable(SSLEngine engine, String versions, String suites) {
    if (!versions.isEmpty()) engine.setEnabledProtocols(versions.split(","));
    if (!suites.isEmpty()) engine.setEnabledCipherSuites(suites.split(","));
  }

  static SSLContext context(String key, String trust) throws Exception {
    KeyManager[] keys = null;
    if (!key.isEmpty()) {
      KeyManagerFactory factory = KeyManagerFactory.getInstance("SunX509");
      factory.init(store(key), password);
      keys = factory.getKeyManagers();
    }
    TrustManagerFactory trusts = TrustManagerFactory.getInstance("PKIX");
    trusts.init(store(trust));
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, trusts.getTrustManagers(), null);
    return context;
  }

  static KeyStore store(String name) throws Exception {
    KeyStore known = STORES.get(name);
    if (known == null) {
      known = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(folder.resolve(name + ".p12"))) { known.load(in, password); }
      STORES.put(name, known);
    }
    return known;
  }

  /** One end. What it writes lies in the other's memory: no socket whose closing could overtake an alert. */
  static final class Side {
    final SSLEngine engine;
    final ByteBuffer in = ByteBuffer.allocate(1 << 20);
    final ByteBuffer data = ByteBuffer.allocate(1 << 16);
    ByteBuffer out;
    String failure;
    boolean greeted;

    Side(SSLEngine engine) { this.engine = engine; }

    /** Do what can be done now; false when nothing could. */
    boolean step() {
      if (failure != null) return false;
      try {
        switch (engine.getHandshakeStatus()) {
          case NEED_TASK: for (Runnable task; (task = engine.getDelegatedTask()) != null; ) task.run(); return true;
          case NEED_WRAP: return wrap(ByteBuffer.allocate(0));
          default:
            if (in.position() > 0) return unwrap();
            if (engine.getHandshakeStatus() != SSLEngineResult.HandshakeStatus.NOT_HANDSHAKING || greeted) return false;
            if (engine.getSession().getProtocol().equals("NONE")) { engine.beginHandshake(); return true; }
            greeted = true;
            return wrap(ByteBuffer.wrap(new byte[] {7}));
        }
      } catch (SSLException problem) {
        failure = String.valueOf(problem.getMessage()).replace('\n', ' ');
        try { for (int i = 0; i < 3; i++) wrap(ByteBuffer.allocate(0)); } catch (SSLException again) { /* the alert is out */ }
        return true;
      }
    }

    boolean wrap(ByteBuffer what) throws SSLException {
      SSLEngineResult done = engine.wrap(what, out);
      return done.bytesProduced() > 0 || done.bytesConsumed() > 0;
    }

    boolean unwrap() throws SSLException {
      in.flip();
      data.clear();
      try {
        return engine.unwrap(in, data).bytesConsumed() > 0;
      } finally { in.compact(); }
    }

    /** "ok VERSION", or the message of what went wrong. */
    String said() { return failure != null ? failure : "ok " + engine.getSession().getProtocol(); }
  }
}

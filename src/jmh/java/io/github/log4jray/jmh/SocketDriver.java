package io.github.log4jray.jmh;

import io.github.log4jray.testing.fixtures.FreePorts;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.KeyStores;
import io.github.log4jray.testing.fixtures.Logging;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * What Log4j's {@code Socket} writes to: a program that starts a worker, and copies what the worker sends to its own output.
 * It does no more than that. Arguments: the worker's configuration and its arguments, the port, and a key store for TLS.
 */
public final class SocketDriver {

    private static final int COPIED = 64 * 1024;

    private SocketDriver() {}

    static ToDriver.Running start(Path directory, boolean tls, int count, int pauseMillis) throws IOException {
        int port = FreePorts.one();
        Path key = directory.resolve("driver.p12");
        if (tls && !Files.exists(key)) {
            KeyStores.key(key, "-ext", "SAN=ip:127.0.0.1");
        }
        String ssl = tls
                ? "<Ssl protocol=\"TLSv1.3\" verifyHostName=\"true\"><TrustStore type=\"PKCS12\" password=\""
                        + KeyStores.PASSWORD + "\" location=\"" + KeyStores.trusting(key) + "\"/></Ssl>"
                : "";
        Path worker = Files.writeString(
                Files.createTempFile(directory, "worker", ".xml"),
                Logging.configuration("<Socket name=\"a\" host=\"127.0.0.1\" port=\"" + port + "\" protocol=\""
                        + (tls ? "SSL" : "TCP") + "\"><PatternLayout pattern=\"%m%n\"/>" + ssl + "</Socket>"));
        JavaProcess driver = JavaProcess.plan(
                        directory,
                        SocketDriver.class,
                        worker.toString(),
                        "" + count,
                        "" + pauseMillis,
                        "" + port,
                        tls ? key.toString() : "")
                .option("-Xmx1g")
                .option("-XX:TieredStopAtLevel=4")
                .start();
        return new ToDriver.Running(driver.process(), driver.out());
    }

    public static void main(String[] arguments) throws Exception {
        InetAddress loopback = InetAddress.getByName("127.0.0.1");
        int port = Integer.parseInt(arguments[3]);
        try (ServerSocket server = arguments[4].isEmpty()
                ? new ServerSocket(port, 1, loopback)
                : context(Path.of(arguments[4])).getServerSocketFactory().createServerSocket(port, 1, loopback)) {
            Process worker = ToDriver.worker(arguments).start();
            try (Socket connection = server.accept();
                    InputStream in = connection.getInputStream()) {
                byte[] bytes = new byte[COPIED];
                for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                    System.out.write(bytes, 0, read);
                    System.out.flush();
                }
            }
            worker.waitFor();
        }
        System.in.transferTo(OutputStream.nullOutputStream());
    }

    private static SSLContext context(Path key) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(key)) {
            store.load(file, KeyStores.PASSWORD.toCharArray());
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, KeyStores.PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }
}

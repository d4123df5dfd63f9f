package io.github.log4jray.jmh;

import io.github.log4jray.protocol.Handshake;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.xml.XmlConfiguration;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What one logging call costs the application's thread, beside Log4j's own appenders in the same run. {@code None}
 * is an appender that does nothing: what is left of the others is theirs. The sockets are read by a thread that throws
 * away what it reads; to {@code DriverStream} it answers as a driver does, and {@code overflow="block"} keeps it from
 * being fast by dropping. Profiler {@link ThreadCost} tells what the calls cost from what waiting for that thread does.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "-Dlog4j2.garbagefreeThreadContextMap=true")
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class AppendBenchmark {

    private static final String TOKEN = "token of the benchmark";
    private static final String DRIVER = "0123456789abcdef0123456789abcdef";
    private static final String RAY = "%d{yyyy-MM-dd HH:mm:ss,SSS} %p %c{1} [%t]: %m%n";

    /** What is measured. */
    @Param({"None", "SessionDirectory", "RollingRandomAccessFile", "DriverStream", "Socket", "AsyncSocket"})
    private String appender;

    private Path directory;
    private LoggerContext context;
    private Logger logger;
    private ServerSocket server;

    @Setup(Level.Trial)
    public void start() throws IOException {
        System.setProperty("RAY_DRIVER_LOG_TOKEN", TOKEN);
        directory = Files.createTempDirectory("log4j-ray-jmh");
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread sink = new Thread(this::readAway, "sink");
        sink.setDaemon(true);
        sink.start();
        context = new LoggerContext("jmh");
        String xml = "<Configuration status=\"error\"><Appenders>" + appenders()
                + "</Appenders><Loggers><Root level=\"info\"><AppenderRef ref=\"a\"/></Root></Loggers></Configuration>";
        InputStream source = new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8));
        context.start(new XmlConfiguration(context, new ConfigurationSource(source)));
        logger = context.getLogger("io.github.log4jray.jmh.AppendBenchmark");
    }

    private String appenders() {
        String session = " sessionDir=\"" + directory + "\"";
        String file = "<PatternLayout pattern=\"" + RAY + "\" charset=\"UTF-8\"/>";
        String message = "<PatternLayout pattern=\"%m%n\" charset=\"UTF-8\"/>";
        String socket = " host=\"127.0.0.1\" port=\"" + server.getLocalPort() + "\">" + message + "</Socket>";
        return switch (appender) {
            case "None" -> "<Null name=\"a\"/>";
            case "SessionDirectory" -> "<SessionDirectory name=\"a\" fileName=\"app.log\"" + session + "/>";
            case "RollingRandomAccessFile" ->
                "<RollingRandomAccessFile name=\"a\" immediateFlush=\"false\" fileName=\""
                        + directory + "/rraf.log\" filePattern=\"" + directory + "/rraf.log.%i\">" + file
                        + "<SizeBasedTriggeringPolicy size=\"512 MB\"/></RollingRandomAccessFile>";
            case "DriverStream" ->
                "<DriverStream name=\"a\" overflow=\"block\" address=\"tcp://127.0.0.1:" + server.getLocalPort() + "\""
                        + session + "/>";
            case "Socket" -> "<Socket name=\"a\" immediateFlush=\"false\"" + socket;
            case "AsyncSocket" ->
                "<Socket name=\"s\" immediateFlush=\"false\"" + socket
                        + "<Async name=\"a\" blocking=\"true\"><AppenderRef ref=\"s\"/></Async>";
            default -> throw new IllegalArgumentException(appender);
        };
    }

    private void readAway() {
        byte[] buffer = new byte[1 << 16];
        try (Socket socket = server.accept()) {
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            boolean answers = appender.equals("DriverStream");
            if (answers) {
                welcome(in, out);
            }
            long batches = 0;
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                long before = batches;
                for (int i = 0; i < count; i++) {
                    batches += buffer[i] == '\n' ? 1 : 0;
                }
                if (answers && batches > before) {
                    say(out, "{\"acked\":" + batches + "}");
                }
            }
        } catch (IOException e) {
            // the benchmark is over
        }
    }

    private static void welcome(InputStream in, OutputStream out) throws IOException {
        String hello = line(in);
        String nonce = Handshake.newNonce();
        Handshake handshake = new Handshake(TOKEN, member(hello, "sender"), DRIVER, member(hello, "nonce"), nonce);
        say(
                out,
                "{\"v\":2,\"driver\":\"" + DRIVER + "\",\"nonce\":\"" + nonce + "\",\"proof\":\""
                        + handshake.driverProof() + "\"}");
        line(in);
        say(out, "{\"acked\":0}");
    }

    private static String member(String message, String key) {
        int begin = message.indexOf("\"" + key + "\":\"") + key.length() + 4;
        return message.substring(begin, message.indexOf('"', begin));
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            line.append((char) b);
        }
        return line.toString();
    }

    private static void say(OutputStream out, String message) throws IOException {
        out.write((message + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** One line of 60 characters with a parameter. */
    @Benchmark
    public void append() {
        logger.info("a line as an application might log it, with a number: {}", 45601);
    }

    @TearDown(Level.Trial)
    public void stop() throws IOException {
        context.stop(10, TimeUnit.SECONDS);
        server.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}

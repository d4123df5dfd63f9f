package io.github.log4jray.jmh;

import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.config.xml.XmlConfiguration;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Lines a millisecond into a rotating file, beside Log4j's and Logback's rolling appenders: the same line, the same
 * bytes, 256 KiB of buffer, new files in each iteration. {@code None} is an appender that does nothing,
 * {@code Format} one that only renders the line: what is left of the others is the file's. The lines that are in the files in the end are counted, unless old
 * files were removed meanwhile. With {@code -bm sample -p maxBytes=1048576} it shows the slowest append while files
 * rotate.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 3, jvmArgsAppend = "-Dlog4j2.garbagefreeThreadContextMap=true")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 4, time = 1)
public class FileBenchmark {

    private static final String RAY = "%d{yyyy-MM-dd HH:mm:ss,SSS} %p %c{1} [%t]: %m%n";
    private static final String LOGGER = "io.github.log4jray.jmh.FileBenchmark";
    private static final int BUFFER = 256 * 1024;
    private static final int BACKUPS = 20;

    /** What is measured. */
    @Param({"SessionDirectory", "RollingRandomAccessFile", "RollingFile", "Logback", "Format", "None"})
    private String appender;

    /** At which size files rotate. */
    @Param("536870912")
    private long maxBytes;

    /** Whether each line is in the file when the call returns. */
    @Param("false")
    private boolean immediateFlush;

    private final Queue<Line> threads = new ConcurrentLinkedQueue<>();
    private Path directory;
    private Call call;
    private Runnable stop;

    private interface Call {
        void log(long number);
    }

    /** What one thread logs. */
    @State(Scope.Thread)
    public static class Line {
        private long number;

        /** Lets the lines of this thread be counted. */
        @Setup(Level.Iteration)
        public void start(FileBenchmark benchmark) {
            number = 0;
            benchmark.threads.add(this);
        }
    }

    @Setup(Level.Iteration)
    public void start() throws IOException {
        directory = Files.createTempDirectory("log4j-ray-jmh");
        if (appender.equals("Logback")) {
            startLogback();
        } else {
            startLog4j();
        }
    }

    private void startLog4j() throws IOException {
        LoggerContext log4j = new LoggerContext("jmh");
        String xml = "<Configuration status=\"warn\"><Appenders>" + element()
                + "</Appenders><Loggers><Root level=\"info\"><AppenderRef ref=\"a\"/></Root></Loggers></Configuration>";
        InputStream source = new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8));
        log4j.start(new XmlConfiguration(log4j, new ConfigurationSource(source)));
        if (appender.equals("Format")) {
            Format format = new Format();
            format.start();
            log4j.getConfiguration().getRootLogger().addAppender(format, null, null);
        }
        stop = () -> log4j.stop(10, TimeUnit.SECONDS);
        org.apache.logging.log4j.Logger logger = log4j.getLogger(LOGGER);
        call = number -> logger.info("a line as an application might log it, with a number: {}", number);
    }

    private String element() {
        String file = "<PatternLayout pattern=\"" + RAY + "\" charset=\"UTF-8\"/>";
        String common = " name=\"a\" immediateFlush=\"" + immediateFlush + "\" bufferSize=\"" + BUFFER + "\"";
        String rolling = common + " fileName=\"" + directory + "/a.log\" filePattern=\"" + directory + "/a.log.%i\">"
                + file + "<SizeBasedTriggeringPolicy size=\"" + maxBytes
                + "\"/><DefaultRolloverStrategy fileIndex=\"min\" max=\"" + BACKUPS + "\"/>";
        return switch (appender) {
            case "SessionDirectory" ->
                "<SessionDirectory" + common + " fileName=\"a.log\" sessionDir=\"" + directory + "\" maxBytes=\""
                        + maxBytes + "\" backupCount=\"" + BACKUPS + "\"/>";
            case "RollingRandomAccessFile" -> "<RollingRandomAccessFile" + rolling + "</RollingRandomAccessFile>";
            case "RollingFile" -> "<RollingFile" + rolling + "</RollingFile>";
            default -> "<Null name=\"a\"/>";
        };
    }

    private void startLogback() {
        ch.qos.logback.classic.LoggerContext logback = new ch.qos.logback.classic.LoggerContext();
        logback.setMDCAdapter(new LogbackMDCAdapter());
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(logback);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setPattern("%d %p %c{0} [%t]: %m%n%nopex");
        encoder.start();
        RollingFileAppender<ILoggingEvent> file = new RollingFileAppender<>();
        FixedWindowRollingPolicy window = new FixedWindowRollingPolicy();
        window.setContext(logback);
        window.setParent(file);
        window.setFileNamePattern(directory + "/a.log.%i");
        window.setMaxIndex(BACKUPS);
        SizeBasedTriggeringPolicy<ILoggingEvent> size = new SizeBasedTriggeringPolicy<>();
        size.setContext(logback);
        size.setMaxFileSize(new FileSize(maxBytes));
        file.setContext(logback);
        file.setFile(directory + "/a.log");
        file.setEncoder(encoder);
        file.setRollingPolicy(window);
        file.setTriggeringPolicy(size);
        file.setImmediateFlush(immediateFlush);
        file.setBufferSize(new FileSize(BUFFER));
        window.start();
        size.start();
        file.start();
        if (!file.isStarted()) {
            throw new IllegalStateException(
                    logback.getStatusManager().getCopyOfStatusList().toString());
        }
        ch.qos.logback.classic.Logger root = logback.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.addAppender(file);
        root.setLevel(ch.qos.logback.classic.Level.INFO);
        stop = logback::stop;
        org.slf4j.Logger logger = logback.getLogger(LOGGER);
        call = number -> logger.info("a line as an application might log it, with a number: {}", number);
    }

    /** Renders a line and throws it away. */
    private static final class Format extends AbstractAppender {
        private final ThreadLocal<StringBuilder> text = ThreadLocal.withInitial(StringBuilder::new);

        private Format() {
            super("format", null, PatternLayout.newBuilder().setPattern(RAY).build(), true, Property.EMPTY_ARRAY);
        }

        @Override
        public void append(LogEvent event) {
            StringBuilder line = text.get();
            line.setLength(0);
            ((PatternLayout) getLayout()).serialize(event, line);
        }
    }

    @Benchmark
    @Threads(1)
    public void threads01(Line line) {
        call.log(line.number++);
    }

    @Benchmark
    @Threads(4)
    public void threads04(Line line) {
        call.log(line.number++);
    }

    /**
     * Many threads on few cores. An operation is a line, of as many threads as {@code threads} says, which all log
     * together until the last one has written its part. JMH's own threads would not do: those that wait for the start
     * of a measurement run meanwhile, and each has a time of its own.
     */
    @Benchmark
    @OperationsPerInvocation(Crowd.LINES)
    public void crowd(Crowd crowd, Cost cost) throws Exception {
        Callable<Long> thread = () -> crowd.log(call);
        for (Future<Long> nanos : crowd.pool.invokeAll(Collections.nCopies(crowd.threads, thread))) {
            cost.cpuNanos += nanos.get();
        }
        cost.lines += crowd.lines() * crowd.threads;
        Line all = new Line();
        all.number = crowd.lines() * crowd.threads;
        threads.add(all);
    }

    /** The CPU time of all threads of a crowd, system calls included, and the lines that it was for. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Cost {
        public long cpuNanos;
        public long lines;
    }

    /** Threads that log at once. */
    @State(Scope.Benchmark)
    public static class Crowd {
        static final int LINES = 1 << 19;

        /** How many. */
        @Param({"16", "64"})
        private int threads;

        /** Whether they are virtual threads, which needs JDK 21. Java tells no CPU time of these. */
        @Param("false")
        private boolean virtual;

        private final ThreadMXBean times = ManagementFactory.getThreadMXBean();
        private ExecutorService pool;

        @Setup(Level.Trial)
        public void start() throws ReflectiveOperationException {
            pool = virtual
                    ? (ExecutorService) Executors.class
                            .getMethod("newVirtualThreadPerTaskExecutor")
                            .invoke(null)
                    : Executors.newFixedThreadPool(threads);
        }

        @TearDown(Level.Trial)
        public void stop() {
            pool.shutdown();
        }

        private long lines() {
            return LINES / threads;
        }

        private long log(Call call) {
            long start = cpuNanos();
            for (long number = 0; number < lines(); number++) {
                call.log(number);
            }
            return cpuNanos() - start;
        }

        private long cpuNanos() {
            return virtual ? 0 : times.getCurrentThreadCpuTime();
        }
    }

    @TearDown(Level.Iteration)
    public void stop() {
        stop.run();
        long logged = threads.stream().mapToLong(line -> line.number).sum();
        threads.clear();
        check(logged);
    }

    private void check(long logged) {
        try (Stream<Path> walk = Files.walk(directory)) {
            List<Path> files = walk.sorted(Comparator.reverseOrder()).toList();
            long lines = 0;
            for (Path file : files) {
                lines += Files.isRegularFile(file) ? lines(file) : 0;
                Files.delete(file);
            }
            boolean complete = lines == logged || files.size() > BACKUPS || appender.matches("Format|None");
            if (!complete) {
                throw new IllegalStateException(logged + " lines were logged, " + lines + " are in the files");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static long lines(Path file) throws IOException {
        long lines = 0;
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                for (int i = 0; i < count; i++) {
                    lines += buffer[i] == '\n' ? 1 : 0;
                }
            }
        }
        return lines;
    }
}

package io.github.log4jray.jmh;

import io.github.log4jray.context.RuntimeContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
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
 * Lines of JSON a millisecond into a file, with eight ids and names in the context: {@code RayJsonLayout} in
 * {@code SessionDirectory}, and the same template in Log4j's {@code JsonTemplateLayout} and
 * {@code RollingRandomAccessFile}. The lines in the files are counted. {@code None} is an appender that does nothing.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 3, jvmArgsAppend = "-Dlog4j2.garbagefreeThreadContextMap=true")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 4, time = 1)
public class JsonFileBenchmark {

    /** What is measured. */
    @Param({"SessionDirectory", "RollingRandomAccessFile", "None"})
    private String appender;

    private Path directory;
    private LoggerContext log4j;
    private Logger logger;
    private RuntimeContext.Scope scope;
    private long number;

    @Setup(Level.Iteration)
    public void start() throws IOException {
        directory = Files.createTempDirectory("log4j-ray-jmh");
        number = 0;
        log4j = new LoggerContext("jmh");
        String xml = "<Configuration status=\"warn\"><Appenders>" + element()
                + "</Appenders><Loggers><Root level=\"info\"><AppenderRef ref=\"a\"/></Root></Loggers></Configuration>";
        InputStream source = new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8));
        log4j.start(new XmlConfiguration(log4j, new ConfigurationSource(source)));
        logger = log4j.getLogger("com.example.words.BatchProcessor");
        scope = RuntimeContext.enter(RuntimeContext.newBuilder()
                .setJobId("01000000")
                .setWorkerId("0a".repeat(28))
                .setNodeId("0b".repeat(28))
                .setActorId("0c".repeat(16))
                .setTaskId("c8ef45ccd0112571ffffffffffffffffffffffff01000000")
                .setTaskName("count")
                .setTaskFuncName("com.example.words.BatchProcessor.count")
                .setActorName("Counter")
                .build());
    }

    private String element() {
        return switch (appender) {
            case "SessionDirectory" ->
                "<SessionDirectory name=\"a\" fileName=\"a.log\" sessionDir=\"" + directory
                        + "\"><RayJsonLayout/></SessionDirectory>";
            case "RollingRandomAccessFile" ->
                "<RollingRandomAccessFile name=\"a\" fileName=\"" + directory + "/a.log\" filePattern=\"" + directory
                        + "/a.log.%i\" immediateFlush=\"false\"><SizeBasedTriggeringPolicy size=\"512MB\"/>"
                        + "<JsonTemplateLayout eventTemplateUri=\"classpath:RayLayout.json\"/>"
                        + "</RollingRandomAccessFile>";
            default -> "<Null name=\"a\"/>";
        };
    }

    /** Logs one line. */
    @Benchmark
    public void log() {
        logger.info("Processed batch {} of {} in {} ms", number++, 1024, 17);
    }

    @TearDown(Level.Iteration)
    public void stop() throws IOException {
        scope.close();
        log4j.stop(10, TimeUnit.SECONDS);
        long lines = 0;
        try (Stream<Path> walk = Files.walk(directory)) {
            List<Path> files = walk.sorted(Comparator.reverseOrder()).toList();
            for (Path file : files) {
                lines += Files.isRegularFile(file) ? FileBenchmark.lines(file) : 0;
                Files.delete(file);
            }
        }
        if (lines != number && !appender.equals("None")) {
            throw new IllegalStateException(number + " lines were logged, " + lines + " are in the files");
        }
    }
}

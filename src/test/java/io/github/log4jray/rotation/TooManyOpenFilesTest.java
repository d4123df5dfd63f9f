package io.github.log4jray.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.AgentJar;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.NumberedRecords;
import io.github.log4jray.testing.fixtures.RotatingLog;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The application has opened as many files as it may. */
class TooManyOpenFilesTest {

    @TempDir
    private Path directory;

    private RotatingLog log;
    private String classPath;

    /** A class out of a directory could not even be loaded; a jar is open. */
    @BeforeEach
    void jar() {
        log = new RotatingLog(directory.resolve("session"));
        classPath = AgentJar.path() + File.pathSeparator + System.getProperty("java.class.path");
    }

    private JavaProcess run(String version, String attributes, int before, int meanwhile, int after) throws Exception {
        try (JavaProcess process = JavaProcess.plan(
                        directory,
                        LogWithoutFileDescriptors.class,
                        Integer.toString(before),
                        Integer.toString(meanwhile),
                        Integer.toString(after))
                .launchedBy("sh", "-c", "ulimit -n 200; exec \"$@\"", "sh")
                .onLog4j(version)
                .classPath(classPath)
                .configured(log.appender("maxBytes=\"1000\" backupCount=\"100000\" " + attributes))
                .start()) {
            assertThat(process.join()).as(process.err()).isZero();
            assertThat(process.lines()).anyMatch(line -> line.matches("\\d+ open: .*Too many open files.*"));
            return process;
        }
    }

    /**
     * The JVM may take the place that the log leaves while it rotates: then a record is missing, and counted. The program
     * takes that place before its next record, so that the others are missing too.
     */
    @ParameterizedTest
    @FieldSource("io.github.log4jray.testing.fixtures.JavaProcess#LOG4J_VERSIONS")
    void fileThatIsOpenGoesOnRotating(String version) throws Exception {
        JavaProcess process = run(version, "immediateFlush=\"true\"", 10, 1000, 100);

        assertThat(NumberedRecords.countWithMissing("line", log.lines())).isEqualTo(1110);
        long gaps =
                log.lines().stream().filter(line -> !line.startsWith("line ")).count();
        assertThat(process.errors()).hasSize(2 * (int) gaps);
        assertThat(log.files()).hasSizeGreaterThan(gaps == 0 ? 5 : 1);
        assertThat(log.texts()).allMatch(text -> text.length() < 1000);
    }

    @ParameterizedTest
    @FieldSource("io.github.log4jray.testing.fixtures.JavaProcess#LOG4J_VERSIONS")
    void whatCanNotBeWrittenIsCounted(String version) throws Exception {
        JavaProcess process = run(version, "immediateFlush=\"true\"", 0, 1000, 100);

        List<String> errors = process.errors().stream()
                .filter(error -> error.contains("log4j-ray: "))
                .toList();
        assertThat(errors).hasSize(2);
        assertThat(errors.get(0)).contains("Too many open files");
        // a record for which the JDK could not load what it needs has not come to the file, and Log4j says so
        int refused = process.errors().size() - errors.size();
        assertThat(errors.get(1)).containsPattern(" " + (1000 - refused) + " records? (?:is|are) missing");
        assertThat(log.lines().get(0)).matches(1000 - refused + " records? (?:is|are) missing here.*");
        assertThat(log.lines().subList(1, log.lines().size()))
                .isEqualTo(NumberedRecords.of("line", 1100).subList(1000, 1100));
        assertThat(log.texts()).allMatch(text -> text.length() < 1000);
    }
}

package io.github.log4jray;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.file.SessionDirectoryAppender;
import io.github.log4jray.testing.fixtures.JavaProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.layout.template.json.JsonTemplateLayout;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tests, and the programs that they start, run the classes and the Log4j that they are to test. */
@Tag("compat")
class TestedJarTest {

    private static final List<String> VERSIONS = JavaProcess.LOG4J_VERSIONS;
    private static final Path TESTED = Path.of(System.getProperty("log4jray.classes"));

    @TempDir
    private Path directory;

    /** Prints what it runs. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) throws Exception {
            System.out.println(running());
        }

        /** Where log4j-ray is, and the versions of the libraries of Log4j. */
        static String running() throws Exception {
            TreeMap<String, Object> running = new TreeMap<>();
            running.put("log4j-ray", place(SessionDirectoryAppender.class));
            for (Class<?> type : List.of(LogManager.class, LoggerContext.class, JsonTemplateLayout.class)) {
                running.put(
                        place(type).getFileName().toString(), type.getPackage().getImplementationVersion());
            }
            return running.toString();
        }

        private static Path place(Class<?> type) throws Exception {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        }
    }

    private static String expected(String version) {
        TreeMap<String, Object> expected = new TreeMap<>();
        expected.put("log4j-ray", TESTED);
        for (String library : List.of("log4j-api", "log4j-core", "log4j-layout-template-json")) {
            expected.put(library + "-" + version + ".jar", version);
        }
        return expected.toString();
    }

    @Test
    void theyRunInTheTestsThemselves() throws Exception {
        assertThat(Program.running()).isEqualTo(expected(VERSIONS.get(0)));
    }

    @Test
    void theyRunInTheProgramsOfTests() throws Exception {
        for (String version : VERSIONS) {
            try (JavaProcess process =
                    JavaProcess.plan(directory, Program.class).onLog4j(version).start()) {
                assertThat(process.join()).as(process.err()).isZero();
                assertThat(process.lines()).containsExactly(expected(version));
            }
        }
    }

    /** In a profile of its own, which tests one version at a time; elsewhere Maven has made no jar yet. */
    @Test
    void oneVersionIsTestedWithTheJar() {
        assertThat(TESTED.toString().endsWith(".jar")).isEqualTo(VERSIONS.size() == 1);
    }
}

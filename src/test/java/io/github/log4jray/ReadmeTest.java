package io.github.log4jray;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.github.log4jray.testing.fakes.FakeDriver;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.fixtures.KeyStores;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.Manual;
import io.github.log4jray.testing.fixtures.Manual.Block;
import io.github.log4jray.testing.fixtures.Manual.Page;
import io.github.log4jray.testing.programs.LogWithEach;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What README and manual show: configurations start, programs compile, links lead somewhere, versions are right. */
class ReadmeTest {

    private static final Pattern INLINE = Pattern.compile("`(<[A-Z]\\w* name=[^`]*/>)`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern CLASS = Pattern.compile("public final class (\\w+)");
    private static final Pattern NAME = Pattern.compile("`(?:[a-z]+\\.)?([A-Z][a-z]\\w+)(?:\\.\\w+)?`");
    private static final Pattern DECLARED = Pattern.compile("(?:class|record|enum|interface) ([A-Z]\\w+)");
    private static final Pattern DEPENDENCY =
            Pattern.compile("<groupId>(.*?)</groupId>\\s*<artifactId>(.*?)</artifactId>\\s*<version>(.*?)</version>");

    /** Pages without a program or a configuration of their own. */
    private static final Set<String> WITHOUT_EXAMPLE = Set.of("architecture.md", "decisions.md", "changelog.md");

    private static final Set<String> OF_LOG4J = Set.of("AbstractManager", "Log4jThread", "ThreadContext");
    private static final Set<String> PLUGINS = Set.of("SessionDirectory", "DriverStream", "DriverConsole");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    @TempDir
    private Path directory;

    private static List<Block> blocks(String language) {
        return Manual.readmeAndPages().stream()
                .flatMap(page -> page.blocks().stream())
                .filter(block -> block.language().equals(language))
                .toList();
    }

    private static boolean isOfMaven(String xml) {
        return xml.startsWith("<dependency>") || xml.startsWith("<plugin>");
    }

    /** Each once, however many pages show it. */
    static Stream<Block> configurations() {
        Stream<Block> inline = Manual.readmeAndPages().stream()
                .flatMap(page ->
                        INLINE.matcher(page.prose()).results().map(result -> new Block(page, "xml", result.group(1))));
        Stream<Block> xml = blocks("xml").stream().filter(block -> !isOfMaven(block.text()));
        Stream<Block> others = Stream.of("yaml", "json", "properties")
                .flatMap(language -> blocks(language).stream())
                .filter(block -> block.text().matches("(?s)(Configuration:|\\{\\s*\"Configuration\"|status =).*"));
        return Stream.of(inline, xml, others)
                .flatMap(some -> some)
                .collect(Collectors.toMap(Block::text, block -> block, (block, same) -> block, LinkedHashMap::new))
                .values()
                .stream();
    }

    static List<Block> programs() {
        return blocks("java");
    }

    /** Programs that need no class of the reader's. */
    static List<Block> programsThatRun() {
        return Stream.of("configuration.md", "context.md")
                .flatMap(page -> Manual.page(page).blocks().stream())
                .filter(block -> block.language().equals("java"))
                .toList();
    }

    static List<Page> everything() {
        return Manual.everything();
    }

    @Test
    void thereAreSome() {
        assertThat(configurations()).hasSizeGreaterThan(25);
        assertThat(programs()).hasSizeGreaterThan(5);
        assertThat(programsThatRun()).hasSize(3);
    }

    /** A Redis or a driver that is not there is no error of the configuration. */
    @Test
    void configurationsAreRightAndLog() throws Exception {
        Path key = KeyStores.key(directory.resolve("key.p12"));
        Path trust = KeyStores.trusting(key);
        List<Path> files = new ArrayList<>();
        for (Block block : configurations().toList()) {
            Path file = directory.resolve("configuration-%03d.%s".formatted(files.size(), block.language()));
            String text = configuration(block)
                    .replaceAll("<KeyStore location=\"[^\"]*\"", "<KeyStore location=\"" + key + "\"")
                    .replaceAll("<TrustStore location=\"[^\"]*\"", "<TrustStore location=\"" + trust + "\"");
            files.add(Files.writeString(file, text));
        }
        String[] names = files.stream().map(Path::toString).toArray(String[]::new);
        try (JavaProcess process = JavaProcess.plan(directory, LogWithEach.class, names)
                .option("-Dlog4jray.tempDir=" + directory.resolve("temp"))
                .option(FakeDriver.TOKEN_OPTION)
                .environment(Map.of("KEY_PASSWORD", KeyStores.PASSWORD, "TRUST_PASSWORD", KeyStores.PASSWORD))
                .start()) {
            assertThat(process.join()).as(process.err()).isZero();
            assertThat(process.errors()).as("all: " + process.err()).isEmpty();
            for (Path file : files) {
                assertLogged(file, process.lines());
            }
        }
    }

    /** @return the text, whole, for this machine and this test's directory, and without a wait for a driver that is not there */
    private String configuration(Block block) {
        String whole = block.text().startsWith("<") && !block.text().startsWith("<Configuration")
                ? Logging.configuration(block.text())
                : block.text();
        return whole.replaceAll("(10\\.0\\.0\\.\\d|driver\\.example):\\d+", "127.0.0.1:1")
                .replace("port=\"4560\"", "port=\"0\"")
                .replace("=\"logs/", "=\"" + directory + "/logs/")
                .replace("=\"workers.jsonl", "=\"" + directory + "/logs/workers.jsonl")
                .replace("\"/tmp/ray\"", "\"" + directory + "/temp\"")
                .replaceAll(
                        "<DriverStream (?![^>]*shutdownTimeoutMillis)", "<DriverStream shutdownTimeoutMillis=\"100\" ");
    }

    private void assertLogged(Path file, List<String> printed) throws IOException {
        String configuration = Files.readString(file);
        boolean shows = configuration.contains("<DriverConsole") && !configuration.contains(" level=\"warn\"");
        String last = file.getFileName() + " line 2";
        assertThat(printed.stream().filter(line -> line.contains(last)))
                .as(configuration)
                .hasSize(shows || configuration.contains("ref=\"console\"/>\n    </Root>") ? 1 : 0);
        boolean writes = configuration.contains("SessionDirectory") || configuration.contains("File ");
        if (writes && !configuration.contains("<Root level=\"warn\">")) {
            assertThat(logs())
                    .as(configuration)
                    .anySatisfy(log -> assertThat(log).contains(file.getFileName() + " line 0", last));
        }
    }

    /** @return the text of each file in a directory for logs */
    private List<String> logs() throws IOException {
        List<String> texts = new ArrayList<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path log : files.filter(file -> file.getParent().endsWith("logs"))
                    .filter(Files::isRegularFile)
                    .toList()) {
                texts.add(Files.readString(log));
            }
        }
        return texts;
    }

    @Test
    void otherBlocksOfDataAreWellFormed() throws IOException {
        for (Block block : blocks("json")) {
            if (!block.text().contains("\"Configuration\"")) {
                for (String line : block.text().lines().toList()) {
                    assertThat(JSON.readTree(line).isObject()).as(line).isTrue();
                }
            }
        }
        for (Block block : blocks("yaml")) {
            for (String document : block.text().split("(?m)^---$")) {
                assertThat(YAML.readTree(document).isObject()).as(document).isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void programCompiles(Block block) throws IOException {
        compile(block);
    }

    @ParameterizedTest
    @MethodSource("programsThatRun")
    void programRuns(Block block) throws Exception {
        String name = compile(block);
        try (URLClassLoader loader =
                        new URLClassLoader(new URL[] {directory.toUri().toURL()});
                JavaProcess process = JavaProcess.plan(directory, loader.loadClass(name))
                        .classPath(directory + File.pathSeparator + System.getProperty("java.class.path"))
                        .configured(Config.sessionDirectory().with("fileName", "x.log"))
                        .option("-Dlog4jray.tempDir=" + directory.resolve("temp"))
                        .start()) {
            assertThat(process.join()).as(process.err()).isZero();
            assertThat(process.errors()).isEmpty();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            assertThat(files.filter(file -> file.getParent().endsWith("logs"))).isNotEmpty();
        }
    }

    /** @return the name of the class; statements get one around them */
    private String compile(Block block) throws IOException {
        Matcher name = CLASS.matcher(block.text());
        boolean whole = name.find();
        String className = whole ? name.group(1) : "Statements";
        String source =
                whole ? block.text() : "class Statements { void run() throws Exception {\n" + block.text() + "\n} }";
        Path file = Files.writeString(directory.resolve(className + ".java"), source);
        int result = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-proc:none", "-d", directory.toString(), file.toString());
        assertThat(result).as(source).isZero();
        return className;
    }

    @ParameterizedTest
    @MethodSource("everything")
    void linkLeadsSomewhere(Page page) {
        List<String> dead = new ArrayList<>();
        for (MatchResult result : LINK.matcher(page.prose()).results().toList()) {
            String link = result.group(1);
            if (!link.startsWith("http") && !isThere(page, link)) {
                dead.add(link);
            }
        }
        assertThat(dead).isEmpty();
    }

    private static boolean isThere(Page page, String link) {
        String[] parts = link.split("#", 2);
        Path parent = page.path().toAbsolutePath().getParent();
        Path target =
                parts[0].isEmpty() ? page.path() : parent.resolve(parts[0]).normalize();
        if (!Files.exists(target) || parts.length == 1) {
            return Files.exists(target);
        }
        return Manual.everything().stream()
                .filter(some -> some.path().toAbsolutePath().equals(target.toAbsolutePath()))
                .anyMatch(some -> some.anchors().contains(parts[1]));
    }

    @Test
    void pageCanBeReachedFromTheReadme() {
        assertThat(Manual.pages())
                .allSatisfy(page -> assertThat(Manual.readme().text())
                        .contains("](src/docs/" + page.path().getFileName()));
    }

    @Test
    void readmeTakesAMinute() {
        assertThat(Manual.readme().text().lines().count()).isLessThanOrEqualTo(150);
    }

    @Test
    void pageBeginsWithAnExample() {
        assertThat(Manual.pages())
                .filteredOn(page ->
                        !WITHOUT_EXAMPLE.contains(page.path().getFileName().toString()))
                .allSatisfy(page -> assertThat(page.text().lines().limit(10)).anyMatch(line -> line.startsWith("```")));
    }

    @Test
    void dependencyIsThatOfTheProject() throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        List<String> own = DEPENDENCY
                .matcher(pom)
                .results()
                .map(found -> found.group(1) + ":" + found.group(2) + ":" + found.group(3))
                .toList();
        String log4j = pom.replaceAll("(?s).*<log4j.version>(.*?)</log4j.version>.*", "$1");
        List<MatchResult> shown = blocks("xml").stream()
                .filter(block -> block.text().startsWith("<dependency>"))
                .flatMap(block -> DEPENDENCY.matcher(block.text()).results())
                .toList();
        assertThat(shown).hasSizeGreaterThan(4).allSatisfy(found -> {
            if (found.group(1).startsWith("org.apache.logging")) {
                assertThat(found.group(3)).isEqualTo(log4j);
            } else {
                assertThat(own).contains(found.group(1) + ":" + found.group(2) + ":" + found.group(3));
            }
        });
    }

    @Test
    void pathInACommandExists() {
        assertThat(Manual.everything().stream()
                        .flatMap(page -> page.blocks().stream())
                        .filter(block -> block.language().startsWith("sh"))
                        .flatMap(block -> Stream.of(block.text().split("[\\s\"$()]+")))
                        .filter(word -> word.matches("(samples|src|\\.ci)/[\\w./-]+")))
                .hasSizeGreaterThan(5)
                .allSatisfy(word -> assertThat(Path.of(word)).exists());
    }

    @Test
    void architectureNamesEveryThread() {
        Set<String> named = Manual.page("architecture.md").table("Threads").stream()
                .map(row -> row.get(0).replace("`", ""))
                .collect(Collectors.toSet());
        assertThat(Manual.sources().stream()
                        .flatMap(source -> Pattern.compile("\"(log4jray-[a-z-]*[a-z])\"")
                                .matcher(source)
                                .results()
                                .map(result -> result.group(1))))
                .hasSizeGreaterThan(9)
                .allSatisfy(thread -> assertThat(named).contains(thread));
    }

    @Test
    void classThatAPageNamesExists() {
        Set<String> known = Manual.sources().stream()
                .flatMap(source -> DECLARED.matcher(source).results())
                .map(result -> result.group(1))
                .collect(Collectors.toSet());
        known.addAll(OF_LOG4J);
        known.addAll(PLUGINS);
        assertThat(Stream.of("architecture.md", "decisions.md")
                        .flatMap(page -> NAME.matcher(Manual.page(page).prose()).results())
                        .map(result -> result.group(1)))
                .hasSizeGreaterThan(20)
                .allMatch(known::contains);
    }
}

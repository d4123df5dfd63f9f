package io.github.log4jray;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.JavaProcess;
import io.github.log4jray.testing.programs.LogWithEach;
import io.github.log4jray.testing.programs.ReflectionRecorder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The metadata in the jar tells GraalVM what a process does by reflection: {@link ReflectionRecorder} says what that is for
 * one that uses each plugin. Services need no metadata.
 */
@Tag("slow")
class NativeImageTest {

    private static final Path METADATA = Path.of(System.getProperty("log4jray.classes"), "META-INF/native-image");
    private static final String OURS = "io.github.log4jray.";

    /** Log4j names it only where Ray is, whose JVMs are no native images. */
    private static final String OF_RAY = "io.github.log4jray.ray.RayContextDataInjector";

    @TempDir
    private Path directory;

    @Test
    void metadataHasWhatAProcessReflectsOn() throws Exception {
        Path records = directory.resolve("records");
        try (JavaProcess process = JavaProcess.plan(directory, LogWithEach.class, configurations())
                .option("-javaagent:" + agent() + "=" + records)
                .start()) {
            assertThat(process.join()).as(process.err()).isZero();
            assertThat(process.errors()).isEmpty();
        }
        Set<String> needed = Files.readAllLines(records).stream()
                .filter(record -> record.split(" ")[1].startsWith(OURS)
                        || record.startsWith("resource Ray")
                        || record.startsWith("class redis.")
                        || record.startsWith("class io.grpc."))
                .filter(record -> !record.contains(OF_RAY) && !isOrdinaryField(record.split(" ")))
                .collect(Collectors.toSet());

        assertThat(needed).contains("resource RayLayout.json", "class redis.clients.jedis.Connection");
        assertThat(needed).hasSizeGreaterThan(40).isSubsetOf(known());
    }

    /** Log4j looks at all fields of a builder, and uses those with an annotation. A native image lists only those of the metadata. */
    private static boolean isOrdinaryField(String... record) {
        try {
            return record[0].equals("field")
                    && Class.forName(record[1]).getDeclaredField(record[2]).getAnnotations().length == 0;
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private String[] configurations() throws IOException {
        Path session = directory.resolve("session");
        Path log = directory.resolve("rolling.log");
        Element worker = Config.sessionDirectory().with("component", "worker").with("sessionDir", session);
        Element fields = Config.rayJson()
                .with(
                        Config.element("KeyValuePair").with("key", "k").with("value", "${ray:pid}"),
                        Config.element("RayJsonField").with("key", "a").with("value", "b"));
        List<Element> appenders = List.of(
                worker.with(fields),
                worker.with(Config.element("JsonTemplateLayout").with("eventTemplateUri", "classpath:RayLayout.json")),
                Config.element("RollingFile")
                        .with("name", "file")
                        .with("fileName", log)
                        .with("filePattern", log + ".%i")
                        .with(Config.element("RayTriggeringPolicy"), Config.element("RayRolloverStrategy")),
                Config.driverConsole().with("sessionDir", session),
                Config.driverStream().with("address", "redis://127.0.0.1:1").with("shutdownTimeoutMillis", 0));
        String[] files = new String[appenders.size()];
        for (int i = 0; i < files.length; i++) {
            files[i] = Files.writeString(
                            directory.resolve(i + ".xml"),
                            Config.of(appenders.get(i)).toString())
                    .toString();
        }
        return files;
    }

    private Path agent() throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", ReflectionRecorder.class.getName());
        Path jar = directory.resolve("recorder.jar");
        try (OutputStream out = Files.newOutputStream(jar)) {
            new JarOutputStream(out, manifest).close();
        }
        return jar;
    }

    /** All that the metadata has, in the words of the recorder. */
    private static Set<String> known() throws IOException {
        Set<String> known = new HashSet<>();
        try (Stream<Path> files = Files.walk(METADATA)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                JsonNode json = new ObjectMapper().readTree(file.toFile());
                for (JsonNode type : json.isArray() ? json : List.<JsonNode>of()) {
                    String name = type.get("name").asText();
                    known.add("class " + name);
                    type.path("methods")
                            .forEach(each -> known.add(
                                    "method " + name + " " + each.get("name").asText()));
                    type.path("fields")
                            .forEach(each -> known.add(
                                    "field " + name + " " + each.get("name").asText()));
                }
                json.path("resources")
                        .path("includes")
                        .forEach(each -> known.add("resource "
                                + each.get("pattern")
                                        .asText()
                                        .replace("\\Q", "")
                                        .replace("\\E", "")));
            }
        }
        return known;
    }
}

package io.github.log4jray.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** The jar of this project, which Maven makes only after the tests; where that is tested, the one of Maven. */
public final class AgentJar {

    private static final Path CLASSES = Path.of(System.getProperty("log4jray.classes"));
    private static final Path JAR = Files.isDirectory(CLASSES) ? make() : CLASSES;

    private AgentJar() {}

    /** @return the jar */
    public static Path path() {
        return JAR;
    }

    /** @return the option of a JVM that has it as its agent, without an argument */
    public static String option() {
        return "-javaagent:" + JAR;
    }

    /** @return the option of a JVM that has it as its agent, with this argument */
    public static String option(Object argument) {
        return option() + "=" + argument;
    }

    private static Path make() {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", "io.github.log4jray.agent.Agent");
        Path jar = CLASSES.resolveSibling("log4j-ray-of-tests.jar");
        Path unfinished = CLASSES.resolveSibling("log4j-ray-of-tests.jar.unfinished");
        try (Stream<Path> files = Files.walk(CLASSES)) {
            try (OutputStream out = Files.newOutputStream(unfinished);
                    JarOutputStream entries = new JarOutputStream(out, manifest)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    entries.putNextEntry(new ZipEntry(CLASSES.relativize(file).toString()));
                    Files.copy(file, entries);
                    entries.closeEntry();
                }
            }
            return Files.move(unfinished, jar, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

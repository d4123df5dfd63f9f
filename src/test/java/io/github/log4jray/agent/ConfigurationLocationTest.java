package io.github.log4jray.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Config;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationFactory;
import org.apache.logging.log4j.core.config.composite.CompositeConfiguration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether the agent accepts those locations of a configuration that Log4j reads. */
@Tag("compat")
class ConfigurationLocationTest {

    private static final String PROPERTY = "log4j2.configurationFile";

    @TempDir
    private Path directory;

    private Path configuration(String name) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(
                file, Config.of().name(file.getFileName().toString()).toString());
    }

    private List<String> readable() throws IOException {
        Path one = configuration("one.xml");
        Path other = configuration("other.xml");
        Path comma = configuration("a,b/comma.xml");
        // the part of the name before the comma is there too
        Path directoryBesideIt = Files.createDirectory(directory.resolve("d"));
        Path beside = configuration("d,e/beside.xml");
        assertThat(beside.toString()).startsWith(directoryBesideIt.toString() + ",");
        return List.of(
                one.toString(),
                comma.toString(),
                comma.toUri().toString(),
                "file:" + comma,
                beside.toString(),
                one + "," + other,
                one + " , " + other,
                one + "," + directory.resolve("none.xml"),
                directory.resolve("none.xml") + "," + one,
                one + "," + comma,
                one.toUri() + "?override=" + other.toUri());
    }

    @Test
    void whatLog4jReadsIsAccepted() throws IOException {
        for (String location : readable()) {
            assertThat(ConfigurationLocation.problem(location)).as(location).isNull();
        }
    }

    @Test
    void log4jReadsThem() throws IOException {
        String before = System.getProperty(PROPERTY);
        try {
            for (String location : readable()) {
                System.setProperty(PROPERTY, location);
                Configuration read = ConfigurationFactory.getInstance()
                        .getConfiguration(new LoggerContext("test"), "test", (URI) null);
                assertThat(read instanceof CompositeConfiguration
                                || read.getName().endsWith(".xml"))
                        .as(location)
                        .isTrue();
            }
        } finally {
            if (before == null) {
                System.clearProperty(PROPERTY);
            } else {
                System.setProperty(PROPERTY, before);
            }
        }
    }

    @Test
    void whatLog4jCannotReadIsAProblem() throws IOException {
        Path one = configuration("one.xml");
        Path broken = Files.writeString(directory.resolve("broken.xml"), "<Configuration>\n<Appenders>");
        Path none = directory.resolve("none.xml");
        Path beside = configuration("d,e/beside.xml");
        Files.createDirectory(directory.resolve("d"));

        // Log4j reads the directory's URL, and finds no XML there
        assertThat(ConfigurationLocation.problem(beside.toUri().toString())).isEqualTo("expected a file");
        assertThat(ConfigurationLocation.problem(none.toString())).isEqualTo("expected a file");
        assertThat(ConfigurationLocation.problem(none + "," + none)).isEqualTo("expected a file");
        assertThat(ConfigurationLocation.problem(
                        directory.resolve("a,b/none.xml").toString()))
                .isEqualTo("expected a file");
        assertThat(ConfigurationLocation.problem(none.toUri() + "?override=%zz"))
                .isEqualTo("expected a file");
        assertThat(ConfigurationLocation.problem(broken.toString())).startsWith("broken in line 2");
        assertThat(ConfigurationLocation.problem(one + "," + broken)).startsWith("broken in line 2");
    }
}

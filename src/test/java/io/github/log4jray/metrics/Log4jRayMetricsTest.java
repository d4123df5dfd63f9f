package io.github.log4jray.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.log4jray.driver.DriverConsoleMXBean;
import io.github.log4jray.file.SessionDirectoryAppender;
import io.github.log4jray.file.SessionDirectoryMXBean;
import io.github.log4jray.session.WatchedAppenders.Watched;
import io.github.log4jray.stream.DriverStreamMXBean;
import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.Logging;
import io.github.log4jray.testing.fixtures.StatusMessages;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.config.NamingConvention;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Meters of appenders, and what the manual makes of their names. */
class Log4jRayMetricsTest {

    private static final Path PAGE = Path.of("src/docs/monitoring.md");
    private static final Path DASHBOARD = Path.of("src/docs/dashboard.json");

    @TempDir
    private Path directory;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Log4jRayMetrics metrics = new Log4jRayMetrics();

    @AfterEach
    void close() {
        metrics.close();
    }

    private Element file(String name) {
        return Config.sessionDirectory()
                .with("name", name)
                .with("sessionDir", directory)
                .with("fileName", "app.log")
                .with("immediateFlush", "true")
                .with(Config.pattern("%m%n"));
    }

    private double written(String appender) {
        return registry.get("log4jray.file.written")
                .tags("appender", appender, "context", "test")
                .functionCounter()
                .count();
    }

    @Test
    void appendersThatRunAndThoseThatComeHaveMetersUntilTheyStop() {
        try (Logging logging = Logging.with(file("one"))) {
            logging.logger("a").info("a line");
            metrics.bindTo(registry);
            assertThat(written("one")).isEqualTo(1);
            assertThat(registry.get("log4jray.file.written.size")
                            .functionCounter()
                            .count())
                    .isEqualTo(7);
            assertThat(registry.get("log4jray.file.idle").timeGauge().value()).isBetween(0.0, 600_000.0);

            logging.reconfigure(Config.of(file("one"), file("two")));
            logging.logger("a").info("another");
            assertThat(written("one"))
                    .as("of the shared file")
                    .isEqualTo(written("two"))
                    .isEqualTo(3);

            logging.reconfigure(Config.of(file("two")));
            assertThat(registry.find("log4jray.file.written")
                            .tag("appender", "one")
                            .meters())
                    .isEmpty();
            assertThat(written("two")).isEqualTo(3);
        }
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void closedMetricsRemoveTheirMeters() {
        metrics.bindTo(registry);
        try (Logging logging = Logging.with(file("one"))) {
            assertThat(registry.getMeters()).isNotEmpty();
            metrics.close();
            assertThat(registry.getMeters()).isEmpty();
        }
    }

    @Test
    void registryThatRefusesOneMeterHasTheOthersUntilTheAppenderStops() {
        registry.config().onMeterAdded(meter -> {
            if (meter.getId().getName().equals("log4jray.file.written")) {
                throw new IllegalStateException("not this one");
            }
        });
        metrics.bindTo(registry);
        try (StatusMessages messages = StatusMessages.listen();
                Logging logging = Logging.with(file("one"))) {
            assertThat(registry.get("log4jray.file.session.size").gauge().value())
                    .isNotNaN();
            assertThat(messages.containing(Level.ERROR, "\"one\"", "not this one"))
                    .hasSize(1);
        }
        assertThat(registry.find("log4jray.file.session.size").meters()).isEmpty();
    }

    /** Else each start of a process would be another time series. */
    @Test
    void hashCodeOfAClassLoaderIsNoTag() {
        try (Logging logging = Logging.with(file("one"))) {
            Object counters = logging.appender("one", SessionDirectoryAppender.class);
            new AppenderMeters(registry).started(new Watched("SessionDirectory", "5305068a", "one", counters));
            assertThat(registry.get("log4jray.file.written").meter().getId().getTag("context"))
                    .isEqualTo("default");
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {SessionDirectoryMXBean.class, DriverStreamMXBean.class, DriverConsoleMXBean.class})
    void eachAttributeOfAnMBeanHasAMeter(Class<?> type) {
        assertThat(AppenderMeter.ALL.stream().filter(meter -> meter.type() == type))
                .hasSameSizeAs(type.getMethods());
    }

    @Test
    void springBootFindsTheClass() throws IOException {
        String name = Log4jRayMetrics.class.getName();
        ClassLoader loader = getClass().getClassLoader();
        assertThat(loader.getResourceAsStream(
                        "META-INF/spring/org.springframework.boot.autoconfigure.AutoConfiguration.imports"))
                .hasContent(name);
        assertThat(loader.getResourceAsStream("META-INF/spring-autoconfigure-metadata.properties"))
                .asString(StandardCharsets.UTF_8)
                .contains(name + ".ConditionalOnClass=" + MeterBinder.class.getName());
    }

    @Test
    void pageListsTheMeters() throws IOException {
        Set<String> listed = names(Pattern.compile("`(log4jray\\.[a-z.]+)`"), Files.readString(PAGE));

        assertThat(listed)
                .isEqualTo(AppenderMeter.ALL.stream().map(AppenderMeter::name).collect(Collectors.toSet()));
    }

    /** Micrometer writes the dots of a name and its unit so for Prometheus. */
    @Test
    void dashboardAndAlertsNameMetersAsPrometheusHasThem() throws IOException {
        Set<String> known = AppenderMeter.ALL.stream()
                .map(Log4jRayMetricsTest::inPrometheus)
                .collect(Collectors.toSet());
        Pattern name = Pattern.compile("(?<![\\w-])(log4jray_[a-z_]+)");
        Set<String> inDashboard = names(name, String.join(" ", expressions()));

        assertThat(inDashboard).isSubsetOf(known).hasSizeGreaterThan(6);
        assertThat(names(name, Files.readString(PAGE))).isSubsetOf(known).hasSizeGreaterThan(3);
    }

    private static String inPrometheus(AppenderMeter<?> meter) {
        Meter.Type type = meter.kind() == AppenderMeter.Kind.COUNTER ? Meter.Type.COUNTER : Meter.Type.GAUGE;
        String name = NamingConvention.snakeCase.name(meter.name(), type, null);
        String unit = meter.kind() == AppenderMeter.Kind.SECONDS ? "seconds" : meter.unit();
        String withUnit = unit == null ? name : name + "_" + unit;
        return type == Meter.Type.COUNTER ? withUnit + "_total" : withUnit;
    }

    private static List<String> expressions() throws IOException {
        JsonNode dashboard = new ObjectMapper().readTree(DASHBOARD.toFile());
        return dashboard.findValuesAsText("expr");
    }

    private static Set<String> names(Pattern pattern, String text) {
        Stream<MatchResult> found = pattern.matcher(text).results();
        return found.map(match -> match.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }
}

package io.github.log4jray;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameStartingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which packages each package of src/main uses, and which classes use the optional libraries. */
class ArchitectureTest {

    private static final String ROOT = "io.github.log4jray.";

    /** Each package, and the packages that it may use. To let it use one more, decide so first, and then change its row. */
    private static final String TABLE = """
            settings |
            text     |
            transport |
            context  | settings
            stdio    | context settings text
            ray      | context settings
            ownership | settings
            rotation | ownership ray settings text
            session  | context ownership ray settings stdio text
            retention | context ownership session settings
            file     | context progress ray retention rotation session settings stdio text
            json     | context session settings text
            protocol | context session settings text
            progress | context settings text
            stream   | context progress protocol session settings stdio text transport
            gcs      | protocol settings text
            display  | context progress protocol settings stdio text
            receiver | context display protocol settings text transport
            redis    | context display protocol receiver session settings text
            driver   | context display gcs progress protocol ray receiver redis rotation session settings stdio text transport
            metrics  | driver file session stream
            spark    | context display file protocol receiver session settings stdio stream text transport
            lookup   | context ray rotation session settings stream
            agent    | ray
            """;

    private static final Map<String, Set<String>> ROWS = TABLE.lines()
            .map(row -> row.split("\\s*\\|\\s*"))
            .collect(Collectors.toMap(row -> row[0], row -> row.length == 1 ? Set.of() : Set.of(row[1].split(" "))));

    /** The classes of src/main alone, wherever they lie: a directory or a jar. */
    private static final JavaClasses CLASSES =
            new ClassFileImporter().importPath(Path.of(System.getProperty("log4jray.classes")));

    static Stream<String> packages() {
        return ROWS.keySet().stream();
    }

    @Test
    void everyPackageHasARow() {
        Set<String> packages = CLASSES.stream()
                .map(type -> type.getPackageName().substring(ROOT.length()))
                .collect(Collectors.toSet());

        assertThat(packages).isEqualTo(ROWS.keySet());
    }

    @ParameterizedTest
    @MethodSource("packages")
    void packageKnowsOnlyWhatStandsInItsRow(String name) {
        Set<String> known = ROWS.get(name);
        String[] allowed = Stream.concat(Stream.of(name), known.stream())
                .map(other -> ROOT + other)
                .toArray(String[]::new);

        noClasses()
                .that(resideInAPackage(ROOT + name))
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + "*").and(resideOutsideOfPackages(allowed)))
                .as("the row of \"" + name + "\" says: it may use " + new TreeSet<>(known))
                .check(CLASSES);
    }

    @Test
    void noPackagesKnowEachOther() {
        slices().matching(ROOT + "(*)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void onlyTheResolverTouchesTheJsonTemplateLayout() {
        onlyThese(
                resideInAPackage(ROOT + "json").and(simpleNameStartingWith("RayResolver")),
                "org.apache.logging.log4j.layout.template..");
    }

    @Test
    void onlyGcsTouchesGrpc() {
        onlyThese(resideInAPackage(ROOT + "gcs"), "io.grpc..");
    }

    @Test
    void onlyRedisStreamAndTheirProtocolTouchJedis() {
        onlyThese(resideInAnyPackage(in("protocol", "redis", "stream")), "redis.clients..");
    }

    @Test
    void onlyTheMetricsTouchMicrometer() {
        onlyThese(resideInAPackage(ROOT + "metrics"), "io.micrometer..");
    }

    @Test
    void onlyTheTransportTouchesTheLibraryForTls() {
        onlyThese(resideInAPackage(ROOT + "transport"), "tlschannel..");
    }

    @Test
    void onlyThePluginOfSparkTouchesSpark() {
        onlyThese(resideInAPackage(ROOT + "spark"), "org.apache.spark..");
    }

    /** The same jar is for Scala 2.12 and 2.13. */
    @Test
    void nobodyTouchesScala() {
        noClasses().should().dependOnClassesThat(resideInAPackage("scala..")).check(CLASSES);
    }

    private static void onlyThese(DescribedPredicate<JavaClass> users, String library) {
        noClasses()
                .that(DescribedPredicate.not(users))
                .should()
                .dependOnClassesThat(resideInAPackage(library))
                .check(CLASSES);
    }

    private static String[] in(String... names) {
        return Arrays.stream(names).map(name -> ROOT + name).toArray(String[]::new);
    }
}

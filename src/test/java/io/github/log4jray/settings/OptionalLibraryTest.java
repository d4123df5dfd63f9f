package io.github.log4jray.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OptionalLibraryTest {

    @ParameterizedTest
    @EnumSource
    void isPresentOnTheClassPathOfTheTests(OptionalLibrary library) {
        assertThat(library.isPresent()).isTrue();
    }

    @Test
    void isNotPresentWhereOnlyThisLibraryIs() throws Exception {
        try (OtherLoader loader = new OtherLoader()) {
            Class<?> libraries = loader.loadClass(OptionalLibrary.class.getName());
            for (Object library : libraries.getEnumConstants()) {
                assertThat(libraries.getMethod("isPresent").invoke(library)).isEqualTo(false);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void artifactIsNamedWithoutAVersion(OptionalLibrary library) {
        assertThat(library.artifact()).matches("[\\w.]+:[\\w-]+");
    }
}

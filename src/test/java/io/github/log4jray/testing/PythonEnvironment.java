package io.github.log4jray.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

/** Python virtual environments that the scripts {@code .ci/install-…} have made. */
public final class PythonEnvironment {

    private PythonEnvironment() {}

    /**
     * @param version of Ray
     * @return the Python that has it
     */
    public static Path ofRay(String version) {
        return python("ray-" + version, ".ci/install-ray");
    }

    /** @return the Python that has the terminal emulator pyte */
    public static Path ofPyte() {
        return python("pyte", ".ci/install-pyte");
    }

    private static Path python(String name, String script) {
        Path python = Installed.directory().resolve(name).resolve("bin/python");
        assertThat(python).as("run %s", script).isExecutable();
        return python;
    }
}

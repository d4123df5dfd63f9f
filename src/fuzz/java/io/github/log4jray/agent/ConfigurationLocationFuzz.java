package io.github.log4jray.agent;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;

/** The argument of the agent names a configuration, or there is a problem that is said. Nothing is loaded from a network. */
public final class ConfigurationLocationFuzz {

    private ConfigurationLocationFuzz() {}

    /** @param data the argument */
    public static void fuzzerTestOneInput(FuzzedDataProvider data) {
        String location = data.consumeRemainingAsString();
        if (!location.contains(":/")) {
            ConfigurationLocation.problem(location);
        }
    }
}

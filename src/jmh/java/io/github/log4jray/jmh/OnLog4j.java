package io.github.log4jray.jmh;

import io.github.log4jray.testing.fixtures.JavaProcess;
import java.io.IOException;
import java.util.Arrays;
import org.openjdk.jmh.Main;

/** Starts JMH with a Log4j of another version for the JVMs that it forks. Arguments: the version, and those of JMH. */
public final class OnLog4j {

    private OnLog4j() {}

    public static void main(String[] arguments) throws IOException {
        String property = "java.class.path";
        System.setProperty(property, JavaProcess.classPathOn(arguments[0], System.getProperty(property)));
        Main.main(Arrays.copyOfRange(arguments, 1, arguments.length));
    }
}

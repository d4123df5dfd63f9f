package io.github.log4jray.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configurator;

/** An application that shuts Log4j down and starts it again, and leaves with a word and no line end. */
public final class StartAndStop {

    private StartAndStop() {}

    public static void main(String[] arguments) throws Exception {
        PrintStream out = System.out;
        PrintStream err = System.err;
        Path notCapturing = Path.of(arguments[0], "not-capturing.xml");
        Files.writeString(notCapturing, arguments[1]);
        try {
            LoggerContext context = LoggerContext.getContext(false);
            assertThat(System.out).isNotSameAs(out);
            System.out.println("one");
            System.err.print("pending at the first stop");
            Configurator.shutdown(context);
            assertThat(System.out).isSameAs(out);
            assertThat(System.err).isSameAs(err);
            System.out.println("between");

            LogManager.getLogger("again").info("started again");
            assertThat(System.err).isNotSameAs(err);
            System.out.println("two");
            Thread another = new Thread(() -> System.out.print("pending at the change"));
            another.start();
            another.join();
            Configurator.reconfigure(notCapturing.toUri());
            assertThat(System.out).isSameAs(out);
            System.err.println("not captured");
            Configurator.reconfigure(URI.create(System.getProperty("log4j2.configurationFile")));
            assertThat(System.out).isNotSameAs(out);
            System.out.println("three");
            System.out.print("pending at the end");
        } catch (Throwable failure) {
            failure.printStackTrace(err);
            Runtime.getRuntime().halt(1);
        }
        System.exit(0);
    }
}

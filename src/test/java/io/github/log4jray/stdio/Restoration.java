package io.github.log4jray.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.testing.fixtures.Config;
import io.github.log4jray.testing.fixtures.Element;
import io.github.log4jray.testing.fixtures.Logging;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Captures and lets go, with streams of its own and with logger contexts of its own; fails where that goes wrong. */
public final class Restoration {

    private static final PrintStream OUT = System.out;
    private static final PrintStream ERR = System.err;
    private static final Element NOT_CAPTURING = Capturing.file("none").with("captureStandardStreams", false);

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream own = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    private Restoration() {}

    public static void main(String[] arguments) {
        try {
            stopPutsBackWhatTheJvmMade();
            new Restoration().stopPutsBackWhatTheApplicationHadPutThere();
            new Restoration().stopLeavesAloneWhatTheApplicationPutThereLater();
            new Restoration().wrapperAroundTheCapturedStreamMakesNoLoop();
            new Restoration().configurationThatDoesNotAskPutsBack();
            new Restoration().contextThatCapturedLastGetsTheLines();
            new Restoration().firstContextMayStopFirst();
        } catch (Throwable failure) {
            failure.printStackTrace(ERR);
            Runtime.getRuntime().halt(1);
        }
    }

    private static void areTheOriginals() {
        assertThat(System.out).isSameAs(OUT);
        assertThat(System.err).isSameAs(ERR);
    }

    private static void stopPutsBackWhatTheJvmMade() {
        for (int i = 0; i < 3; i++) {
            try (Logging logging = Logging.with(Capturing.file("jvm"))) {
                assertThat(System.out).isNotSameAs(OUT);
                assertThat(System.err).isNotSameAs(ERR);
                System.out.println("line " + i);
                System.err.print("no end " + i);
            }
            areTheOriginals();
        }
    }

    private String printed() {
        String printed = bytes.toString(StandardCharsets.UTF_8);
        bytes.reset();
        return printed;
    }

    private void stopPutsBackWhatTheApplicationHadPutThere() {
        System.setOut(own);
        PrintStream kept;
        try (Logging logging = Logging.with(Capturing.file("before"))) {
            kept = System.out;
            System.out.println("captured");
            System.out.print("no end");
            assertThat(printed()).isEmpty();
        }
        assertThat(System.out).isSameAs(own);
        assertThat(System.err).isSameAs(ERR);
        System.out.println("directly");
        kept.print("by who has kept ");
        kept.println("the other");
        kept.write('x');
        assertThat(printed()).isEqualTo("directly\nby who has kept the other\nx");
        System.setOut(OUT);
    }

    private void stopLeavesAloneWhatTheApplicationPutThereLater() {
        try (Logging logging = Logging.with(Capturing.file("later"))) {
            System.out.println("captured");
            System.setErr(own);
            System.err.println("own");
            logging.reconfigure(Capturing.file("later"));
            System.err.println("own again");
            System.out.println("captured again");
        }
        assertThat(System.out).isSameAs(OUT);
        assertThat(System.err).isSameAs(own);
        assertThat(printed()).isEqualTo("own\nown again\n");
        System.setErr(ERR);
    }

    /** Counts what passes through it, as some applications do. */
    private static final class Wrapper extends FilterOutputStream {
        private Wrapper(OutputStream wrapped) {
            super(wrapped);
        }
    }

    private void wrapperAroundTheCapturedStreamMakesNoLoop() {
        Element console = Config.console().with("follow", true).with(Config.pattern("console %m%n"));
        System.setOut(own);
        PrintStream wrapper;
        try (Logging logging = Logging.with(Capturing.file("wrapped"), console)) {
            wrapper = new PrintStream(new Wrapper(System.out), true);
            System.setOut(wrapper);
            System.out.println("through it");
            assertThat(printed()).isEqualTo("console through it\n");
        }
        assertThat(System.out).isSameAs(wrapper);
        System.out.println("after it");
        assertThat(printed()).isEqualTo("after it\n");
        try (Logging logging = Logging.with(Capturing.file("wrapped"), console)) {
            System.out.println("around it");
            wrapper.println("to it");
            assertThat(printed()).isEqualTo("console around it\nto it\n");
        }
        assertThat(System.out).isSameAs(wrapper);
        System.setOut(OUT);
    }

    private void configurationThatDoesNotAskPutsBack() {
        System.setOut(own);
        try (Logging logging = Logging.with(Capturing.file("changing"))) {
            System.out.print("pending");
            logging.reconfigure(Capturing.file("changing"));
            System.out.print(" still");
            logging.reconfigure(NOT_CAPTURING);
            assertThat(System.out).isSameAs(own);
            assertThat(System.err).isSameAs(ERR);
            System.out.println("not captured");
            logging.reconfigure(Capturing.file("changing"));
            System.out.println("captured again");
            assertThat(printed()).isEqualTo("not captured\n");
        }
        assertThat(System.out).isSameAs(own);
        System.setOut(OUT);
    }

    private void contextThatCapturedLastGetsTheLines() {
        try (Logging first = Logging.with(Capturing.file("first"))) {
            System.out.println("one");
            try (Logging second = Logging.with(Capturing.file("second"))) {
                System.out.println("two");
                first.reconfigure(Capturing.file("first"));
                System.out.println("two again");
                System.out.print("pieces ");
            }
            System.out.println("three");
        }
        areTheOriginals();
    }

    private void firstContextMayStopFirst() {
        Logging first = Logging.with(Capturing.file("first"));
        try (Logging second = Logging.with(Capturing.file("second"))) {
            System.out.println("four");
            first.close();
            System.out.println("five");
        }
        areTheOriginals();
    }
}

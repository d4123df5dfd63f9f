package io.github.log4jray.testing.programs;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Logs {@code line 0} to {@code line 999}, and {@code hook 0} to {@code hook 19} in a shutdown hook of its own, slowly. Its
 * argument is the end: {@code exit}, {@code return}, or {@code signal}, then it prints {@code ready} and waits for one.
 */
public final class EndOfJvm {

    public static final int LINES = 1000;
    public static final int OF_HOOK = 20;

    private static final CountDownLatch NEVER = new CountDownLatch(1);

    private EndOfJvm() {}

    public static void main(String[] arguments) throws IOException {
        Logger logger = LogManager.getLogger(EndOfJvm.class);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            for (int i = 0; i < OF_HOOK; i++) {
                logger.info("hook {}", i);
                pause();
            }
        }));
        for (int i = 0; i < LINES; i++) {
            logger.info("line {}", i);
        }
        if (arguments[0].equals("exit")) {
            System.exit(0);
        } else if (arguments[0].equals("signal")) {
            System.out.println("ready");
            System.in.transferTo(OutputStream.nullOutputStream());
        }
    }

    private static void pause() {
        try {
            NEVER.await(5, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

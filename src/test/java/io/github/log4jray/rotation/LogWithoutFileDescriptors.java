package io.github.log4jray.rotation;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.lang.ref.Cleaner;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * A process that logs {@code line 0}, {@code line 1} and so on: some, some while it can open no more files, and some
 * when it can again. Arguments: how many of each.
 */
final class LogWithoutFileDescriptors {

    private final Logger logger = LogManager.getLogger(LogWithoutFileDescriptors.class);
    private final List<FileInputStream> open = new ArrayList<>();
    private int next;

    private LogWithoutFileDescriptors() {}

    public static void main(String[] arguments) throws Exception {
        LogWithoutFileDescriptors process = new LogWithoutFileDescriptors();
        process.log(arguments[0]);
        // which the JDK reads when a time is needed first, as in a status message
        ZoneId.systemDefault().getRules();
        awaitForgottenFiles();
        String problem = process.takeAllPlaces();
        System.out.println(process.open.size() + " open: " + problem);
        process.log(arguments[1]);
        for (FileInputStream file : process.open) {
            file.close();
        }
        process.open.clear();
        process.log(arguments[2]);
        System.exit(0);
    }

    /** What nobody refers to any more is closed: it would leave a place later. */
    private static void awaitForgottenFiles() throws InterruptedException {
        for (int i = 0; i < 2; i++) {
            CountDownLatch cleaned = new CountDownLatch(1);
            Cleaner.create().register(new Object(), cleaned::countDown);
            do {
                System.gc();
            } while (!cleaned.await(100, TimeUnit.MILLISECONDS));
        }
    }

    private String takeAllPlaces() {
        try {
            while (true) {
                open.add(new FileInputStream("/dev/null"));
            }
        } catch (FileNotFoundException e) {
            return e.getMessage();
        }
    }

    private void log(String count) {
        for (int end = next + Integer.parseInt(count); next < end; next++) {
            if (!open.isEmpty()) {
                // The JVM itself opens files for a moment, as to see how many processors it may use.
                takeAllPlaces();
            }
            logger.info("line {}", next);
        }
    }
}

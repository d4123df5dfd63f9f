package io.github.log4jray.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads both outputs of a driver, which are one pipe, as they come, and accounts for the lines of its workers. None of
 * them is kept, so there may be millions.
 */
public final class DriverOutput {

    /** What workers log behind the number of a line, so that lines have a usual length. */
    public static final String PADDING =
            " is one of very many lines of some hundred characters, as those of most programs are";

    private static final Pattern LOSS = Pattern.compile("\\(pid=(\\d+)\\) (\\d+) lines dropped, see .+");
    private static final String PREFIX = "(pid=";
    private static final String LINE = ") line ";

    /** How many characters are read between two pauses. */
    public static final int BETWEEN_PAUSES = 1 << 18;

    private final Map<Long, AccountedLines> workers;
    private final Duration pause;
    private final List<String> others = new ArrayList<>();
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    /** A driver that is killed may have written a part of its last line, and of no other. */
    private String unfinished;

    private DriverOutput(Map<Long, AccountedLines> workers, Duration pause) {
        this.workers = workers;
        this.pause = pause;
    }

    /**
     * Reads in the background.
     *
     * @param driver whose outputs go into one pipe
     * @param workers by pid
     * @param pause after each {@value #BETWEEN_PAUSES} characters, as a terminal makes it
     */
    public static DriverOutput read(JavaProcess driver, Map<Long, AccountedLines> workers, Duration pause) {
        DriverOutput output = new DriverOutput(workers, pause);
        Thread thread = new Thread(() -> output.readAll(driver.process().getInputStream()), "driver-output");
        thread.setDaemon(true);
        thread.start();
        return output;
    }

    private void readAll(InputStream pipe) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(pipe, StandardCharsets.UTF_8), 1 << 16)) {
            int read = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                take(line);
                read += line.length();
                if (read >= BETWEEN_PAUSES) {
                    read = 0;
                    LockSupport.parkNanos(pause.toNanos());
                }
            }
            end.complete(null);
        } catch (IOException e) {
            end.completeExceptionally(new UncheckedIOException(e));
        } catch (AssertionError e) {
            end.completeExceptionally(e);
        }
    }

    private void take(String line) {
        if (unfinished != null) {
            throw new AssertionError("no whole line of a worker: " + unfinished);
        }
        int number = line.indexOf(LINE);
        Matcher loss = LOSS.matcher(line);
        if (number > 0 && line.startsWith(PREFIX) && line.endsWith(PADDING)) {
            worker(line.substring(PREFIX.length(), number))
                    .shown(Long.parseLong(line, number + LINE.length(), line.length() - PADDING.length(), 10));
        } else if (loss.matches()) {
            worker(loss.group(1)).dropped(Long.parseLong(loss.group(2)));
        } else if (line.startsWith(PREFIX)) {
            unfinished = line;
        } else {
            synchronized (others) {
                others.add(line);
            }
        }
    }

    private AccountedLines worker(String pid) {
        AccountedLines worker = workers.get(Long.valueOf(pid));
        if (worker == null) {
            throw new AssertionError("the driver shows a line of pid " + pid + ", which is no worker");
        }
        return worker;
    }

    /** @return the other lines so far, which are of the driver itself */
    public List<String> others() {
        synchronized (others) {
            return List.copyOf(others);
        }
    }

    /** @return what is wrong with the lines; null for nothing so far */
    public Throwable problem() {
        return end.isCompletedExceptionally() ? end.handle((done, e) -> e).join() : null;
    }

    /** Waits for the end of the output; fails where a line was not as it must be. */
    public void awaitEnd() throws InterruptedException, TimeoutException {
        try {
            end.get(1, TimeUnit.MINUTES);
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause().getMessage(), e.getCause());
        }
    }
}

package io.github.log4jray.soak;

import io.github.log4jray.testing.fixtures.ProcessUsage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** What a process has used from time to time, and whether that has grown. */
final class Usages {

    /** How much more than in the beginning is no growth: what comes and goes with the moment of a look. */
    private static final long LIVE_ROOM = 1 << 20;

    private static final long RESIDENT_ROOM = 16 << 20;
    private static final long THREADS_ROOM = 1;
    private static final long FILES_ROOM = 3;

    /** A JVM has not compiled its code yet, and not loaded its classes. */
    private static final int UNSETTLED = 2;

    private record Usage(long liveBytes, ProcessUsage process) {}

    private final String name;
    private final List<Usage> usages = new ArrayList<>();

    /** @param name of the process */
    Usages(String name) {
        this.name = name;
    }

    /** Looks once more. */
    void look(long pid) throws IOException {
        usages.add(new Usage(ProcessUsage.liveBytes(pid), ProcessUsage.of(pid)));
    }

    /**
     * Compares the first third of the looks, without the very first, with the last third.
     *
     * @param table gets a row
     * @return what has grown
     */
    List<String> growth(StringBuilder table) {
        List<String> grown = new ArrayList<>();
        table.append(String.format("%-10s", name));
        row(table, grown, "bytes of live objects", usage -> usage.liveBytes, LIVE_ROOM);
        row(table, grown, "bytes of resident memory", usage -> usage.process.residentBytes(), RESIDENT_ROOM);
        row(table, grown, "threads", usage -> usage.process.threadCount(), THREADS_ROOM);
        row(table, grown, "open files", usage -> usage.process.files(), FILES_ROOM);
        table.append('\n');
        return grown;
    }

    private void row(StringBuilder table, List<String> grown, String what, ToLongFunction<Usage> value, long room) {
        List<Usage> settled = usages.subList(Math.min(UNSETTLED, usages.size() - 1), usages.size());
        int third = Math.max(1, settled.size() / 3);
        long before = median(settled.subList(0, third), value);
        long after = median(settled.subList(settled.size() - third, settled.size()), value);
        table.append(String.format(" | %,11d %,11d", before, after));
        if (after > before + room) {
            grown.add(name + ": " + what + ": " + before + " before, " + after + " at the end");
        }
    }

    private static long median(List<Usage> usages, ToLongFunction<Usage> value) {
        return usages.stream()
                .mapToLong(value)
                .sorted()
                .skip(usages.size() / 2)
                .findFirst()
                .orElseThrow();
    }
}

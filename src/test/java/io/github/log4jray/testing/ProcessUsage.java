package io.github.log4jray.testing;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What another JVM uses of the machine at a moment, as Linux counts it.
 *
 * @param residentBytes memory
 * @param peakResidentBytes the most memory since its start
 * @param threads all of them by the first 15 bytes of their name, and how many have it
 * @param files open file descriptors
 */
public record ProcessUsage(long residentBytes, long peakResidentBytes, TreeMap<String, Integer> threads, int files) {

    private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)$");

    /** @return what a process uses now */
    public static ProcessUsage of(long pid) throws IOException {
        Path process = Path.of("/proc", Long.toString(pid));
        List<String> status = Files.readAllLines(process.resolve("status"));
        TreeMap<String, Integer> threads = new TreeMap<>();
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(process.resolve("task"))) {
            for (Path task : tasks) {
                try {
                    threads.merge(Files.readString(task.resolve("comm")).strip(), 1, Integer::sum);
                } catch (NoSuchFileException e) {
                    // it has ended
                }
            }
        }
        int files = 0;
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                files++;
            }
        }
        return new ProcessUsage(bytes(status, "VmRSS:"), bytes(status, "VmHWM:"), threads, files);
    }

    private static long bytes(List<String> status, String name) {
        String line = status.stream()
                .filter(each -> each.startsWith(name))
                .findFirst()
                .orElseThrow();
        return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
    }

    /** @return how many threads there are */
    public int threadCount() {
        return threads.values().stream().mapToInt(Integer::intValue).sum();
    }

    /**
     * Asks a JVM, by {@code jcmd}, which makes a thread there for itself at the first time.
     *
     * @return the bytes of all objects that are reachable
     */
    public static long liveBytes(long pid) throws IOException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process process = new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String histogram = new String(process.getInputStream().readAllBytes());
        Matcher total = TOTAL.matcher(histogram);
        if (!total.find()) {
            throw new IOException("no histogram of process " + pid + ": " + histogram);
        }
        return Long.parseLong(total.group(1));
    }
}

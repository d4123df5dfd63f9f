package io.github.log4jray.testing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a driver has shown of workers that log {@code line 0}, {@code line 1} and so on, by their pid: the numbers in the
 * order in which they were shown, and how many lines it has said to be dropped.
 */
public record Shown(Map<Long, List<Integer>> lines, Map<Long, Long> dropped) {

    private static final Pattern LINE = Pattern.compile("\\(pid=(\\d+)\\) line (\\d+)");
    private static final Pattern LOSS = Pattern.compile("\\(pid=(\\d+)\\) (\\d+) lines dropped, see (.+)");

    /** Reads whole lines of the driver's outputs; others than these two kinds are ignored. */
    public static Shown in(List<String> printed) {
        Shown shown = new Shown(new LinkedHashMap<>(), new LinkedHashMap<>());
        for (String text : printed) {
            Matcher line = LINE.matcher(text);
            Matcher loss = LOSS.matcher(text);
            if (line.matches()) {
                shown.lines
                        .computeIfAbsent(Long.valueOf(line.group(1)), pid -> new ArrayList<>())
                        .add(Integer.valueOf(line.group(2)));
            } else if (loss.matches()) {
                shown.dropped.merge(Long.valueOf(loss.group(1)), Long.valueOf(loss.group(2)), Long::sum);
            }
        }
        return shown;
    }

    /** @return the numbers of the lines of one worker */
    public List<Integer> of(JavaProcess worker) {
        return lines.getOrDefault(worker.pid(), List.of());
    }

    /** @return how many lines of one worker were dropped */
    public long droppedOf(JavaProcess worker) {
        return dropped.getOrDefault(worker.pid(), 0L);
    }
}

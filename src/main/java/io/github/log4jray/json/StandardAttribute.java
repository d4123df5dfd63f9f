package io.github.log4jray.json;

import io.github.log4jray.text.Utf8Buffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.time.Instant;

/**
 * Attributes of Python's {@code LogRecord} that are written only if a user asks for them, as with
 * {@code additional_log_standard_attrs} of Ray's {@code LoggingConfig}.
 */
enum StandardAttribute {
    /** The name of the logging thread. */
    THREAD_NAME("threadName", false) {
        @Override
        void addTo(Utf8Buffer to, LogEvent event, JsonFieldWriter writer) {
            addIfPresent(event.getThreadName(), to, writer);
        }
    },
    /** The number of the logging thread. */
    THREAD("thread", false) {
        @Override
        void addTo(Utf8Buffer to, LogEvent event, JsonFieldWriter writer) {
            addKey(to).add(event.getThreadId());
        }
    },
    /** Python's name for a process that {@code multiprocessing} did not start. */
    PROCESS_NAME("processName", false) {
        @Override
        void addTo(Utf8Buffer to, LogEvent event, JsonFieldWriter writer) {
            addIfPresent("MainProcess", to, writer);
        }
    },
    /** The name of the source file, without its ending. */
    MODULE("module", true) {
        @Override
        void addTo(Utf8Buffer to, LogEvent event, JsonFieldWriter writer) {
            StackTraceElement source = event.getSource();
            String file = source == null ? null : source.getFileName();
            int dot = file == null ? -1 : file.lastIndexOf('.');
            addIfPresent(dot > 0 ? file.substring(0, dot) : file, to, writer);
        }
    },
    /** The method that logs. */
    FUNC_NAME("funcName", true) {
        @Override
        void addTo(Utf8Buffer to, LogEvent event, JsonFieldWriter writer) {
            StackTraceElement source = event.getSource();
            addIfPresent(source == null ? null : source.getMethodName(), to, writer);
        }
    },
    /** The source file, with its package as its directory. */
    PATHNAME("pathname", true) {
        @Override
        void addTo(Utf8Buffer to, LogEvent event, JsonFieldWriter writer) {
            StackTraceElement source = event.getSource();
            String file = source == null ? null : source.getFileName();
            if (file != null) {
                String type = source.getClassName();
                String directory = type.substring(0, type.lastIndexOf('.') + 1).replace('.', '/');
                addIfPresent(directory + file, to, writer);
            }
        }
    },
    /** Seconds since 1970, with microseconds. */
    CREATED("created", false) {
        @Override
        void addTo(Utf8Buffer to, LogEvent event, JsonFieldWriter writer) {
            Instant time = event.getInstant();
            long seconds = Math.floorDiv(time.getEpochMillisecond(), 1000L);
            int micros =
                    (int) Math.floorMod(time.getEpochMillisecond(), 1000L) * 1000 + time.getNanoOfMillisecond() / 1000;
            if (seconds < 0 && micros > 0) {
                seconds++;
                micros = 1_000_000 - micros;
                if (seconds == 0) {
                    addKey(to).add("-0.");
                    addSixDigits(micros, to);
                    return;
                }
            }
            addKey(to).add(seconds).add('.');
            addSixDigits(micros, to);
        }
    },
    /** The milliseconds of the second. */
    MSECS("msecs", false) {
        @Override
        void addTo(Utf8Buffer to, LogEvent event, JsonFieldWriter writer) {
            long millis = Math.floorMod(event.getInstant().getEpochMillisecond(), 1000L);
            addKey(to).add(millis).add(".0");
        }
    };

    private final String key;
    private final boolean needsLocation;

    StandardAttribute(String key, boolean needsLocation) {
        this.key = key;
        this.needsLocation = needsLocation;
    }

    /** @return the key that Python and Ray give it, or null where there is none */
    static StandardAttribute of(String key) {
        return Arrays.stream(values())
                .filter(attribute -> attribute.key.equals(key))
                .findFirst()
                .orElse(null);
    }

    /** @return all keys, separated by commas */
    static String keys() {
        return keys(Arrays.asList(values()));
    }

    /** @return the keys of some, separated by commas */
    static String keys(List<StandardAttribute> some) {
        return some.stream().map(StandardAttribute::key).collect(Collectors.joining(", "));
    }

    /** Writes a comma, the key and the value, if the event has one. */
    abstract void addTo(Utf8Buffer to, LogEvent event, JsonFieldWriter writer);

    /** @return the name of the attribute in Python */
    String key() {
        return key;
    }

    /** @return whether Log4j has to walk the stack for it */
    boolean needsLocation() {
        return needsLocation;
    }

    Utf8Buffer addKey(Utf8Buffer to) {
        return to.add(',').addJson(key).add(':');
    }

    void addIfPresent(String value, Utf8Buffer to, JsonFieldWriter writer) {
        if (value != null) {
            writer.addString(key, value, to);
        }
    }

    private static void addSixDigits(int number, Utf8Buffer to) {
        for (int unit = 100_000; unit > 0; unit /= 10) {
            to.add((char) ('0' + number / unit % 10));
        }
    }
}

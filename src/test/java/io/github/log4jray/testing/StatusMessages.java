package io.github.log4jray.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.status.StatusData;
import org.apache.logging.log4j.status.StatusListener;
import org.apache.logging.log4j.status.StatusLogger;

/** What Log4j and its plugins say of themselves at WARN and above, from now to {@link #close}. */
public final class StatusMessages implements AutoCloseable {

    private final List<StatusData> messages = new CopyOnWriteArrayList<>();
    private final StatusListener listener = new Listener();

    private StatusMessages() {}

    public static StatusMessages listen() {
        StatusMessages messages = new StatusMessages();
        StatusLogger.getLogger().registerListener(messages.listener);
        return messages;
    }

    /** Log4j closes a listener that it removes. */
    private final class Listener implements StatusListener {

        @Override
        public void log(StatusData data) {
            messages.add(data);
        }

        @Override
        public Level getStatusLevel() {
            return Level.WARN;
        }

        @Override
        public void close() {}
    }

    /** @return the formatted messages of this level that contain all these texts */
    public List<String> containing(Level level, String... texts) {
        return messages.stream()
                .filter(data -> data.getLevel() == level)
                .map(data -> data.getMessage().getFormattedMessage())
                .filter(message -> List.of(texts).stream().allMatch(message::contains))
                .toList();
    }

    @Override
    public void close() {
        StatusLogger.getLogger().removeListener(listener);
    }
}

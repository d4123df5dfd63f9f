package io.github.log4jray.rotation;

import io.github.log4jray.text.ByteText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.core.Layout;
import org.apache.logging.log4j.core.appender.AbstractManager;

/** Lets all appenders of a JVM that write to one path share one {@link LogFile}, until the last of them has stopped. */
public final class LogFileManager extends AbstractManager {

    private record Settings(Path path, int bufferSize, Layout<?> layout) {}

    private final LogFile file;

    private LogFileManager(String name, Settings settings) {
        super(null, name);
        this.file = new LogFile(
                settings.path,
                settings.bufferSize,
                orEmpty(settings.layout.getHeader()),
                orEmpty(settings.layout.getFooter()));
    }

    private static byte[] orEmpty(byte[] bytes) {
        return bytes == null ? new byte[0] : bytes;
    }

    /**
     * @param path the file
     * @param bufferSize bytes of each of its two buffers; that of the first who asks counts
     * @param layout gives header and footer
     * @return the manager of that path; each call is matched by one of {@link #stop}
     */
    public static LogFileManager of(Path path, int bufferSize, Layout<?> layout) {
        return getManager("log4jray.file " + path, LogFileManager::new, new Settings(path, bufferSize, layout));
    }

    /** @return the file */
    public Path path() {
        return file.path();
    }

    /**
     * Appends one record.
     *
     * @param text the record
     * @param now whether it must be in the file when this returns
     * @throws IOException where the record is lost
     */
    public void write(ByteText text, boolean now) throws IOException {
        file.write(text.array(), text.length(), now);
    }

    /** Others may go on with the file, but what this one has appended is in it from now on. */
    @Override
    public boolean stop(long timeout, TimeUnit timeUnit) {
        boolean stopped = super.stop(timeout, timeUnit);
        try {
            file.flush();
        } catch (IOException e) {
            // the file has said so itself, once
        }
        return stopped;
    }

    @Override
    protected boolean releaseSub(long timeout, TimeUnit timeUnit) {
        file.close();
        return true;
    }
}

package io.github.log4jray.text;

import org.apache.logging.log4j.core.LogEvent;

/** A layout of this library, which renders events into the buffer of the thread, without an array of their own. */
public interface RecordLayout {

    /**
     * @param event any
     * @param buffer its {@link RenderBuffer#bytes()} receive the whole record, in UTF-8
     */
    void bytes(LogEvent event, RenderBuffer buffer);
}

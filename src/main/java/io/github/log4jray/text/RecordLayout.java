package io.github.log4jray.text;

import org.apache.logging.log4j.core.LogEvent;

/** A layout of this library, which renders events as bytes without a way around. */
public interface RecordLayout {

    /**
     * @param event is rendered
     * @param scratch whose {@link RenderBuffer#bytes()} receive the whole record, in UTF-8
     */
    void bytes(LogEvent event, RenderBuffer scratch);
}

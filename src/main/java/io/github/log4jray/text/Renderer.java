package io.github.log4jray.text;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.apache.logging.log4j.core.Layout;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.StringLayout;
import org.apache.logging.log4j.core.layout.ByteBufferDestination;
import org.apache.logging.log4j.core.layout.PatternLayout;

/**
 * Renders events by a layout, as bytes for a file or as characters for the driver. Appenders call it on the thread that
 * logs. Thread-safe.
 *
 * <p>A {@link PatternLayout} renders characters, which this library encodes itself: {@code serialize} takes about half
 * the time of {@code encode} (Log4j 2.26.1) and allocates nothing. Every other layout renders the bytes of its own
 * charset.
 */
public final class Renderer {

    private final BiConsumer<LogEvent, RenderBuffer> toBytes;
    private final BiConsumer<LogEvent, RenderBuffer> toText;

    private Renderer(BiConsumer<LogEvent, RenderBuffer> toBytes, BiConsumer<LogEvent, RenderBuffer> toText) {
        this.toBytes = toBytes;
        this.toText = toText;
    }

    /**
     * @param bare accepts events of which only the message and a line end are rendered
     * @return a renderer that renders all other events as this one does
     */
    public Renderer withBareBytes(Predicate<LogEvent> bare) {
        return new Renderer(
                (event, buffer) -> {
                    if (bare.test(event)) {
                        buffer.bytes().add(event.getMessage().getFormattedMessage());
                        buffer.bytes().add('\n');
                    } else {
                        toBytes.accept(event, buffer);
                    }
                },
                toText);
    }

    /** @param layout any */
    public Renderer(Layout<?> layout) {
        Charset charset = layout instanceof StringLayout text ? text.getCharset() : StandardCharsets.UTF_8;
        if (layout instanceof RecordLayout records) {
            toBytes = records::bytes;
            toText = (event, buffer) -> {
                toBytes.accept(event, buffer);
                moveToText(buffer, charset);
            };
        } else if (layout instanceof PatternLayout pattern) {
            toText = text(pattern);
            toBytes = charset.equals(StandardCharsets.UTF_8) ? utf8(pattern) : encoding(layout);
        } else {
            toBytes = encoding(layout);
            toText = (event, buffer) -> {
                toBytes.accept(event, buffer);
                moveToText(buffer, charset);
            };
        }
    }

    private static void moveToText(RenderBuffer buffer, Charset charset) {
        Utf8Buffer bytes = buffer.bytes();
        buffer.text().setLength(0);
        buffer.text().append(new String(bytes.array(), 0, bytes.length(), charset));
        bytes.truncate(0);
    }

    private static BiConsumer<LogEvent, RenderBuffer> text(PatternLayout layout) {
        if (!RayPattern.rendersMessage(layout)) {
            return (event, buffer) -> layout.serialize(event, buffer.text());
        }
        return (event, buffer) -> {
            if (hasException(event)) {
                layout.serialize(event, buffer.text());
            } else {
                RayPattern.message(event, buffer.text());
            }
        };
    }

    private static BiConsumer<LogEvent, RenderBuffer> utf8(PatternLayout layout) {
        BiConsumer<LogEvent, RenderBuffer> any = (event, buffer) -> {
            layout.serialize(event, buffer.text());
            buffer.bytes().add(buffer.text());
        };
        if (!RayPattern.renders(layout)) {
            return any;
        }
        RayPattern ray = new RayPattern();
        return (event, buffer) -> {
            if (hasException(event)) {
                any.accept(event, buffer);
            } else {
                ray.bytes(event, buffer);
            }
        };
    }

    @SuppressWarnings("deprecation") // up to 2.24 a received event has its exception only as a proxy
    private static boolean hasException(LogEvent event) {
        return event.getThrown() != null || event.getThrownProxy() != null;
    }

    private static BiConsumer<LogEvent, RenderBuffer> encoding(Layout<?> layout) {
        return (event, buffer) -> {
            Destination destination = new Destination(buffer.bytes());
            layout.encode(event, destination);
            destination.commit();
        };
    }

    /**
     * @param event any
     * @param buffer its {@link RenderBuffer#bytes()} receive the record, in the charset of the layout
     */
    public void bytes(LogEvent event, RenderBuffer buffer) {
        toBytes.accept(event, buffer);
    }

    /**
     * @param event any
     * @param buffer its {@link RenderBuffer#text()} receives the record
     */
    public void text(LogEvent event, RenderBuffer buffer) {
        toText.accept(event, buffer);
    }

    /** Lets a layout encode into {@link Utf8Buffer}. Log4j synchronizes on it, so threads do not share it. */
    private static final class Destination implements ByteBufferDestination {

        private final Utf8Buffer bytes;
        private ByteBuffer buffer;

        private Destination(Utf8Buffer bytes) {
            this.bytes = bytes;
            makeRoom();
        }

        private void makeRoom() {
            byte[] array = bytes.ensure(512);
            buffer = ByteBuffer.wrap(array, bytes.length(), array.length - bytes.length())
                    .slice();
        }

        /** Takes the bytes that a layout has left in the buffer, as layouts need not drain it. */
        private void commit() {
            bytes.wrote(buffer.position());
            makeRoom();
        }

        @Override
        public ByteBuffer getByteBuffer() {
            return buffer;
        }

        @Override
        public ByteBuffer drain(ByteBuffer filled) {
            commit();
            return buffer;
        }

        @Override
        public void writeBytes(ByteBuffer data) {
            int count = data.remaining();
            bytes.wrote(buffer.position());
            data.get(bytes.ensure(count), bytes.length(), count);
            bytes.wrote(count);
            makeRoom();
        }

        @Override
        public void writeBytes(byte[] data, int offset, int count) {
            writeBytes(ByteBuffer.wrap(data, offset, count));
        }
    }
}

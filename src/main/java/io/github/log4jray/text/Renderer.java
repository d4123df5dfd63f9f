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
 * Renders events by a layout, as bytes for a file or as characters for the driver. A {@link PatternLayout} is asked
 * for characters, which this library encodes itself: {@code serialize} takes about half the time of {@code encode}
 * (Log4j 2.26.1) and allocates nothing. Every other layout is asked for the bytes of its own charset.
 */
public final class Renderer {

    private final BiConsumer<LogEvent, RenderBuffer> toBytes;
    private final BiConsumer<LogEvent, RenderBuffer> toText;

    private Renderer(BiConsumer<LogEvent, RenderBuffer> toBytes, BiConsumer<LogEvent, RenderBuffer> toText) {
        this.toBytes = toBytes;
        this.toText = toText;
    }

    /**
     * @param bare which events are rendered as their message and a line end instead
     * @return one that renders all others as this one
     */
    public Renderer withBareBytes(Predicate<LogEvent> bare) {
        return new Renderer(
                (event, scratch) -> {
                    if (bare.test(event)) {
                        scratch.bytes().add(event.getMessage().getFormattedMessage());
                        scratch.bytes().add('\n');
                    } else {
                        toBytes.accept(event, scratch);
                    }
                },
                toText);
    }

    /** @param layout any */
    public Renderer(Layout<?> layout) {
        Charset charset = layout instanceof StringLayout text ? text.getCharset() : StandardCharsets.UTF_8;
        if (layout instanceof RecordLayout records) {
            toBytes = records::bytes;
            toText = (event, scratch) -> {
                toBytes.accept(event, scratch);
                moveToText(scratch, charset);
            };
        } else if (layout instanceof PatternLayout pattern) {
            toText = text(pattern);
            toBytes = charset.equals(StandardCharsets.UTF_8) ? utf8(pattern) : encoding(layout);
        } else {
            toBytes = encoding(layout);
            toText = (event, scratch) -> {
                toBytes.accept(event, scratch);
                moveToText(scratch, charset);
            };
        }
    }

    private static void moveToText(RenderBuffer scratch, Charset charset) {
        Utf8Buffer bytes = scratch.bytes();
        scratch.text().setLength(0);
        scratch.text().append(new String(bytes.array(), 0, bytes.length(), charset));
        bytes.truncate(0);
    }

    private static BiConsumer<LogEvent, RenderBuffer> text(PatternLayout layout) {
        if (!RayPattern.rendersMessage(layout)) {
            return (event, scratch) -> layout.serialize(event, scratch.text());
        }
        return (event, scratch) -> {
            if (hasException(event)) {
                layout.serialize(event, scratch.text());
            } else {
                RayPattern.message(event, scratch.text());
            }
        };
    }

    private static BiConsumer<LogEvent, RenderBuffer> utf8(PatternLayout layout) {
        BiConsumer<LogEvent, RenderBuffer> any = (event, scratch) -> {
            layout.serialize(event, scratch.text());
            scratch.bytes().add(scratch.text());
        };
        if (!RayPattern.renders(layout)) {
            return any;
        }
        RayPattern ray = new RayPattern();
        return (event, scratch) -> {
            if (hasException(event)) {
                any.accept(event, scratch);
            } else {
                ray.bytes(event, scratch);
            }
        };
    }

    @SuppressWarnings("deprecation") // up to 2.24 an event that was received has its exception only as a proxy
    private static boolean hasException(LogEvent event) {
        return event.getThrown() != null || event.getThrownProxy() != null;
    }

    private static BiConsumer<LogEvent, RenderBuffer> encoding(Layout<?> layout) {
        return (event, scratch) -> {
            Destination destination = new Destination(scratch.bytes());
            layout.encode(event, destination);
            destination.commit();
        };
    }

    /**
     * @param event is rendered
     * @param scratch whose {@link RenderBuffer#bytes()} receive it, in the charset of the layout
     */
    public void bytes(LogEvent event, RenderBuffer scratch) {
        toBytes.accept(event, scratch);
    }

    /**
     * @param event is rendered
     * @param scratch whose {@link RenderBuffer#text()} receives it
     */
    public void text(LogEvent event, RenderBuffer scratch) {
        toText.accept(event, scratch);
    }

    /** Lets a layout encode into {@link Utf8Buffer}. Log4j synchronizes on it, so it is never shared. */
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

        /** Takes what a layout has left in the buffer: it need not drain it. */
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

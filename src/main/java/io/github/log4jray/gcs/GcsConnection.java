package io.github.log4jray.gcs;

import io.github.log4jray.protocol.RejectedException;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.KnownLength;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.okhttp.OkHttpChannelBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A connection with a GCS that sends and receives encoded messages. Thread-safe. */
final class GcsConnection implements AutoCloseable {

    /** The largest answer in bytes: a slow poller gets all waiting messages at once, for example 33 MB. */
    private static final int MAX_ANSWER = 512 << 20;

    private static final int CALL_SECONDS = 10;

    static final MethodDescriptor.Marshaller<byte[]> BYTES = new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] message) {
            return new ByteArrayInputStream(message);
        }

        @Override
        public byte[] parse(InputStream message) {
            try {
                if (!(message instanceof KnownLength)) {
                    return message.readAllBytes();
                }
                // Without a second copy in memory.
                byte[] bytes = new byte[message.available()];
                message.readNBytes(bytes, 0, bytes.length);
                return bytes;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    };

    private final ManagedChannel channel;
    private final Metadata metadata;

    /** The answer to a request, which comes later. */
    static final class Answer extends ClientCall.Listener<byte[]> {

        private final CompletableFuture<byte[]> answer = new CompletableFuture<>();
        private byte[] message;

        private Answer() {}

        @Override
        public void onMessage(byte[] received) {
            message = received;
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            if (status.isOk() && message != null) {
                answer.complete(message);
            } else {
                answer.completeExceptionally(failure(status));
            }
        }

        /**
         * @return the answer; null if it has not come yet
         * @throws IOException if the request has failed
         */
        byte[] now() throws IOException {
            return answer.isDone() ? await(Duration.ZERO) : null;
        }

        private byte[] await(Duration time) throws IOException {
            try {
                return answer.get(time.toNanos(), TimeUnit.NANOSECONDS);
            } catch (ExecutionException e) {
                throw (IOException) e.getCause();
            } catch (TimeoutException e) {
                throw new IOException("no answer within " + time.toMillis() + " ms", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }

        /** @param action runs when the answer has come or the request has failed */
        void whenDone(Runnable action) {
            answer.whenComplete((received, failure) -> action.run());
        }
    }

    /**
     * The first request connects.
     *
     * @param address of the GCS
     * @param access Ray's settings for the connection
     * @throws RejectedException if a token or a certificate of Ray's settings is missing
     */
    GcsConnection(GcsAddress address, GcsAccess access) throws RejectedException {
        metadata = access.metadata();
        channel = OkHttpChannelBuilder.forAddress(address.host(), address.port(), access.credentials())
                .directExecutor()
                // As Ray's own clients, without the proxy of Java's system properties.
                .proxyDetector(target -> null)
                .maxInboundMessageSize(MAX_ANSWER)
                .build();
    }

    /**
     * @param method service and name, separated by a slash
     * @param request the message
     * @return the answer, which comes later
     */
    Answer begin(String method, byte[] request) {
        return begin(method, request, CallOptions.DEFAULT);
    }

    private Answer begin(String method, byte[] request, CallOptions options) {
        MethodDescriptor<byte[], byte[]> descriptor = MethodDescriptor.newBuilder(BYTES, BYTES)
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(method)
                .build();
        Answer answer = new Answer();
        ClientCall<byte[], byte[]> call = channel.newCall(descriptor, options);
        Metadata headers = new Metadata();
        headers.merge(metadata);
        call.start(answer, headers);
        call.sendMessage(request);
        call.halfClose();
        // One more than there is: otherwise a call without an answer never ends.
        call.request(2);
        return answer;
    }

    /**
     * @param method service and name, separated by a slash
     * @param request the message
     * @return the answer
     * @throws IOException if there is none within {@value #CALL_SECONDS} s
     */
    byte[] call(String method, byte[] request) throws IOException {
        return begin(method, request, CallOptions.DEFAULT.withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS))
                .await(Duration.ofSeconds(2 * CALL_SECONDS));
    }

    private static IOException failure(Status status) {
        String reason = status.getDescription() == null ? "" : ": " + status.getDescription();
        Throwable cause = status.getCause();
        String problem = status.getCode() + reason + (cause == null ? "" : " (" + cause + ")");
        return switch (status.getCode()) {
            case UNAUTHENTICATED, PERMISSION_DENIED, UNIMPLEMENTED -> new RejectedException(problem, cause);
            default -> new IOException(problem, cause);
        };
    }

    /** Ends all calls now. */
    @Override
    public void close() {
        channel.shutdownNow();
    }
}

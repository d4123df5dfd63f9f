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

/** A connection with a GCS. Messages go in and out as bytes. For any thread. */
final class GcsConnection implements AutoCloseable {

    /** How long an answer may be: a poller that was slow gets all that has waited for it, 33 MB were seen. */
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
                // not twice in memory
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

    /** An answer that is waited for. */
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
         * @return the answer; null where it has not come yet
         * @throws IOException where there will be none
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

        /** @param action is run when {@link #now} has something to say */
        void whenDone(Runnable action) {
            answer.whenComplete((received, failure) -> action.run());
        }
    }

    /**
     * Connects when first asked something.
     *
     * @param address of the GCS
     * @throws RejectedException where Ray's settings can't be followed
     */
    GcsConnection(GcsAddress address) throws RejectedException {
        metadata = GcsAccess.metadata();
        channel = OkHttpChannelBuilder.forAddress(address.host(), address.port(), GcsAccess.credentials())
                .directExecutor()
                // Ray's own clients don't go through the proxy that the system properties of Java may name.
                .proxyDetector(target -> null)
                .maxInboundMessageSize(MAX_ANSWER)
                .build();
    }

    /**
     * @param method service and name, separated by a slash
     * @param request the message
     * @return the answer, to be waited for
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
        // One more than there will be: only then a call without an answer ends.
        call.request(2);
        return answer;
    }

    /**
     * @param method service and name, separated by a slash
     * @param request the message
     * @return the answer
     * @throws IOException where there is none within {@value #CALL_SECONDS} s
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

    /** Ends all calls at once. */
    @Override
    public void close() {
        channel.shutdownNow();
    }
}

package io.github.log4jray.gcs;

import com.google.protobuf.UnknownFieldSet;
import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.protocol.Batch;
import io.grpc.HandlerRegistry;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.okhttp.OkHttpServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Answers as the GCS of some version of Ray does, on a real socket; keeps what was published until it is fetched. */
public final class FakeGcs implements AutoCloseable {

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    /** How a version of Ray numbers things. */
    public record Version(String version, String service, int channel, int batchField, int sequenceField) {}

    /** As the newest Ray does. */
    public static final Version NEWEST = new Version("2.60.0", "ray.rpc.ObservabilityPubSubService", 7, 11, 14);

    private final Version version;
    private final InetAddress host;
    private final Map<String, Subscriber> subscribers = new HashMap<>();
    private final List<byte[]> jobs = new ArrayList<>();
    private final List<byte[]> nodes = new ArrayList<>();
    private final List<byte[]> tasks = new ArrayList<>();
    private final List<byte[]> actors = new ArrayList<>();
    private byte[] publisher = HexFormat.of().parseHex(ProcessIds.randomHex(28));
    private Server server;
    private int port;
    private long sequence;
    private int polls;
    private int tablesAsked;
    private int tablesRefused;
    private String token;
    private byte[] pollAnswer;
    private String unknownTable;

    private static final class Subscriber {
        private boolean subscribed;
        private final Map<Long, byte[]> waiting = new TreeMap<>();
        private Consumer<byte[]> poll;
    }

    /** @param host is an address of this host */
    public FakeGcs(Version version, InetAddress host) throws IOException {
        this.version = version;
        this.host = host;
        listen();
    }

    public GcsAddress address() {
        return new GcsAddress(host.getHostAddress(), port);
    }

    /** Only who has it is answered. */
    synchronized void require(String newToken) {
        token = newToken;
    }

    /** Each poll is answered by these bytes at once; null for what was published. */
    synchronized void answerPolls(byte[] answer) {
        pollAnswer = answer;
    }

    /** A table that this version of Ray does not have, by the end of its name. */
    synchronized void doesNotKnow(String table) {
        unknownTable = table;
    }

    /** Forgets who has subscribed, as it does with those that fetch nothing for five minutes. */
    synchronized void forgetSubscribers() {
        subscribers.clear();
    }

    private void listen() throws IOException {
        server = OkHttpServerBuilder.forPort(new InetSocketAddress(host, port), InsecureServerCredentials.create())
                .fallbackHandlerRegistry(new HandlerRegistry() {
                    @Override
                    public ServerMethodDefinition<?, ?> lookupMethod(String name, String authority) {
                        return method(name);
                    }
                })
                .build()
                .start();
        port = server.getPort();
    }

    /** Stands in its place when it is killed: ends each connection at once, and waits for so many. */
    void endConnections(int count) throws IOException {
        try (ServerSocket instead = new ServerSocket(port, 0, host)) {
            instead.setSoTimeout(60_000);
            for (int i = 0; i < count; i++) {
                instead.accept().close();
            }
        }
    }

    /** Begins anew, on the same port, as a GCS that was killed and has a Redis behind it. */
    void startAgain() throws IOException {
        beginAnew();
        listen();
    }

    /** Begins anew, so fast that nobody's connection breaks. */
    synchronized void beginAnew() {
        List<Consumer<byte[]>> polls = subscribers.values().stream()
                .map(s -> s.poll)
                .filter(p -> p != null)
                .toList();
        subscribers.clear();
        publisher = HexFormat.of().parseHex(ProcessIds.randomHex(28));
        sequence = 0;
        polls.forEach(poll -> poll.accept(new WireMessage().bytes(2, publisher).toBytes()));
    }

    private ServerMethodDefinition<byte[], byte[]> method(String name) {
        MethodDescriptor<byte[], byte[]> descriptor = MethodDescriptor.newBuilder(
                        GcsConnection.BYTES, GcsConnection.BYTES)
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(name)
                .build();
        return ServerMethodDefinition.create(descriptor, (call, headers) -> {
            call.request(2);
            return new ServerCall.Listener<byte[]>() {
                private byte[] request;

                @Override
                public void onMessage(byte[] message) {
                    request = message;
                }

                @Override
                public void onHalfClose() {
                    serve(name, request, headers.get(AUTHORIZATION), call);
                }
            };
        });
    }

    private synchronized void serve(
            String name, byte[] request, String authorization, ServerCall<byte[], byte[]> call) {
        if (token != null && !("Bearer " + token).equals(authorization)) {
            call.close(Status.UNAUTHENTICATED.withDescription("InvalidAuthToken"), new Metadata());
            return;
        }
        Consumer<byte[]> reply = answer -> {
            call.sendHeaders(new Metadata());
            call.sendMessage(answer);
            call.close(Status.OK, new Metadata());
        };
        try {
            if (unknownTable != null && name.endsWith(unknownTable)) {
                tablesRefused++;
                call.close(Status.UNIMPLEMENTED, new Metadata());
            } else if (name.equals("ray.rpc.InternalKVGcsService/InternalKVGet")) {
                String json = "{\"ray_version\": \"" + version.version + "\", \"ray_init_cluster\": false}";
                reply.accept(
                        new WireMessage().bytes(1, new byte[0]).text(2, json).toBytes());
            } else if (name.equals(version.service + "/GcsSubscriberCommandBatch")) {
                subscribe(request);
                reply.accept(new byte[0]);
            } else if (name.equals(version.service + "/GcsSubscriberPoll")) {
                poll(request, reply);
            } else if (name.endsWith("/GetAllJobInfo")) {
                tablesAsked++;
                reply.accept(table(jobs));
            } else if (name.endsWith("/GetAllNodeInfo")) {
                reply.accept(table(nodes));
            } else if (name.endsWith("/GetTaskEvents")) {
                reply.accept(table(tasks));
            } else if (name.endsWith("/GetAllActorInfo")) {
                reply.accept(table(actors));
            } else {
                call.close(Status.UNIMPLEMENTED, new Metadata());
            }
        } catch (IOException e) {
            call.close(Status.INVALID_ARGUMENT.withDescription(e.toString()), new Metadata());
        }
    }

    private static byte[] table(List<byte[]> entries) {
        WireMessage answer = new WireMessage().bytes(1, new byte[0]);
        entries.forEach(entry -> answer.bytes(2, entry));
        return answer.toBytes();
    }

    private Subscriber subscriber(byte[] request) throws IOException {
        String subscriberId = HexFormat.of().formatHex(WireMessage.bytes(WireMessage.read(request), 1));
        return subscribers.computeIfAbsent(subscriberId, id -> new Subscriber());
    }

    private void subscribe(byte[] request) throws IOException {
        UnknownFieldSet command = WireMessage.read(WireMessage.bytes(WireMessage.read(request), 2));
        if (WireMessage.number(command, 1) == version.channel && command.hasField(4)) {
            subscriber(request).subscribed = true;
        }
    }

    private void poll(byte[] request, Consumer<byte[]> reply) throws IOException {
        polls++;
        if (pollAnswer != null) {
            reply.accept(pollAnswer);
            return;
        }
        Subscriber subscriber = subscriber(request);
        UnknownFieldSet fields = WireMessage.read(request);
        if (Arrays.equals(WireMessage.bytes(fields, 3), publisher)) {
            long processed = WireMessage.number(fields, 2);
            subscriber.waiting.keySet().removeIf(seq -> seq <= processed);
        }
        subscriber.poll = reply;
        answer(subscriber);
    }

    private void answer(Subscriber subscriber) {
        if (subscriber.poll != null && !subscriber.waiting.isEmpty()) {
            WireMessage answer = new WireMessage();
            subscriber.waiting.values().forEach(message -> answer.bytes(1, message));
            Consumer<byte[]> poll = subscriber.poll;
            subscriber.poll = null;
            poll.accept(answer.bytes(2, publisher).toBytes());
        }
    }

    /** Publishes as Ray's log monitor does. */
    public void publish(Batch... batches) {
        for (Batch batch : batches) {
            WireMessage content = new WireMessage().text(1, batch.ip()).text(2, batch.pid());
            if (batch.job() != null) {
                content.text(3, batch.job());
            }
            if (batch.isErr()) {
                content.number(4, 1);
            }
            batch.lines().forEach(line -> content.text(5, line));
            if (batch.taskName() != null) {
                content.text(7, batch.taskName());
            }
            publish(content.toBytes());
        }
    }

    /** Publishes anything on the log channel; other channels take numbers too. */
    synchronized void publish(byte[] content) {
        sequence += 2;
        byte[] message = new WireMessage()
                .number(1, version.channel)
                .bytes(2, "key".getBytes(StandardCharsets.UTF_8))
                .bytes(version.batchField, content)
                .number(version.sequenceField, sequence)
                .toBytes();
        subscribers.values().stream().filter(s -> s.subscribed).forEach(subscriber -> {
            subscriber.waiting.put(sequence, message);
            answer(subscriber);
        });
    }

    public synchronized long subscribers() {
        return subscribers.values().stream().filter(s -> s.subscribed).count();
    }

    synchronized int polls() {
        return polls;
    }

    synchronized int tablesRefused() {
        return tablesRefused;
    }

    synchronized int tablesAsked() {
        return tablesAsked;
    }

    synchronized void job(String id, boolean dead, long endMillis, String namespace) {
        WireMessage config = new WireMessage().text(5, namespace);
        jobs.add(new WireMessage()
                .bytes(1, HexFormat.of().parseHex(id))
                .number(2, dead ? 1 : 0)
                .message(6, config)
                .number(8, endMillis)
                .toBytes());
    }

    synchronized void node(String id, String ip) {
        nodes.add(new WireMessage().text(1, id).text(2, ip).toBytes());
    }

    /** The newest stand first. */
    synchronized void task(String job, String node, long pid) {
        WireMessage state = new WireMessage().text(1, node).number(12, pid);
        tasks.add(
                0,
                new WireMessage()
                        .message(4, state)
                        .bytes(6, HexFormat.of().parseHex(job))
                        .toBytes());
    }

    synchronized void actor(String job, String ip, long pid) {
        actors.add(new WireMessage()
                .bytes(4, HexFormat.of().parseHex(job))
                .message(9, new WireMessage().text(2, ip))
                .number(16, pid)
                .toBytes());
    }

    /** Ends as a process that is killed does. */
    void kill() throws InterruptedException {
        server.shutdownNow();
        server.awaitTermination(30, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}

package io.github.log4jray.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import redis.clients.jedis.BinaryJedisPubSub;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/** A real Redis on loopback, in a process of its own; its administrator's password is {@link #ADMIN}. */
public final class RedisServer implements AutoCloseable {

    /** Of the user {@code admin}, who may do everything. */
    public static final String ADMIN = "of the administrator";

    /** Where batches are published. */
    public static final String CHANNEL = "RAY_LOG_CHANNEL";

    private static final int SECONDS = 30;

    private final Path directory;
    private final int port;
    private final List<String> options;
    private Process process;

    private RedisServer(Path directory, String... options) throws IOException {
        this.directory = directory;
        this.options = List.of(options);
        this.port = FreePorts.one();
    }

    /**
     * @param directory for what it prints
     * @param options of its command line, such as {@code --requirepass secret}
     * @return it, when it answers
     */
    public static RedisServer start(Path directory, String... options) throws IOException {
        RedisServer server = new RedisServer(directory, options);
        server.startAgain();
        return server;
    }

    /** @return one that is not started yet, but has its port */
    public static RedisServer away(Path directory, String... options) throws IOException {
        return new RedisServer(directory, options);
    }

    /** Starts it, on the same port as before. */
    public void startAgain() throws IOException {
        List<String> command = new ArrayList<>(List.of("redis-server", "--port", Integer.toString(port)));
        command.addAll(List.of("--bind", "127.0.0.1", "--save", "", "--appendonly", "no"));
        command.addAll(List.of("--user", "admin", "on", ">" + ADMIN, "~*", "&*", "+@all"));
        command.addAll(options);
        process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("redis.out").toFile()))
                .start();
        Awaitility.await().atMost(Duration.ofSeconds(SECONDS)).until(this::answers);
    }

    private boolean answers() {
        try (Connection connection = connect()) {
            return connection.ping();
        } catch (JedisConnectionException e) {
            return false;
        }
    }

    private Connection connect() {
        return new Connection(
                new HostAndPort("127.0.0.1", port),
                DefaultJedisClientConfig.builder()
                        .resp2()
                        .user("admin")
                        .password(ADMIN)
                        .socketTimeoutMillis(SECONDS * 1000)
                        .build());
    }

    public int port() {
        return port;
    }

    /** @return for a configuration */
    public String address() {
        return "redis://127.0.0.1:" + port;
    }

    /** @return the answer */
    public Object command(Command command, String... arguments) {
        try (Connection connection = connect()) {
            connection.sendCommand(command, arguments);
            return connection.getOne();
        }
    }

    /** Opens another port, for TLS. */
    public int openTls() throws IOException {
        int free = FreePorts.one();
        command(Command.CONFIG, "SET", "tls-port", Integer.toString(free));
        return free;
    }

    /** Publishes as another program would; waits until so many have subscribed. */
    public void publish(int subscribers, byte[] message) {
        Awaitility.await().atMost(Duration.ofSeconds(SECONDS)).until(() -> subscribers() >= subscribers);
        try (Connection connection = connect()) {
            connection.sendCommand(Command.PUBLISH, CHANNEL.getBytes(StandardCharsets.UTF_8), message);
            connection.getIntegerReply();
        }
    }

    /** @return how many have subscribed */
    public long subscribers() {
        return (Long) ((List<?>) command(Command.PUBSUB, "NUMSUB", CHANNEL)).get(1);
    }

    /** @return gets what is published from now on */
    public Subscriber subscribe() {
        return new Subscriber(new Jedis(connect()));
    }

    /** Ends it as {@code kill -9} does. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** @return its process id */
    public long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        if (process != null) {
            kill();
        }
    }

    /** Another program that has subscribed. */
    public static final class Subscriber extends BinaryJedisPubSub implements AutoCloseable {

        private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        private final Jedis connection;
        private final Thread thread = new Thread(this::run, "redis-subscriber");

        private Subscriber(Jedis connection) {
            this.connection = connection;
            thread.setDaemon(true);
            thread.start();
            Awaitility.await().atMost(Duration.ofSeconds(SECONDS)).until(this::isSubscribed);
        }

        private void run() {
            try (connection) {
                connection.subscribe(this, CHANNEL.getBytes(StandardCharsets.UTF_8));
            } catch (JedisException e) {
                // the server has ended
            }
        }

        @Override
        public void onMessage(byte[] channel, byte[] message) {
            messages.add(new String(message, StandardCharsets.UTF_8));
        }

        /** @return the next message */
        public String next() {
            try {
                String message = messages.poll(SECONDS, TimeUnit.SECONDS);
                if (message == null) {
                    throw new AssertionError("nothing was published");
                }
                return message;
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void close() {
            try {
                connection.getConnection().forceDisconnect();
                thread.join();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}

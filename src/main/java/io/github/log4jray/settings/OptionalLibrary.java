package io.github.log4jray.settings;

/** A library that only one feature needs. Without it everything else works. Thread-safe. */
public enum OptionalLibrary {
    /** The Redis client, for {@code redis://} addresses. */
    JEDIS("redis.clients.jedis.Connection", "redis.clients:jedis"),

    /** TLS on channels that do not block, for {@code tls://} addresses. */
    TLS_CHANNEL("tlschannel.TlsChannel", "com.github.marianobarrios:tls-channel"),

    /** The gRPC client, for the log channel of a Ray cluster. */
    GRPC("io.grpc.okhttp.OkHttpChannelBuilder", "io.grpc:grpc-okhttp");

    private final String type;
    private final String artifact;

    OptionalLibrary(String type, String artifact) {
        this.type = type;
        this.artifact = artifact;
    }

    /** @return whether the library is on the class path of this class */
    public boolean isPresent() {
        try {
            Class.forName(type, false, OptionalLibrary.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    /** @return the Maven coordinates without a version, for the error that names the artifact to add */
    public String artifact() {
        return artifact;
    }
}

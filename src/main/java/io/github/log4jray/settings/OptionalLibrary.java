package io.github.log4jray.settings;

/** A library that only one feature needs: without it everything else works. */
public enum OptionalLibrary {
    /** A client of Redis. */
    JEDIS("redis.clients.jedis.Connection", "redis.clients:jedis"),

    /** A client of gRPC. */
    GRPC("io.grpc.okhttp.OkHttpChannelBuilder", "io.grpc:grpc-okhttp");

    private final String type;
    private final String artifact;

    OptionalLibrary(String type, String artifact) {
        this.type = type;
        this.artifact = artifact;
    }

    /** @return whether it is on the class path */
    public boolean isPresent() {
        try {
            Class.forName(type, false, OptionalLibrary.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    /** @return the Maven coordinates, without a version */
    public String artifact() {
        return artifact;
    }
}

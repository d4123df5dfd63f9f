package io.github.log4jray.gcs;

/**
 * Where the GCS of a cluster listens, which is the cluster's address.
 *
 * @param host a name or an address, without brackets
 * @param port from 1 to 65535
 */
public record GcsAddress(String host, int port) {

    @Override
    public String toString() {
        return "gcs://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}

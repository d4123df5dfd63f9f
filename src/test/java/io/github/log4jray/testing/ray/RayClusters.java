package io.github.log4jray.testing.ray;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Clusters that all tests share, one for each version of Ray: started when first asked for, ended after the last test.
 */
public final class RayClusters implements BeforeAllCallback {

    /** The newest Ray, and the last one whose Java part is on Maven Central. */
    public static final List<String> VERSIONS = List.of("2.60.0", "2.39.0");

    private static final Map<String, RayCluster> CLUSTERS = new TreeMap<>();

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot()
                .getStore(ExtensionContext.Namespace.create(RayClusters.class))
                .computeIfAbsent(RayClusters.class, key -> (AutoCloseable) RayClusters::closeAll);
    }

    /** @return the cluster of this version, for nodes without an environment of their own */
    public static synchronized RayCluster of(String version) throws IOException {
        RayCluster cluster = CLUSTERS.get(version);
        if (cluster == null) {
            cluster = RayCluster.start(version, Map.of());
            CLUSTERS.put(version, cluster);
        }
        return cluster;
    }

    private static synchronized void closeAll() {
        CLUSTERS.values().forEach(RayCluster::close);
        CLUSTERS.clear();
    }
}

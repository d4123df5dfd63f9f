package io.github.log4jray.testing.spark;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Clusters that all tests share, one for each version of Spark: started when first asked for, ended after the last test. */
public final class SparkClusters implements BeforeAllCallback {

    private static final Map<String, SparkCluster> CLUSTERS = new TreeMap<>();

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot()
                .getStore(ExtensionContext.Namespace.create(SparkClusters.class))
                .computeIfAbsent(SparkClusters.class, key -> (AutoCloseable) SparkClusters::closeAll);
    }

    /** @return the cluster of this version */
    public static synchronized SparkCluster of(String version) throws IOException {
        SparkCluster cluster = CLUSTERS.get(version);
        if (cluster == null) {
            cluster = SparkCluster.start(version);
            CLUSTERS.put(version, cluster);
        }
        return cluster;
    }

    private static synchronized void closeAll() throws IOException {
        for (SparkCluster cluster : CLUSTERS.values()) {
            cluster.close();
        }
        CLUSTERS.clear();
    }
}

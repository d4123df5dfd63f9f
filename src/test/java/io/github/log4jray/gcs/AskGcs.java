package io.github.log4jray.gcs;

import io.github.log4jray.settings.Environment;
import java.io.IOException;

/** Asks the GCS at a host and a port for its nodes, and prints how many bytes the answer has. */
public final class AskGcs {

    private AskGcs() {}

    public static void main(String[] arguments) throws IOException {
        GcsAddress address = new GcsAddress(arguments[0], Integer.parseInt(arguments[1]));
        try (GcsConnection gcs = new GcsConnection(address, new GcsAccess(Environment.process()))) {
            byte[] answer = gcs.call("ray.rpc.NodeInfoGcsService/GetAllNodeInfo", new byte[0]);
            System.out.println(answer.length + " bytes");
        }
    }
}

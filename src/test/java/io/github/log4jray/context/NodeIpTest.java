package io.github.log4jray.context;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.settings.Environment;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeIpTest {

    private static String find(Map<String, String> properties, Map<String, String> variables) {
        return NodeIp.find(Environment.of(properties, variables));
    }

    @Test
    void thePropertyTakesPrecedenceOverTheVariable() {
        assertThat(find(Map.of("ray.node-ip", "10.0.0.7"), Map.of("RAY_NODE_IP", "10.0.0.8")))
                .isEqualTo("10.0.0.7");
    }

    @Test
    void theVariableIsUsedWhereThePropertyIsBlank() {
        assertThat(find(Map.of("ray.node-ip", " "), Map.of("RAY_NODE_IP", "10.0.0.8")))
                .isEqualTo("10.0.0.8");
    }

    @Test
    void theDefaultIsAnAddressOfThisHostAndStays() throws Exception {
        String found = find(Map.of(), Map.of());

        assertThat(NetworkInterface.getByInetAddress(InetAddress.getByName(found)))
                .isNotNull();
        assertThat(find(Map.of(), Map.of())).isEqualTo(found);
    }

    @Test
    void aConfiguredAddressIsNotKept() {
        find(Map.of("ray.node-ip", "10.0.0.7"), Map.of());

        assertThat(find(Map.of(), Map.of())).isNotEqualTo("10.0.0.7");
    }
}

package io.github.log4jray.context;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.log4jray.settings.Environment;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeIpTest {

    private static String find(Map<String, String> properties, Map<String, String> variables) {
        return NodeIp.find(Environment.of(properties, variables));
    }

    @Test
    void propertyTakesPrecedenceOverTheVariable() {
        assertThat(find(Map.of("ray.node-ip", "10.0.0.7"), Map.of("RAY_NODE_IP", "10.0.0.8")))
                .isEqualTo("10.0.0.7");
    }

    @Test
    void variableIsUsedWhereThePropertyIsBlank() {
        assertThat(find(Map.of("ray.node-ip", " "), Map.of("RAY_NODE_IP", "10.0.0.8")))
                .isEqualTo("10.0.0.8");
    }

    @Test
    void defaultIsAnAddressOfThisHostAndStays() throws Exception {
        String found = find(Map.of(), Map.of());

        assertThat(NetworkInterface.getByInetAddress(InetAddress.getByName(found)))
                .isNotNull();
        assertThat(find(Map.of(), Map.of())).isEqualTo(found);
    }

    @Test
    void configuredAddressIsNotKept() {
        find(Map.of("ray.node-ip", "10.0.0.7"), Map.of());

        assertThat(find(Map.of(), Map.of())).isNotEqualTo("10.0.0.7");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1 fe80::1 2001:db8::5 10.0.0.7 10.0.0.8, 10.0.0.7",
        "fe80::1 169.254.0.9 2001:db8::5 fd00::1, 2001:db8:0:0:0:0:0:5",
        "fe80::1 169.254.0.9, 169.254.0.9",
        "::1 fe80::1, fe80:0:0:0:0:0:0:1",
    })
    void ofAllInterfacesTheAddressThatMostHostsReachIsTaken(String addresses, String expected) throws Exception {
        assertThat(NodeIp.best(addresses(addresses)).getHostAddress()).isEqualTo(expected);
    }

    @Test
    void loopbackReachesNoOtherHost() throws Exception {
        assertThat(NodeIp.best(addresses("127.0.0.1 ::1 0.0.0.0 ::"))).isNull();
    }

    private static List<InetAddress> addresses(String texts) throws Exception {
        List<InetAddress> addresses = new ArrayList<>();
        for (String text : texts.split(" ")) {
            addresses.add(InetAddress.getByName(text));
        }
        return addresses;
    }
}

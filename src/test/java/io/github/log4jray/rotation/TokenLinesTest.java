package io.github.log4jray.rotation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TokenLinesTest {

    private static String indented(String record) {
        byte[] longer = (record + ":job_id:rest").getBytes(UTF_8);
        int length = record.getBytes(UTF_8).length;
        byte[] result = TokenLines.indented(longer, length);
        return new String(result, 0, result == longer ? length : result.length, UTF_8);
    }

    @Test
    void lineThatLooksLikeATokenIsIndented() {
        assertThat(indented("user said\n:job_id:09000000\n:actor_name:Bank\nä:task_name:x\n:task_name:"))
                .isEqualTo("user said\n :job_id:09000000\n :actor_name:Bank\nä:task_name:x\n :task_name:");
        assertThat(indented(":job_id:1\n")).isEqualTo(" :job_id:1\n");
    }

    @Test
    void otherLinesStay() {
        for (String record : new String[] {"", "\n", ":", ":job", "a\n:job_id\n", "x :job_id:1\n", "\n:other:\n"}) {
            assertThat(indented(record)).isEqualTo(record);
        }
    }
}

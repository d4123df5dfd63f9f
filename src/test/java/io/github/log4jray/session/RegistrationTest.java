package io.github.log4jray.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistrationTest {

    @TempDir
    Path session;

    @Test
    void afterItsEndItIsNotRenewed() {
        Path bookkeeping = session.resolve("log4jray");
        Registration registration = new Registration(bookkeeping);
        registration.renew();
        assertThat(bookkeeping).isDirectoryContaining("glob:**process-*");
        registration.close();
        registration.renew();
        assertThat(bookkeeping).isEmptyDirectory();
    }
}

package io.github.log4jray.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OpenLogsTest {

    private static final Path LOG = Path.of("/logs of the test/app.log");
    private static final Path BACKUP = Path.of("/logs of the test/app.log.1");

    @AfterEach
    void forget() {
        OpenLogs.remove(LOG);
        OpenLogs.remove(BACKUP);
    }

    private static void call(Class<?> type, String name, Object... arguments) throws Exception {
        Class<?>[] types =
                arguments.length == 1 ? new Class<?>[] {Path.class} : new Class<?>[] {Path.class, boolean.class};
        Method method = type.getDeclaredMethod(name, types);
        method.setAccessible(true);
        method.invoke(null, arguments);
    }

    @Test
    void logCollidesWithTheBackupsOfAnotherOneThatRotates() {
        OpenLogs.add(LOG, true);
        assertThat(OpenLogs.collision(BACKUP, false)).isEqualTo(LOG);
        assertThat(OpenLogs.collision(LOG, true)).isNull();
        OpenLogs.add(LOG, false);
        assertThat(OpenLogs.collision(BACKUP, true)).isNull();
        OpenLogs.add(BACKUP, false);
        assertThat(OpenLogs.collision(LOG, false)).isNull();
        assertThat(OpenLogs.collision(LOG, true)).isEqualTo(BACKUP);
    }

    /** Two applications of one process, each with its own class loader. */
    @Test
    void logsOfOtherClassLoadersCollideUntilTheyAreClosedThere() throws Exception {
        URL classes = OpenLogs.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {classes}, ClassLoader.getPlatformClassLoader())) {
            Class<?> other = loader.loadClass(OpenLogs.class.getName());
            call(other, "add", LOG, true);
            OpenLogs.add(LOG, true);
            OpenLogs.remove(LOG);
            assertThat(OpenLogs.collision(BACKUP, false)).isEqualTo(LOG);

            call(other, "remove", LOG);
            assertThat(OpenLogs.collision(BACKUP, false)).isNull();
        }
    }
}

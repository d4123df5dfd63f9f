package io.github.log4jray.testing.programs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.LogManager;

/**
 * A driver that has files of its own. Each line of its standard input is a number, of which it opens and holds as many
 * files as it may; it answers {@code holds 50}. 0 closes them.
 */
public final class DriverWithFiles {

    private DriverWithFiles() {}

    public static void main(String[] arguments) throws IOException {
        LogManager.getLogger(DriverWithFiles.class).info("driver is up");
        List<InputStream> files = new ArrayList<>();
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in));
        System.out.println("ready");
        for (String command = commands.readLine(); command != null; command = commands.readLine()) {
            int count = Integer.parseInt(command);
            open(count, files);
            System.out.println("holds " + files.size());
        }
        System.exit(0);
    }

    private static void open(int count, List<InputStream> files) throws IOException {
        if (count == 0) {
            for (InputStream file : files) {
                file.close();
            }
            files.clear();
        }
        try {
            while (files.size() < count) {
                files.add(Files.newInputStream(Path.of("/dev/null")));
            }
        } catch (IOException e) {
            // no more than that
        }
    }
}

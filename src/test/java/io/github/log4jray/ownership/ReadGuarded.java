package io.github.log4jray.ownership;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;

/** Prints the content of the files whose names are given; {@code denied} for one that this user can't read. */
final class ReadGuarded {

    private ReadGuarded() {}

    public static void main(String[] files) {
        for (String file : files) {
            System.out.println(content(Path.of(file)));
        }
    }

    private static String content(Path file) {
        try {
            byte[] content = GuardedFile.read(file, 100);
            return content == null ? "none" : new String(content, StandardCharsets.UTF_8);
        } catch (AccessDeniedException e) {
            return "denied";
        } catch (IOException e) {
            return e.toString();
        }
    }
}

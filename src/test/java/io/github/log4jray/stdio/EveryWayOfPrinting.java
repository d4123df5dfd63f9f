package io.github.log4jray.stdio;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.apache.logging.log4j.LogManager;

/**
 * Prints the same to both standard streams and to a stream that is not captured, which goes to the file
 * {@code expected} in the directory of its argument; then what that stream would not understand.
 */
public final class EveryWayOfPrinting {

    private static final String TEXT = "gr\u00fc\u00dfe \ud83d\ude80 \u4f60";

    private EveryWayOfPrinting() {}

    public static void main(String[] arguments) throws Exception {
        LogManager.getLogger("start");
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        try (PrintStream stream = new PrintStream(expected, false, StandardCharsets.UTF_8)) {
            print(stream);
        }
        Files.write(Path.of(arguments[0], "expected"), expected.toByteArray());
        System.out.close();
        print(System.out);
        print(System.err);

        // no UTF-8: text of the console's charset
        System.out.write(new byte[] {'c', 'a', 'f', (byte) 0xe9, '\n'});
        System.out.print("after it, " + System.out.checkError() + "\r\n");

        Thread another = new Thread(() -> System.out.print("no end in another thread"));
        another.start();
        another.join();
        System.out.print("no end ");
        System.err.print("nor here");
        System.out.write("in b\u00fctes".getBytes(StandardCharsets.UTF_8));
        System.exit(0);
    }

    private static void print(PrintStream stream) throws IOException {
        values(stream);
        characters(stream);
        bytes(stream);
        pieces(stream);
    }

    private static void values(PrintStream stream) {
        stream.println(true);
        stream.println('c');
        stream.println(42);
        stream.println(1L << 40);
        stream.println(1.5f);
        stream.println(2.5e100);
        stream.println("text".toCharArray());
        stream.println("text");
        stream.println((String) null);
        stream.println(Map.of("key", "value"));
        stream.println((Object) null);
        stream.println();
        stream.print(false);
        stream.print(' ');
        stream.print(43);
        stream.print(1L << 41);
        stream.print(3.5f);
        stream.print(4.5e100);
        stream.print("text".toCharArray());
        stream.print("text");
        stream.print((String) null);
        stream.print(Map.of("key", "value"));
        stream.println();
    }

    private static void characters(PrintStream stream) {
        stream.println(TEXT);
        TEXT.chars().forEach(c -> stream.print((char) c));
        stream.println();
        TEXT.chars().forEach(c -> stream.append((char) c));
        stream.append(" ").append(TEXT, 2, 6).append(null).println(" end");
        stream.printf("%s %d%%%n", TEXT, 7);
        stream.printf(Locale.GERMANY, "%.2f %s%n", 1.25, TEXT);
        stream.format("%x ", 255).format(Locale.FRANCE, "%.1f%n", 2.5);
    }

    private static void bytes(PrintStream stream) throws IOException {
        byte[] bytes = (TEXT + " in bytes\n").getBytes(StandardCharsets.UTF_8);
        stream.write(bytes);
        stream.writeBytes(bytes);
        for (byte b : bytes) {
            stream.write(b);
        }
        for (int split = 1; split < bytes.length; split++) {
            stream.write(bytes, 0, split);
            stream.flush();
            stream.write(bytes, split, bytes.length - split);
        }
        stream.write("one\ntwo\r\n\nfour\n".getBytes(StandardCharsets.UTF_8));
    }

    private static void pieces(PrintStream stream) {
        stream.print("one\ntwo\r\n\nfour, and ");
        stream.flush();
        stream.write('b');
        stream.print("; ");
        stream.write('\u00e9' >> 6 | 0xc0);
        stream.write('\u00e9' & 0x3f | 0x80);
        stream.println(" end\nnext");
        stream.print("carriage return\r");
        stream.print("\n");
        stream.write('\n');
        stream.println("x".repeat(9_000));
    }
}

package io.github.log4jray.testing.ray;

import io.github.log4jray.progress.ProgressBar;
import io.ray.api.ObjectRef;
import io.ray.api.Ray;
import io.ray.api.function.PyFunction;
import java.io.IOException;
import java.io.OutputStream;

/**
 * A driver in Java with two tasks that show a bar each: {@code java}, and {@code python} of {@code ray_bars.py}. It stays
 * until its standard input ends.
 */
public final class RayBars {

    private RayBars() {}

    public static void main(String[] arguments) throws IOException {
        Ray.init();
        RayLogging.removeCopyOfNativeLibrary();
        ObjectRef<String> java = Ray.task(RayBars::bars, "java").remote();
        ObjectRef<String> python = Ray.task(PyFunction.of("ray_bars", "bars", String.class), "python")
                .remote();
        System.out.println("returned " + python.get() + " " + java.get());
        System.in.transferTo(OutputStream.nullOutputStream());
        Ray.shutdown();
    }

    /** Shows a bar with this description. */
    public static String bars(String word) {
        try (ProgressBar bar = ProgressBar.of(word, 30, "rows")) {
            for (int i = 0; i < 30; i++) {
                bar.step();
            }
        }
        return word;
    }
}

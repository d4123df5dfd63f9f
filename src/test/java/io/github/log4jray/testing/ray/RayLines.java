package io.github.log4jray.testing.ray;

import io.ray.api.ActorHandle;
import io.ray.api.ObjectRef;
import io.ray.api.PyActorHandle;
import io.ray.api.Ray;
import io.ray.api.function.PyActorClass;
import io.ray.api.function.PyActorMethod;
import io.ray.api.function.PyFunction;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.LogManager;

/**
 * A driver in Java whose tasks and actors, in Java and in Python, print numbered lines that begin with its word. It
 * logs {@code own <word>}, prints {@code job <id>} and {@code returned}, and stays until its standard input ends.
 * Arguments: the word, how many lines each task prints, and {@code java}, {@code tasks} for a task in Python too, or
 * {@code all}.
 */
public final class RayLines {

    private RayLines() {}

    public static void main(String[] arguments) throws IOException {
        String word = arguments[0];
        int count = Integer.parseInt(arguments[1]);
        Ray.init();
        RayLogging.removeCopyOfNativeLibrary();
        LogManager.getLogger(RayLines.class).info("own {}", word);
        System.out.println("job " + Ray.getRuntimeContext().getCurrentJobId());
        List<ObjectRef<String>> results = new ArrayList<>();
        results.add(Ray.task(RayLines::lines, word + " task", count).remote());
        ActorHandle<Actor> actor = Ray.actor(Actor::new).remote();
        results.add(actor.task(Actor::lines, word + " actor", count).remote());
        if (!arguments[2].equals("java")) {
            results.add(Ray.task(PyFunction.of("ray_lines", "lines", String.class), word + " pytask", count)
                    .remote());
        }
        if (arguments[2].equals("all")) {
            PyActorHandle python =
                    Ray.actor(PyActorClass.of("ray_lines", "Lines")).remote();
            results.add(python.task(PyActorMethod.of("lines", String.class), word + " pyactor", count)
                    .remote());
        }
        Ray.get(results);
        System.out.println("returned");
        System.in.transferTo(OutputStream.nullOutputStream());
        Ray.shutdown();
    }

    /** Prints the lines {@code <word> 0}, {@code <word> 1} and so on, and to standard error {@code <word> err 0}. */
    public static String lines(String word, Integer count) {
        for (int i = 0; i < count; i++) {
            System.out.println(word + " " + i);
            System.err.println(word + " err " + i);
        }
        return word;
    }

    /** An actor. */
    public static final class Actor {

        public String lines(String word, Integer count) {
            return RayLines.lines(word, count);
        }
    }
}

package io.github.log4jray.testing.ray;

import io.ray.api.ActorHandle;
import io.ray.api.ObjectRef;
import io.ray.api.Ray;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.ThreadContext;

/**
 * A driver with tasks and an actor that log and print in every way. It prints {@code job <id>},
 * {@code actor <word> <id>}, and what they return.
 * Arguments: for each task or actor {@code task <word>}, {@code actor <word>}, or {@code many <number of tasks>};
 * {@code stay until} standard input ends. The same tasks and actors serve drivers in Python.
 */
public final class RayWork {

    private static final Logger LOGGER = LogManager.getLogger(RayWork.class);

    private RayWork() {}

    public static void main(String[] arguments) throws IOException {
        Ray.init();
        RayLogging.removeCopyOfNativeLibrary();
        System.out.println("job " + Ray.getRuntimeContext().getCurrentJobId());
        for (int i = 0; i < arguments.length; i += 2) {
            String word = arguments[i + 1];
            switch (arguments[i]) {
                case "task" ->
                    System.out.println(Ray.task(RayWork::task, word).remote().get());
                case "actor" -> {
                    ActorHandle<Worker> actor = Ray.actor(Worker::new).remote();
                    System.out.println("actor " + word + " " + actor.getId());
                    System.out.println(actor.task(Worker::call, word).remote().get());
                }
                case "stay" -> {
                    System.out.println("done");
                    System.in.transferTo(OutputStream.nullOutputStream());
                }
                default -> many(Integer.parseInt(word));
            }
        }
        Ray.shutdown();
    }

    private static void many(int count) {
        List<ObjectRef<Integer>> results = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            results.add(Ray.task(RayWork::numbered, i).remote());
        }
        System.out.println("returned " + Ray.get(results).size());
    }

    /** @return the same number, which it has logged and printed */
    public static Integer numbered(Integer number) {
        LOGGER.info("logged {}", number);
        System.out.println("printed " + number);
        return number;
    }

    /** @return the word and what the worker knows of itself, separated by tabs */
    public static String task(String word) {
        ThreadContext.put("task_name", "jtask");
        return work(word);
    }

    /** An actor. */
    public static final class Worker {

        /** @return the word and what the worker knows of itself, separated by tabs */
        public String call(String word) {
            ThreadContext.put("actor_name", "jactor");
            return work(word);
        }
    }

    private static String work(String word) {
        LOGGER.info("class {}", word);
        LogManager.getLogger("named").info("name {}", word);
        RayLogging.slf4j("slf4j " + word);
        System.out.println("out " + word);
        System.err.println("err " + word);
        long pid = ProcessHandle.current().pid();
        return String.join(
                "\t",
                word,
                "" + pid,
                RayLogging.configurations(RayWork.class),
                String.join("\t", RayLogging.descriptors("(java-)?worker-.*\\.(log|out|err)")));
    }
}

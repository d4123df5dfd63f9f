package io.github.log4jray.gcs;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/** What the tables of a GCS tell of jobs and of their workers. The numbers are those of Ray 2.39 and 2.60. */
final class GcsTables {

    private static final String JOBS = "ray.rpc.JobInfoGcsService/GetAllJobInfo";
    private static final String NODES = "ray.rpc.NodeInfoGcsService/GetAllNodeInfo";
    private static final String TASKS = "ray.rpc.TaskInfoGcsService/GetTaskEvents";
    private static final String ACTORS = "ray.rpc.ActorInfoGcsService/GetAllActorInfo";

    /** In each answer. */
    private static final int ENTRIES = 2;

    /** How many entries of a table are asked for; of tasks the newest come first. */
    private static final int MOST_ENTRIES = 10_000;

    /** How long a job that has ended may still have lines to show. */
    private static final Duration AFTER_END = Duration.ofSeconds(30);

    /** How the namespaces of Ray's own jobs begin. */
    private static final String INTERNAL = "_ray_internal_";

    private static final HexFormat HEX = HexFormat.of();

    private GcsTables() {}

    /** Reads one entry. */
    @FunctionalInterface
    private interface Entry {
        void read(WireReader entry) throws IOException;
    }

    private static void each(byte[] answer, Entry reader) throws IOException {
        WireReader fields = new WireReader(answer);
        while (fields.next()) {
            if (fields.field() == ENTRIES) {
                reader.read(fields.message());
            }
        }
    }

    /**
     * @param gcs is asked
     * @param job of the driver, 8 hexadecimal digits
     * @return whether no other job runs, or has run a moment ago; jobs of Ray itself don't count
     * @throws IOException where the GCS does not answer
     */
    static boolean isAlone(GcsConnection gcs, String job) throws IOException {
        // Neither what the Jobs API knows nor whether there are tasks: for that the GCS would ask each driver.
        byte[] request = new WireWriter().number(3, 1).number(4, 1).toBytes();
        boolean[] others = {false};
        each(gcs.call(JOBS, request), entry -> others[0] |= isAnother(entry, job));
        return !others[0];
    }

    /** Reads a {@code JobTableData}, and in it a {@code JobConfig}. */
    private static boolean isAnother(WireReader entry, String job) throws IOException {
        String id = "";
        boolean hasEnded = false;
        long endMillis = 0;
        String namespace = "";
        while (entry.next()) {
            switch (entry.field()) {
                case 1 -> id = HEX.formatHex(entry.bytes());
                case 2 -> hasEnded = entry.number() != 0;
                case 6 -> namespace = textOf(entry.message(), 5);
                case 8 -> endMillis = entry.number();
                default -> {}
            }
        }
        boolean isOver = hasEnded && System.currentTimeMillis() - endMillis > AFTER_END.toMillis();
        return !id.equals(job) && !isOver && !namespace.startsWith(INTERNAL);
    }

    /**
     * @param gcs is asked
     * @return the jobs of workers that have begun a task or an actor, 8 hexadecimal digits
     * @throws IOException where the GCS does not answer
     */
    static Map<WorkerProcess, String> jobs(GcsConnection gcs) throws IOException {
        Map<String, String> ips = new HashMap<>();
        each(gcs.call(NODES, new byte[0]), entry -> readNode(entry, ips));
        Map<WorkerProcess, String> jobs = new HashMap<>();
        byte[] tasks = new WireWriter().number(3, MOST_ENTRIES).toBytes();
        each(gcs.call(TASKS, tasks), entry -> readTask(entry, ips, jobs));
        byte[] actors = new WireWriter().number(1, 1).number(2, MOST_ENTRIES).toBytes();
        each(gcs.call(ACTORS, actors), entry -> readActor(entry, jobs));
        return jobs;
    }

    /** Reads a {@code GcsNodeInfo}. */
    private static void readNode(WireReader entry, Map<String, String> ips) throws IOException {
        String id = "";
        String ip = "";
        while (entry.next()) {
            switch (entry.field()) {
                case 1 -> id = HEX.formatHex(entry.bytes());
                case 2 -> ip = entry.text();
                default -> {}
            }
        }
        ips.put(id, ip);
    }

    /** Reads a {@code TaskEvents}, and in it a {@code TaskStateUpdate}. */
    private static void readTask(WireReader entry, Map<String, String> ips, Map<WorkerProcess, String> jobs)
            throws IOException {
        String job = "";
        String node = "";
        long pid = 0;
        while (entry.next()) {
            if (entry.field() == 6) {
                job = HEX.formatHex(entry.bytes());
            } else if (entry.field() == 4) {
                node = HEX.formatHex(bytesOf(entry.message(), 1));
                pid = numberOf(entry.message(), 12);
            }
        }
        note(jobs, ips.get(node), pid, job);
    }

    /** Reads an {@code ActorTableData}, and in it an {@code Address}. */
    private static void readActor(WireReader entry, Map<WorkerProcess, String> jobs) throws IOException {
        String job = "";
        String ip = null;
        long pid = 0;
        while (entry.next()) {
            switch (entry.field()) {
                case 4 -> job = HEX.formatHex(entry.bytes());
                case 9 -> ip = textOf(entry.message(), 2);
                case 16 -> pid = entry.number();
                default -> {}
            }
        }
        note(jobs, ip, pid, job);
    }

    /** The first entry counts: of several processes with one pid the newest. */
    private static void note(Map<WorkerProcess, String> jobs, String ip, long pid, String job) {
        if (ip != null && pid != 0 && !job.isEmpty()) {
            jobs.putIfAbsent(new WorkerProcess(ip, pid), job);
        }
    }

    private static String textOf(WireReader message, int field) throws IOException {
        return message.find(field) ? message.text() : "";
    }

    private static byte[] bytesOf(WireReader message, int field) throws IOException {
        return message.find(field) ? message.bytes() : new byte[0];
    }

    private static long numberOf(WireReader message, int field) throws IOException {
        return message.find(field) ? message.number() : 0;
    }
}

package io.github.log4jray.gcs;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/** Reads jobs and their workers from the tables of a GCS. The numbers of fields are those of Ray 2.39 and 2.60. */
final class GcsTables {

    private static final String JOBS = "ray.rpc.JobInfoGcsService/GetAllJobInfo";
    private static final String NODES = "ray.rpc.NodeInfoGcsService/GetAllNodeInfo";
    private static final String TASKS = "ray.rpc.TaskInfoGcsService/GetTaskEvents";
    private static final String ACTORS = "ray.rpc.ActorInfoGcsService/GetAllActorInfo";

    /** The field of the entries, in each answer. */
    private static final int ENTRIES = 2;

    /** The limit in a request. The newest tasks come first. */
    private static final int MOST_ENTRIES = 10_000;

    /** How long lines of a job may come after its end. */
    private static final Duration AFTER_END = Duration.ofSeconds(30);

    /** The beginning of the namespaces of Ray's own jobs. */
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
     * @return whether no other job runs or has just ended, apart from jobs of Ray itself
     * @throws IOException if the GCS does not answer
     */
    static boolean isAlone(GcsConnection gcs, String job) throws IOException {
        // Without the data of the Jobs API and of tasks, for which the GCS would ask each driver.
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
     * @return the jobs of the workers that have started a task or an actor, 8 hexadecimal digits
     * @throws IOException if the GCS does not answer
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
        add(jobs, ips.get(node), pid, job);
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
        add(jobs, ip, pid, job);
    }

    /** Keeps the first entry: of several processes with one pid it is the newest. */
    private static void add(Map<WorkerProcess, String> jobs, String ip, long pid, String job) {
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

package io.github.log4jray.stream;

import io.github.log4jray.context.NodeIp;
import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.text.Utf8Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Supplier;

/** The beginnings of this process's batches: ip, pid, job and stream. Rendered once for each job. Thread-safe. */
final class BatchHeaders implements BatchOrigin {

    private record Headers(String job, byte[] out, byte[] err) {
        private static Headers of(String job) {
            return new Headers(job, header(job, false), header(job, true));
        }
    }

    /** The part of each header before the job. */
    private static final byte[] JOB = ",\"job\":".getBytes(StandardCharsets.US_ASCII);

    private final Supplier<String> job;
    private volatile Headers headers;

    /** @param job gives the job of this process; asked at each event, as it may become known later */
    BatchHeaders(Supplier<String> job) {
        this.job = job;
        this.headers = Headers.of(job.get());
    }

    private static byte[] header(String job, boolean isErr) {
        Utf8Buffer header = new Utf8Buffer().add("{\"ip\":").addJson(NodeIp.find(Environment.process()));
        header.add(",\"pid\":").add(ProcessIds.pid()).add(",\"job\":").addJson(job);
        return header.add(",\"is_err\":")
                .add(Boolean.toString(isErr))
                .add(",\"lines\":[")
                .toByteArray();
    }

    /** A batch without a job stays unchanged: every driver shows it. */
    @Override
    public void changeJob(byte[] bytes, int start, String newJob) {
        // The ip, which stands before the job, is a JSON string: it can't contain this key.
        int at = start;
        while (!Arrays.equals(bytes, at, at + JOB.length, JOB, 0, JOB.length)) {
            at++;
        }
        int value = at + JOB.length;
        if (bytes[value] == '"') {
            byte[] id = newJob.getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(id, 0, bytes, value + 1, id.length);
        }
    }

    @Override
    public byte[] header(boolean isErr) {
        Headers current = headers;
        String now = job.get();
        if (!Objects.equals(now, current.job)) {
            current = Headers.of(now);
            headers = current;
        }
        return isErr ? current.err : current.out;
    }
}

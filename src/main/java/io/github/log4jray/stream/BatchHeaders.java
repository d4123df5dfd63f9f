package io.github.log4jray.stream;

import io.github.log4jray.context.NodeIp;
import io.github.log4jray.context.ProcessIds;
import io.github.log4jray.settings.Environment;
import io.github.log4jray.text.Utf8Buffer;
import java.util.Objects;
import java.util.function.Supplier;

/** How the batches of this process begin: its ip, pid and job, and which of the two streams it is. */
final class BatchHeaders implements SendBuffer.Origin {

    private record Heads(String job, byte[] out, byte[] err) {}

    private final Supplier<String> job;
    private volatile Heads heads;

    /** @param job gives the job of this process; it is asked at each event, as it may become known later */
    BatchHeaders(Supplier<String> job) {
        this.job = job;
        this.heads = heads(job.get());
    }

    private static Heads heads(String job) {
        return new Heads(job, head(job, false), head(job, true));
    }

    private static byte[] head(String job, boolean isErr) {
        Utf8Buffer head = new Utf8Buffer().add("{\"ip\":").addJson(NodeIp.find(Environment.process()));
        head.add(",\"pid\":").add(ProcessIds.pid()).add(",\"job\":").addJson(job);
        return head.add(",\"is_err\":")
                .add(Boolean.toString(isErr))
                .add(",\"lines\":[")
                .toByteArray();
    }

    @Override
    public byte[] head(boolean isErr) {
        Heads current = heads;
        String now = job.get();
        if (!Objects.equals(now, current.job)) {
            current = heads(now);
            heads = current;
        }
        return isErr ? current.err : current.out;
    }
}

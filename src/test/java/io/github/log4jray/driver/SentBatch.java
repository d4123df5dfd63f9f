package io.github.log4jray.driver;

import io.github.log4jray.protocol.Batch;
import io.github.log4jray.text.Utf8Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A batch as somebody may send it. */
public record SentBatch(String ip, String pid, boolean isErr, List<String> lines, String actorName, String taskName) {

    /**
     * @param member one more, {@code "seq":1} for instance
     * @return the line of the protocol, without its end
     */
    public String json(String member) {
        Utf8Buffer json = new Utf8Buffer()
                .add("{")
                .add(member)
                .add(",\"job\":\"\",\"ip\":")
                .addJson(ip);
        json.add(",\"pid\":").addJson(pid).add(",\"is_err\":").add(Boolean.toString(isErr));
        json.add(",\"actor_name\":")
                .addJson(actorName)
                .add(",\"task_name\":")
                .addJson(taskName)
                .add(",\"lines\":[");
        for (int i = 0; i < lines.size(); i++) {
            json.add(i == 0 ? "" : ",").addJson(lines.get(i));
        }
        return new String(json.add("]}").toByteArray(), StandardCharsets.UTF_8);
    }

    public Batch batch() {
        return new Batch(ip, pid, "", isErr, lines, actorName, taskName, 0, null);
    }
}

package io.github.log4jray.progress;

import io.github.log4jray.text.JsonReader;
import io.github.log4jray.text.Utf8Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The state of a progress bar, in the form of Ray's {@code tqdm_ray}: one line of JSON (Ray 2.39 to 2.60, {@code
 * ray.experimental.tqdm_ray}).
 *
 * @param x how many steps are done
 * @param pos the row of the bar among those of its process, from 0
 * @param desc describes the work; at most {@value #LONGEST_TEXT} characters, and so is the unit
 * @param total of all steps; null if unknown
 * @param unit of a step
 * @param ip of the process's node; may be null
 * @param pid of the process
 * @param uuid identifies the bar
 * @param closed whether this is its last state
 */
public record ProgressState(
        Number x, long pos, String desc, Number total, String unit, String ip, long pid, String uuid, boolean closed) {

    private static final String TOKEN = "__ray_tqdm_magic_token__";
    private static final int LONGEST_TEXT = 200;
    private static final int LONGEST_ID = 64;

    /**
     * Cuts long texts.
     *
     * @param x stays
     * @param pos stays
     * @param desc is cut
     * @param total stays
     * @param unit is cut
     * @param ip is cut
     * @param pid stays
     * @param uuid is cut
     * @param closed stays
     */
    public ProgressState {
        desc = cut(desc, LONGEST_TEXT);
        unit = cut(unit, LONGEST_TEXT);
        ip = ip == null ? null : cut(ip, LONGEST_ID);
        uuid = cut(uuid, LONGEST_ID);
    }

    private static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(longest - 2)) ? longest - 2 : longest - 1;
        return text.substring(0, end) + "…";
    }

    /**
     * @param line of a worker, which is not trusted
     * @return whether it contains Ray's token for states of progress bars; it need not be a valid state
     */
    public static boolean isIn(String line) {
        return line.contains(TOKEN);
    }

    /**
     * @param line of a worker, which is not trusted
     * @return the state that it is; null if it is none, or not a valid one
     */
    public static ProgressState parse(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        Map<String, Object> members;
        try {
            members = JsonReader.object(bytes, 0, bytes.length);
        } catch (JsonReader.MalformedJsonException e) {
            return null;
        }
        boolean valid = TOKEN.equals(members.get("__magic_token__"))
                && isNumber(members.get("x"))
                && (members.get("total") == null || isNumber(members.get("total")))
                && (members.get("ip") == null || members.get("ip") instanceof String);
        if (valid
                && members.get("pos") instanceof Long pos
                && members.get("desc") instanceof String desc
                && members.get("unit") instanceof String unit
                && members.get("pid") instanceof Long pid
                && members.get("uuid") instanceof String uuid
                && members.get("closed") instanceof Boolean closed) {
            return new ProgressState(
                    (Number) members.get("x"),
                    pos,
                    desc,
                    (Number) members.get("total"),
                    unit,
                    (String) members.get("ip"),
                    pid,
                    uuid,
                    closed);
        }
        return null;
    }

    private static boolean isNumber(Object value) {
        return value instanceof Long || value instanceof Double number && Double.isFinite(number);
    }

    /** @return the line without its end */
    public String line() {
        Utf8Buffer json = new Utf8Buffer();
        json.add("{\"__magic_token__\": ").addJson(TOKEN);
        json.add(", \"x\": ").add(x.toString());
        json.add(", \"pos\": ").add(pos);
        json.add(", \"desc\": ").addJson(desc);
        json.add(", \"total\": ").add(String.valueOf(total));
        json.add(", \"unit\": ").addJson(unit);
        json.add(", \"ip\": ");
        if (ip == null) {
            json.add("null");
        } else {
            json.addJson(ip);
        }
        json.add(", \"pid\": ").add(pid);
        json.add(", \"uuid\": ").addJson(uuid);
        return json.add(", \"closed\": ").add(Boolean.toString(closed)).add('}').toString();
    }
}

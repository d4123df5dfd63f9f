package io.github.log4jray.protocol;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/** A script that a Redis runs as a whole: no other command comes between. Immutable. */
public final class RedisScript {

    private final byte[] text;
    private final byte[] digest;

    /** @param lua the text of the script */
    RedisScript(String lua) {
        text = lua.getBytes(StandardCharsets.UTF_8);
        try {
            byte[] sha1 = MessageDigest.getInstance("SHA-1").digest(text);
            digest = HexFormat.of().formatHex(sha1).getBytes(StandardCharsets.US_ASCII);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Runs the script, and sends its text only to a Redis that does not have it yet. Throws a {@code JedisException} if the
     * script or the connection fails.
     *
     * @param connection an open connection; nobody else uses it meanwhile
     * @param keys that the script uses
     * @param arguments of the script: {@code byte[]}, or anything else, which is sent as its text
     * @return the answer: {@code Long}, {@code byte[]}, null or a list of answers
     */
    public List<?> run(Connection connection, List<byte[]> keys, List<?> arguments) {
        byte[][] command = command(keys, arguments);
        try {
            command[0] = digest;
            connection.sendCommand(Command.EVALSHA, command);
            return (List<?>) connection.getOne();
        } catch (JedisNoScriptException e) {
            command[0] = text;
            connection.sendCommand(Command.EVAL, command);
            return (List<?>) connection.getOne();
        }
    }

    private static byte[][] command(List<byte[]> keys, List<?> arguments) {
        List<byte[]> command = new ArrayList<>(2 + keys.size() + arguments.size());
        command.add(null);
        command.add(bytes(keys.size()));
        command.addAll(keys);
        arguments.forEach(argument -> command.add(bytes(argument)));
        return command.toArray(byte[][]::new);
    }

    private static byte[] bytes(Object argument) {
        return argument instanceof byte[] bytes ? bytes : argument.toString().getBytes(StandardCharsets.UTF_8);
    }
}

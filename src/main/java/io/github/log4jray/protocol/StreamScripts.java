package io.github.log4jray.protocol;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * How worker and driver use a stream of a Redis: its keys, and the scripts that change them. An entry of the stream is a
 * batch, see {@code protocol.md}. All keys have names that begin with that of the stream:
 *
 * <ol>
 *   <li>the stream
 *   <li>{@code :appended}: for each sender, the number of the last batch that was appended, and when the sender called last, in
 *       seconds; and for the empty sender, since when the Redis has its data
 *   <li>{@code :shown}: for each sender, the number of the last batch that a driver has shown, and how many lines the sender
 *       had sent with it
 *   <li>{@code :lost}: for each sender, the number of the last batch that was dropped unread, how many lines it had sent with
 *       it, and how many of them were shown, as far as the sender knew
 *   <li>{@code :bytes}: the size of the batches in the stream
 *   <li>{@code :workers}: for each sender, a batch without lines that says whose lines they are
 *   <li>{@code :driver}: the driver that reads the stream; expires if that driver does not renew it
 * </ol>
 *
 * <p>The number of lines that a sender has sent before a batch makes every loss countable, whatever its cause: a driver
 * compares it with the number up to which it has shown or counted lines.
 *
 * <p>Each script first calls a command that a full Redis allows if it only frees memory, and renews the time to live of all
 * keys.
 */
public final class StreamScripts {

    /** How long the keys live after the last call of a worker or a driver, in seconds. */
    public static final int SECONDS_TO_LIVE = 3600;

    /** What an entry takes in the Redis beside its batch, in bytes, about. */
    public static final int ENTRY_OVERHEAD = 256;

    /**
     * Makes a sender known, before it appends and from time to time. If the Redis has lost batches that the sender has
     * appended, the script appends an empty one, which tells the driver the number of lines. Needs Redis 6.2.
     *
     * <p>A sender that {@link #FORGET} has removed had nothing left in the stream. It comes back with all its lines shown. The
     * script takes a sender for removed that has called nothing for nearly an hour, while the Redis has kept its data: by the
     * clock of the Redis, as that of the worker stands still while its host is suspended.
     *
     * <p>Arguments: sender, its batch without lines, the number of its last appended batch, how many lines it has sent, how
     * many were shown, seconds to live, overhead, and what the last call said of the data and of the time. Answer: the number
     * of the last batch that the Redis has of this sender, how many of its lines were shown or -1, since when the Redis has its
     * data, and the time in seconds.
     */
    public static final RedisScript REGISTER = new RedisScript(Lua.EXPIRE + Lua.SHOWN + Lua.SEEN + """
            redis.call('XTRIM', KEYS[1], 'MINID', '0')
            local data = redis.call('HGET', KEYS[2], '')
            if not data then
              data = table.concat(redis.call('TIME'), '.')
              redis.call('HSET', KEYS[2], '', data)
            end
            local last = last(ARGV[1])
            redis.call('HSET', KEYS[6], ARGV[1], ARGV[2])
            local now
            if last and tonumber(last) >= tonumber(ARGV[3]) then
              now = seen(ARGV[1], last)
            else
              now = seen(ARGV[1], ARGV[3])
              if not last and ARGV[8] == data and now - ARGV[9] >= ARGV[6] - 600 then
                redis.call('HSET', KEYS[3], ARGV[1], ARGV[3] .. ' ' .. ARGV[4])
              elseif ARGV[3] ~= '0' then
                redis.call('XADD', KEYS[1], '*', 'batch', ARGV[2], 'sender', ARGV[1], 'seq', ARGV[3],
                  'before', ARGV[4], 'lines', '0', 'shown', ARGV[5])
                redis.call('INCRBY', KEYS[5], #ARGV[2] + ARGV[7])
              end
            end
            expire(ARGV[6])
            return {tonumber(last or 0), shown(ARGV[1]), data, now}
            """);

    /**
     * Appends batches, except those that the stream had before. Drops the oldest ones while the stream is too large, but
     * never the last one.
     *
     * <p>Arguments: sender, most bytes, seconds to live, overhead, how many lines the sender has sent before these batches,
     * how many were shown; and for each batch its number, its number of lines, and itself. Answer: the number of the last
     * batch, or -1 where the Redis does not know the sender; how many of its lines were shown or -1; and the time in seconds.
     */
    public static final RedisScript APPEND = new RedisScript(Lua.EXPIRE + Lua.SHOWN + Lua.SEEN + """
            local function number(text)
              return text and #text < 16 and string.match(text, '^%d+$')
            end
            local last = last(ARGV[1])
            if not last then
              return {-1, -1, 0}
            end
            last = tonumber(last)
            local before = tonumber(ARGV[5])
            local added = 0
            for i = 7, #ARGV, 3 do
              if tonumber(ARGV[i]) > last then
                redis.call('XADD', KEYS[1], '*', 'batch', ARGV[i + 2], 'sender', ARGV[1], 'seq', ARGV[i],
                  'before', string.format('%.0f', before), 'lines', ARGV[i + 1], 'shown', ARGV[6])
                added = added + #ARGV[i + 2] + ARGV[4]
                last = tonumber(ARGV[i])
              end
              before = before + ARGV[i + 1]
            end
            local now = seen(ARGV[1], string.format('%.0f', last))
            local bytes = redis.call('INCRBY', KEYS[5], added)
            local most = tonumber(ARGV[2])
            while bytes > most do
              local oldest = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 5)
              if #oldest < 2 then
                break
              end
              local first
              for i = 1, #oldest - 1 do
                if bytes > most then
                  local entry = {}
                  for j = 1, #oldest[i][2], 2 do
                    entry[oldest[i][2][j]] = oldest[i][2][j + 1]
                  end
                  local seq, start, lines = number(entry.seq), number(entry.before), number(entry.lines)
                  if (entry.batch or '') ~= '' and (entry.sender or '') ~= '' and seq and start and lines then
                    local known = redis.call('HGET', KEYS[4], entry.sender)
                    local was = known and string.match(known, '%d+$') or number(entry.shown) or '0'
                    redis.call('HSET', KEYS[4], entry.sender,
                      seq .. ' ' .. string.format('%.0f', start + lines) .. ' ' .. was)
                    bytes = bytes - #entry.batch - ARGV[4]
                  else
                    redis.call('HINCRBY', KEYS[4], '', 1)
                  end
                  first = oldest[i + 1][1]
                end
              end
              redis.call('XTRIM', KEYS[1], 'MINID', first)
              redis.call('SET', KEYS[5], string.format('%.0f', bytes))
            end
            expire(ARGV[3])
            return {last, shown(ARGV[1]), now}
            """);

    /**
     * Removes the batches that a driver has shown, makes it the driver that reads the stream if there is no other, and reads
     * batches for it.
     *
     * <p>Arguments: group, driver, seconds to live, milliseconds for which it is the driver that reads or 0 to give that up,
     * overhead, how many batches to read, after which one or {@code >}; how many of the following are shown batches,
     * positions of senders, and dropped batches; for each shown batch its id and its size or -1; for each position the sender
     * and what {@code :shown} holds; for each dropped one the sender and what {@code :lost} holds. Answer: 0 where another
     * driver reads, 1 where this one does from now on, or 2; whether the group is new; senders, dropped batches and their
     * workers; the entries; and all of {@code :shown} for a driver that reads from now on or begins at 0, as an answer may be
     * lost.
     */
    public static final RedisScript READ = new RedisScript(Lua.EXPIRE + Lua.READ);

    /**
     * Removes senders that have not called for a while and have nothing left in the stream, so that the Redis does not keep
     * all workers that a long job ever had. Looks at some of the senders; the answer says where to go on.
     *
     * <p>Arguments: seconds to live, where to begin or 0, how many senders to look at, seconds of silence; and senders that
     * are no workers of ours and may be removed. Answer: where to go on, 0 at the end; and the senders that were removed.
     */
    public static final RedisScript FORGET = new RedisScript(Lua.EXPIRE + """
            expire(ARGV[1])
            local removed = {}
            local function remove(sender, last)
              local shown = string.match(redis.call('HGET', KEYS[3], sender) or '0', '^%d+')
              if tonumber(shown) >= tonumber(last) and not redis.call('HGET', KEYS[4], sender) then
                redis.call('HDEL', KEYS[2], sender)
                redis.call('HDEL', KEYS[3], sender)
                redis.call('HDEL', KEYS[6], sender)
                removed[#removed + 1] = sender
              end
            end
            local latest = redis.call('TIME')[1] - ARGV[4]
            local scan = redis.call('HSCAN', KEYS[2], ARGV[2], 'COUNT', ARGV[3])
            for i = 1, #scan[2], 2 do
              local last, seen = string.match(scan[2][i + 1], '^(%d+) (%d+)$')
              if seen and tonumber(seen) <= latest then
                remove(scan[2][i], last)
              end
            end
            for i = 5, #ARGV do
              if not redis.call('HGET', KEYS[2], ARGV[i]) then
                remove(ARGV[i], 0)
              end
            end
            return {scan[1], removed}
            """);

    private StreamScripts() {}

    /**
     * @param key of the stream
     * @return the keys of all scripts
     */
    public static List<byte[]> keys(String key) {
        return Stream.of("", ":appended", ":shown", ":lost", ":bytes", ":workers", ":driver")
                .map(suffix -> (key + suffix).getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    /** Parts of the scripts. */
    private static final class Lua {

        private static final String EXPIRE = """
                local function expire(seconds)
                  for i = 1, 6 do
                    redis.call('EXPIRE', KEYS[i], seconds)
                  end
                end
                """;

        private static final String SHOWN = """
                local function shown(sender)
                  local position = redis.call('HGET', KEYS[3], sender)
                  return position and tonumber(string.match(position, '%d+$')) or -1
                end
                """;

        private static final String SEEN = """
                local function last(sender)
                  local text = redis.call('HGET', KEYS[2], sender)
                  return text and string.match(text, '^%d+')
                end
                local function seen(sender, last)
                  local now = redis.call('TIME')[1]
                  redis.call('HSET', KEYS[2], sender, last .. ' ' .. now)
                  return tonumber(now)
                end
                """;

        private static final String READ = """
                expire(ARGV[3])
                local at = 11
                local freed = 0
                for i = 1, ARGV[8] do
                  redis.call('XACK', KEYS[1], ARGV[1], ARGV[at])
                  if redis.call('XDEL', KEYS[1], ARGV[at]) == 1 and ARGV[at + 1] ~= '-1' then
                    freed = freed + ARGV[at + 1] + ARGV[5]
                  end
                  at = at + 2
                end
                if freed > 0 and (redis.call('DECRBY', KEYS[5], freed) < 0 or redis.call('XLEN', KEYS[1]) == 0) then
                  redis.call('SET', KEYS[5], 0)
                end
                for i = 1, ARGV[9] do
                  local old = redis.call('HGET', KEYS[3], ARGV[at])
                  if not old or tonumber(string.match(old, '^%d+')) < tonumber(string.match(ARGV[at + 1], '^%d+')) then
                    redis.call('HSET', KEYS[3], ARGV[at], ARGV[at + 1])
                  end
                  at = at + 2
                end
                for i = 1, ARGV[10] do
                  if redis.call('HGET', KEYS[4], ARGV[at]) == ARGV[at + 1] then
                    redis.call('HDEL', KEYS[4], ARGV[at])
                  end
                  at = at + 2
                end
                expire(ARGV[3])
                local holder = redis.call('GET', KEYS[7])
                if holder and holder ~= ARGV[2] then
                  return {0, 0, {}, {}, {}}
                end
                if ARGV[4] == '0' then
                  if holder then
                    redis.call('DEL', KEYS[7])
                  end
                  return {0, 0, {}, {}, {}}
                end
                redis.call('SET', KEYS[7], ARGV[2], 'PX', ARGV[4])
                local lost = {}
                local entries = {}
                local created = 0
                if ARGV[6] ~= '0' and (holder or ARGV[7] ~= '>') then
                  local all = redis.call('HGETALL', KEYS[4])
                  for i = 1, #all, 2 do
                    lost[#lost + 1] = all[i]
                    lost[#lost + 1] = all[i + 1]
                    lost[#lost + 1] = redis.call('HGET', KEYS[6], all[i])
                  end
                  local read = {'XREADGROUP', 'GROUP', ARGV[1], 'driver', 'COUNT', ARGV[6], 'STREAMS', KEYS[1], ARGV[7]}
                  local answer = redis.pcall(unpack(read))
                  if answer and answer.err and string.find(answer.err, 'NOGROUP', 1, true) then
                    redis.call('XGROUP', 'CREATE', KEYS[1], ARGV[1], '0', 'MKSTREAM')
                    created = 1
                    answer = redis.call(unpack(read))
                  end
                  if answer and answer.err then
                    return answer
                  end
                  entries = answer and answer[1] and answer[1][2] or {}
                end
                expire(ARGV[3])
                local knows = holder and ARGV[7] ~= '0'
                return {holder and 2 or 1, created, lost, entries, knows and {} or redis.call('HGETALL', KEYS[3])}
                """;

        private Lua() {}
    }
}

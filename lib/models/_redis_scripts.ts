/**
 * What Redis does in one piece. Times are those of the server, in milliseconds, so that clocks of machines need not agree.
 *
 * @module
 */

const NOW = `local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;

/** A run says that it asks a model, and learns how many workers serve it, and why one does not. KEYS models, workers, refusal; ARGV model, how long runs and workers count. */
export const ANNOUNCE = `${NOW}
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return {redis.call('ZCOUNT', KEYS[2], now - ARGV[3], '+inf'), redis.call('GET', KEYS[3]) or ''}`;

/** The models that runs ask for. KEYS models; ARGV how long runs count, how many models at most. */
export const MODELS = `${NOW}
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[1])
return redis.call('ZREVRANGE', KEYS[1], 0, ARGV[2] - 1)`;

/** A worker says that it serves a model. KEYS workers; ARGV worker, how long workers count. */
export const PRESENT = `${NOW}
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[2])`;

/** A run waits for an item. KEYS wanted; ARGV run, seconds. */
export const WANT = `redis.call('SADD', KEYS[1], ARGV[1])
return redis.call('EXPIRE', KEYS[1], ARGV[2])`;

/** A run still waits for an item; gives 0 when it has left the queue. KEYS wanted, job; ARGV run, seconds. */
export const STILL_WANT = `if redis.call('EXISTS', KEYS[2]) == 0 then return 0 end
redis.call('SADD', KEYS[1], ARGV[1])
redis.call('EXPIRE', KEYS[1], ARGV[2])
return 1`;

/** A run waits no longer; tells how many others do. KEYS wanted; ARGV run. */
export const UNWANT = `redis.call('SREM', KEYS[1], ARGV[1])
return redis.call('SCARD', KEYS[1])`;

/** An answer goes to every run that waits for it. KEYS wanted; ARGV the keys' beginning, answer, seconds. */
export const DELIVER = `local runs = redis.call('SMEMBERS', KEYS[1])
for _, run in ipairs(runs) do
  redis.call('LPUSH', ARGV[1] .. run, ARGV[2])
  redis.call('EXPIRE', ARGV[1] .. run, ARGV[3])
end
redis.call('DEL', KEYS[1])
return #runs`;

/**
 * A call asks to begin; gives 0, or how long to wait. Each key holds the calls that count against one limit, as "call:amount" by the
 * time of their beginning. Until it is known when the call began, it counts as if it began at the latest possible time: so no
 * window of the duration ever holds more than allowed. A call that needs more than the whole limit begins when nothing else
 * counts. KEYS calls by limit; ARGV call, duration, margin, then for each key what is allowed and what the call needs.
 */
export const TAKE = `${NOW}
local wait = 0
for at, key in ipairs(KEYS) do
  local allowed, need = tonumber(ARGV[2 + 2 * at]), tonumber(ARGV[3 + 2 * at])
  redis.call('ZREMRANGEBYSCORE', key, '-inf', '(' .. string.format('%d', now - ARGV[2]))
  local calls = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')
  local used = 0
  for i = 1, #calls, 2 do used = used + tonumber(string.match(calls[i], ':(%d+)$')) end
  for i = 1, #calls, 2 do
    if used + need <= allowed then break end
    used = used - tonumber(string.match(calls[i], ':(%d+)$'))
    wait = math.max(wait, 1, math.min(calls[i + 1] + ARGV[2] - now + 1, tonumber(ARGV[2])))
  end
end
if wait > 0 then return wait end
for at, key in ipairs(KEYS) do
  redis.call('ZADD', key, now + ARGV[3], ARGV[1] .. ':' .. ARGV[3 + 2 * at])
  redis.call('PEXPIRE', key, ARGV[2] + ARGV[3])
end
return 0`;

/** The call has begun. KEYS calls by limit; ARGV call, then what it needs for each key. */
export const BEGUN = `${NOW}
for at, key in ipairs(KEYS) do redis.call('ZADD', key, 'XX', now, ARGV[1] .. ':' .. ARGV[1 + at]) end`;

/** What the call used turns out. KEYS calls by limit; ARGV call, then for each key what it was taken to need, and what it used. */
export const USED = `for at, key in ipairs(KEYS) do
  local before, after = ARGV[1] .. ':' .. ARGV[2 * at], ARGV[1] .. ':' .. ARGV[2 * at + 1]
  local score = redis.call('ZSCORE', key, before)
  if score and before ~= after then
    redis.call('ZREM', key, before)
    redis.call('ZADD', key, score, after)
  end
end`;

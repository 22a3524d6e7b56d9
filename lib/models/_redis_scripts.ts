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
 * A call asks to begin; gives 0, or how long to wait. Until it is known when the call began, it counts as if it began at the
 * latest possible time: so no window of the duration ever holds more calls than allowed. KEYS calls; ARGV call, calls allowed,
 * duration, margin.
 */
export const TAKE = `${NOW}
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', '(' .. string.format('%d', now - ARGV[3]))
if redis.call('ZCARD', KEYS[1]) < tonumber(ARGV[2]) then
  redis.call('ZADD', KEYS[1], now + ARGV[4], ARGV[1])
  redis.call('PEXPIRE', KEYS[1], ARGV[3] + ARGV[4])
  return 0
end
local oldest = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
return math.max(1, math.min(oldest[2] + ARGV[3] - now + 1, tonumber(ARGV[3])))`;

/** The call has begun. KEYS calls; ARGV call. */
export const BEGUN = `${NOW}
redis.call('ZADD', KEYS[1], 'XX', now, ARGV[1])`;

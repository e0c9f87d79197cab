"""The arithmetic of the limits, run inside Redis so that all processes share it. Not when to wait: that is `throttle`.

Time is Redis's own clock unless the caller gives a moment: the clocks of workers may differ. Times are seconds, results
whole milliseconds. The state remembers which run of the server wrote it: after a restart from an older copy, as after a
loss, a bucket counts as full, because an empty one would allow a burst that the portal still remembers.
"""

from typing import Final

CLOCK: Final = """
local function clock(given)
  if given ~= '' then return tonumber(given) end
  local time = redis.call('TIME')
  return tonumber(time[1]) + tonumber(time[2]) / 1000000
end
local function run()
  local info = redis.pcall('INFO', 'server')
  return type(info) == 'string' and string.match(info, 'run_id:(%w+)') or ''
end
local function bucket(key, now, capacity, drain)
  local state = redis.call('HMGET', key, 'level', 'at', 'run', 'blocked')
  local level, at, blocked = tonumber(state[1]), tonumber(state[2]), tonumber(state[4]) or 0
  if not level or not at or state[3] ~= run() then return capacity, blocked end
  return math.max(0, math.min(level, capacity) - math.max(0, now - at) * drain), blocked
end
local function save(key, level, now)
  redis.call('HSET', key, 'level', tostring(level), 'at', string.format('%.6f', now), 'run', run())
  redis.call('EXPIRE', key, 604800)
end
"""

# KEYS: the bucket, then what each method has used up.
# ARGV: moment, capacity, drain per second, room, 1 when the state must not be believed, slow from, stop at, longest pause.
# Result: {0, pause}: go after the pause; {1, wait}: no room; {2, wait, method's place}: used up; {3, wait}: portal blocked.
TAKE: Final = (
    CLOCK
    + """
local now, capacity, drain = clock(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local slow, stop, pause = tonumber(ARGV[6]), tonumber(ARGV[7]), 0
local level, blocked = bucket(KEYS[1], now, capacity, drain)
if ARGV[5] == '1' then level = capacity end
if blocked > now then
  save(KEYS[1], level, now)
  return {3, math.ceil((blocked - now) * 1000)}
end
for place = 2, #KEYS do
  local state = redis.call('HMGET', KEYS[place], 'used', 'step', 'until')
  local used, step, ends = tonumber(state[1]) or 0, tonumber(state[2]) or 0, tonumber(state[3]) or 0
  if ends > now and used + step >= stop then
    save(KEYS[1], level, now)
    return {2, math.ceil((ends - now) * 1000), place - 2}
  end
  if ends > now and used > slow then
    pause = math.max(pause, tonumber(ARGV[8]) * (used - slow) / (stop - slow))
  end
end
local over = level + 1 - tonumber(ARGV[4])
if over > 0 then
  save(KEYS[1], level, now)
  return {1, math.ceil(over / drain * 1000)}
end
save(KEYS[1], level + 1, now)
return {0, math.ceil(pause * 1000)}
"""
)

# KEYS: what one method has used up. ARGV: moment, seconds used, seconds until a part of them is given back.
# `step` is the most that one request has added, so that the next one can be foreseen.
LEARN: Final = (
    CLOCK
    + """
local now, used, keep = clock(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local state = redis.call('HMGET', KEYS[1], 'used', 'step', 'until')
local before, step, ends = tonumber(state[1]), tonumber(state[2]) or 0, tonumber(state[3]) or 0
if not before or ends <= now then before, step = used, 0 end
step = math.max(step, used - before)
redis.call('HSET', KEYS[1], 'used', tostring(used), 'step', tostring(step), 'until', string.format('%.6f', now + keep))
redis.call('EXPIRE', KEYS[1], math.ceil(keep) + 1)
return 0
"""
)

# KEYS: the bucket. ARGV: moment, capacity, drain, seconds of the first block, of the longest, seconds that forgive a strike.
# Result: milliseconds of the block.
STRIKE: Final = (
    CLOCK
    + """
local now, capacity, drain = clock(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local _, blocked = bucket(KEYS[1], now, capacity, drain)
local struck, strikes = unpack(redis.call('HMGET', KEYS[1], 'struck', 'strikes'))
strikes = tonumber(strikes) or 0
if not tonumber(struck) or now - tonumber(struck) > tonumber(ARGV[6]) then strikes = 0 end
local length = math.min(tonumber(ARGV[5]), tonumber(ARGV[4]) * 2 ^ strikes)
save(KEYS[1], capacity, now)
redis.call('HSET', KEYS[1], 'blocked', string.format('%.6f', math.max(blocked, now + length)),
  'struck', string.format('%.6f', now), 'strikes', strikes + 1)
return math.ceil(length * 1000)
"""
)

# KEYS: the bucket. ARGV: moment. A portal that nobody of us has ever called owes nothing; a known state is left alone.
MEET: Final = (
    CLOCK
    + """
if redis.call('EXISTS', KEYS[1]) == 0 then save(KEYS[1], 0, clock(ARGV[1])) end
return 0
"""
)

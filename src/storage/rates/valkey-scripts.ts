/**
 * What Valkey runs for the rates port. A window is a hash: what each step counted, `total`, and the `oldest` and `newest` step.
 * Steps are numbered from the epoch by the server's clock, which all processes share. Subagents that are alive are a sorted set,
 * by when they are gone. Every key begins with KEYS[1], which is the server's own name, and holds when it was first seen.
 */
import { ALIVE_MS, WINDOW_STEPS } from '../ports/rates.ts';
import { valkeyScript } from '../valkey-client.ts';

/** So long after a server was first seen nothing is let pass: every process tells it what it had counted before. ms. */
export const GRACE_MS = 4000;
/** A server that nobody has asked for so long is forgotten, ms: longer than the longest window. */
const REMEMBERED_MS = 8 * 86_400_000;

/** ARGV[1]: added to the clock, ms, for tests. Numbers are written with %.0f: Lua would round long ones. */
const COMMON = `
local base, steps, at = KEYS[1], ${WINDOW_STEPS}, 1
local function next_arg() at = at + 1 return ARGV[at] end
local function whole(number) return string.format('%.0f', number) end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000) + tonumber(ARGV[1])

-- The window as it is now: what is over is dropped.
local function read_window(place, length)
  local key = base .. ':' .. whole(length) .. ':' .. place
  local step = math.floor(now * steps / length)
  local held = redis.call('HMGET', key, 'total', 'oldest', 'newest')
  local total, oldest, newest = tonumber(held[1] or 0), tonumber(held[2] or step), tonumber(held[3] or step)
  if newest < step - steps or newest > step + steps then
    -- All of it is over; or the server's clock was set back by more than the whole window.
    redis.call('DEL', key)
    total, oldest, newest = 0, step, step
  end
  if newest > step then step = newest end
  local is_moved = oldest < step - steps
  while oldest < step - steps do
    local amount = redis.call('HGET', key, whole(oldest))
    if amount then
      total = total - amount
      redis.call('HDEL', key, whole(oldest))
    end
    oldest = oldest + 1
  end
  if is_moved then redis.call('HSET', key, 'total', whole(total), 'oldest', whole(oldest)) end
  return { key = key, place = place, length = length, total = total, oldest = oldest, newest = step }
end

local function ms_until(window, room)
  if room < 0 then return -1 end
  local counted = window.total
  for step = window.oldest, window.newest do
    counted = counted - (redis.call('HGET', window.key, whole(step)) or 0)
    if counted <= room then return math.ceil((step + steps + 1) * window.length / steps - now) end
  end
  return 0
end

-- The newest first, and never more than is counted.
local function take_back(window, amount)
  local left = math.min(amount, window.total)
  for step = window.newest, window.oldest, -1 do
    if left <= 0 then break end
    local back = math.min(left, tonumber(redis.call('HGET', window.key, whole(step)) or 0))
    if back > 0 then
      redis.call('HINCRBY', window.key, whole(step), whole(-back))
      window.total, left = window.total - back, left - back
      redis.call('HSET', window.key, 'total', whole(window.total))
    end
  end
end

local function add(window, amount, listed, step)
  if amount < 0 then return take_back(window, -amount) end
  if amount == 0 then return end
  redis.call('HINCRBY', window.key, whole(step or window.newest), whole(amount))
  local oldest = math.min(window.oldest, step or window.oldest)
  local total = window.total + amount
  redis.call('HSET', window.key, 'total', whole(total), 'oldest', whole(oldest), 'newest', whole(window.newest))
  redis.call('PEXPIRE', window.key, math.ceil(window.length * (steps + 1) / steps))
  window.total, window.oldest = total, oldest
  if listed == '' then return end
  local list = base .. ':' .. whole(window.length) .. ':of:' .. listed
  redis.call('ZREMRANGEBYSCORE', list, '-inf', whole(now - window.length * (steps + 1) / steps))
  redis.call('ZADD', list, whole(now), window.place)
  redis.call('PEXPIRE', list, math.ceil(window.length * (steps + 1) / steps))
end

local function see(place, agent)
  local key = base .. ':alive:' .. place
  redis.call('ZADD', key, whole(now + ${ALIVE_MS}), agent)
  redis.call('PEXPIRE', key, ${ALIVE_MS})
end
`;

/** What the server says of itself: in a cluster the one that has the keys. */
export const ABOUT_SERVER = valkeyScript(`return redis.call('INFO', 'server')`);

/** Answers when this server was first seen, by its clock: another answer than before means that it has lost what it counted. */
export const BEGIN = valkeyScript(`${COMMON}
redis.call('SET', base, whole(now), 'NX')
redis.call('PEXPIRE', base, ${REMEMBERED_MS})
return redis.call('GET', base)
`);

/**
 * ARGV: shift, what BEGIN answered, number of windows, for each: place, length, value, amount, list; number of agents, for each: place, name, most.
 * Answers `ok`, `window <index> <ms>` (-1 = never), `agent <index>`, `wait <ms>`, or `lost`: BEGIN answers something else now.
 */
export const TAKE = valkeyScript(`${COMMON}
local since = redis.call('GET', base)
if since ~= next_arg() then return 'lost' end
if now < since + ${GRACE_MS} then return 'wait ' .. whole(since + ${GRACE_MS} - now) end
local windows, agents = {}, {}
for index = 1, tonumber(next_arg()) do
  local place, length, value = next_arg(), tonumber(next_arg()), tonumber(next_arg())
  local window = read_window(place, length)
  window.amount, window.listed = tonumber(next_arg()), next_arg()
  if window.total + 1 > value then
    return 'window ' .. whole(index - 1) .. ' ' .. whole(ms_until(window, value - 1))
  end
  windows[index] = window
end
for index = 1, tonumber(next_arg()) do
  local place, agent, most = next_arg(), next_arg(), tonumber(next_arg())
  local key = base .. ':alive:' .. place
  redis.call('ZREMRANGEBYSCORE', key, '-inf', whole(now))
  if not redis.call('ZSCORE', key, agent) and redis.call('ZCARD', key) >= most then
    return 'agent ' .. whole(index - 1)
  end
  agents[index] = { place, agent }
end
for _, window in ipairs(windows) do add(window, window.amount, window.listed) end
for _, alive in ipairs(agents) do see(alive[1], alive[2]) end
return 'ok'
`);

/** ARGV: shift, number of windows, for each: place, length, amount, list; number of agents that were seen, for each: place, name. */
export const ADD = valkeyScript(`${COMMON}
for _ = 1, tonumber(next_arg()) do
  local window = read_window(next_arg(), tonumber(next_arg()))
  add(window, tonumber(next_arg()), next_arg())
end
for _ = 1, tonumber(next_arg()) do see(next_arg(), next_arg()) end
return 'ok'
`);

/** What was counted on a server before. ARGV: shift, place, length, list, number of steps, for each: how many steps ago, amount. */
export const RESTORE = valkeyScript(`${COMMON}
local window, listed = read_window(next_arg(), tonumber(next_arg())), next_arg()
for _ = 1, tonumber(next_arg()) do
  local step = window.newest - tonumber(next_arg())
  add(window, tonumber(next_arg()), listed, step)
end
return 'ok'
`);

/** ARGV: shift, number of agents, for each: place, name. */
export const SEE = valkeyScript(`${COMMON}
for _ = 1, tonumber(next_arg()) do see(next_arg(), next_arg()) end
return 'ok'
`);

/** ARGV: shift, length, list. Answers place, counted, place, counted … */
export const LIST = valkeyScript(`${COMMON}
local length = tonumber(next_arg())
local found = {}
for _, place in ipairs(redis.call('ZRANGE', base .. ':' .. whole(length) .. ':of:' .. next_arg(), 0, -1)) do
  local window = read_window(place, length)
  found[#found + 1] = place
  found[#found + 1] = whole(window.total)
end
return found
`);

/** ARGV: shift, place, length, list. */
export const RESET = valkeyScript(`${COMMON}
local place, length = next_arg(), next_arg()
redis.call('DEL', base .. ':' .. length .. ':' .. place)
redis.call('ZREM', base .. ':' .. length .. ':of:' .. next_arg(), place)
return 'ok'
`);

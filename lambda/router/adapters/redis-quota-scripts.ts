import { MOST_COUNTED } from '../domain/quota/counter.ts';

/**
 * The same decisions as `domain/quota/counters.ts`, where Redis makes them: a script runs alone, so all limits are checked and taken in
 * one step. Time is that of Redis: one clock for every router.
 *
 * A limit has two keys: KEYS[2i-1], a hash with `used`, `latest`, `oldest` (slot), `s:<slot>` (amount) and `h:<id>` (`slot amount`), and
 * KEYS[2i], a sorted set of the reservations in it by the time at which they expire.
 */
const SHARED = `
local SLOTS = 60
local MOST = ${MOST_COUNTED}
local call = redis.call
local time = call('TIME')
local clock = time[1] * 1000 + math.floor(time[2] / 1000)
-- Adding 0 makes 0 of -0, which HINCRBY does not take.
local function text(number) return string.format('%.0f', number + 0) end
local function number(counter, field) return math.min(tonumber(call('HGET', counter, field) or '0'), MOST) end
local function settle(counter, held, id, actual)
  local hold = call('HGET', counter, 'h:' .. id)
  call('ZREM', held, id)
  if not hold then return end
  call('HDEL', counter, 'h:' .. id)
  local slot, amount = hold:match('(%d+) (%d+)')
  if call('HEXISTS', counter, 's:' .. slot) == 0 then return end
  local change = text(math.min(actual - tonumber(amount), MOST - number(counter, 'used')))
  call('HINCRBY', counter, 's:' .. slot, change)
  call('HINCRBY', counter, 'used', change)
end
local function prune(counter, held, slotMs)
  local now = math.max(clock, number(counter, 'latest'))
  for _, id in ipairs(call('ZRANGEBYSCORE', held, '-inf', text(now))) do settle(counter, held, id, 0) end
  local current = slotMs == 0 and 0 or math.floor(now / slotMs)
  local oldest = number(counter, 'oldest')
  local newest = slotMs == 0 and 0 or math.floor(number(counter, 'latest') / slotMs)
  for slot = oldest, math.min(newest, current - SLOTS - 1) do
    local amount = call('HGET', counter, 's:' .. text(slot))
    if amount then
      call('HDEL', counter, 's:' .. text(slot))
      call('HINCRBY', counter, 'used', text(-tonumber(amount)))
    end
  end
  return now, current
end
`;

/**
 * ARGV: id, lease in ms, then for each limit: limit, window in ms (0: none), amount. Answers {1, used…, id} or {0, index, retry in ms or -1, used…, id}.
 * Asked a second time for what it granted, because its first answer was lost, it takes nothing more.
 */
export const RESERVE_SCRIPT = `${SHARED}
local id, lease, limits = ARGV[1], tonumber(ARGV[2]), {}
if call('HEXISTS', KEYS[1], 'h:' .. id) == 1 then
  local answer = { 1 }
  for i = 1, #KEYS / 2 do answer[i + 1] = number(KEYS[2 * i - 1], 'used') end
  answer[#answer + 1] = id
  return answer
end
local refused, longest
for i = 1, #KEYS / 2 do
  local l = { counter = KEYS[2 * i - 1], held = KEYS[2 * i], limit = tonumber(ARGV[3 * i]), amount = tonumber(ARGV[3 * i + 2]) }
  l.window = tonumber(ARGV[3 * i + 1])
  l.slotMs = l.window / SLOTS
  l.now, l.current = prune(l.counter, l.held, l.slotMs)
  l.used = number(l.counter, 'used')
  limits[i] = l
  local excess = l.used + l.amount - l.limit
  if excess > 0 then
    local after = math.huge
    if l.amount <= l.limit then
      after = 1000
      if l.window > 0 then
        local slot = math.max(number(l.counter, 'oldest'), l.current - SLOTS) - 1
        repeat
          slot = slot + 1
          excess = excess - number(l.counter, 's:' .. text(slot))
        until excess <= 0 or slot >= l.current
        after = math.max(1, math.ceil((slot + SLOTS + 1) * l.slotMs - l.now))
      end
    end
    if not longest or after > longest then refused, longest = i - 1, after end
  end
end
if refused then
  local answer = { 0, refused, longest == math.huge and -1 or longest }
  for i, l in ipairs(limits) do answer[i + 3] = l.used end
  answer[#answer + 1] = id
  return answer
end
local answer = { 1 }
for i, l in ipairs(limits) do
  local slot = text(l.current)
  call('HSET', l.counter, 'latest', text(l.now), 'h:' .. id, slot .. ' ' .. text(l.amount),
    'oldest', text(math.max(number(l.counter, 'oldest'), l.current - SLOTS)))
  call('HINCRBY', l.counter, 's:' .. slot, text(l.amount))
  answer[i + 1] = call('HINCRBY', l.counter, 'used', text(l.amount))
  call('ZADD', l.held, text(l.now + lease), id)
  -- Two slots later nothing of now counts; a window of a month keeps no key for two.
  local ttl = text(math.max(l.window + 2 * l.slotMs, lease + 1000))
  call('PEXPIRE', l.counter, ttl)
  call('PEXPIRE', l.held, ttl)
end
answer[#answer + 1] = id
return answer
`;

/** ARGV: id, then for each limit: window in ms (0: none), amount used. Answers {1, id}. */
export const SETTLE_SCRIPT = `${SHARED}
for i = 1, #KEYS / 2 do
  local counter, held = KEYS[2 * i - 1], KEYS[2 * i]
  prune(counter, held, tonumber(ARGV[2 * i]) / SLOTS)
  settle(counter, held, ARGV[1], tonumber(ARGV[2 * i + 1]))
end
return { 1, ARGV[1] }
`;

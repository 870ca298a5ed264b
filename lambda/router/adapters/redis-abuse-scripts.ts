import { ASSUMED_HARMLESS, HALF_LIFE_MS, LEAST_REMEMBERED, MAX_RECENT, MAX_REMEMBERED } from '../domain/abuse/behaviour.ts';
import { LATENESS_MS, PACE_MS, REST_MS } from '../domain/abuse/standing.ts';

/**
 * The same decisions as in `domain/abuse`, where Redis makes them: a script runs alone, so that tenant and key are read and written in one step.
 *
 * KEYS: the tenant's standing, the key's; both JSON. ARGV: an id, which ends the answer; epoch ms, cooling-off and its longest in ms, the thresholds
 * of warn, throttle and block (empty: none).
 */
const SHARED = `
local call = redis.call
local id, now, cooling, longest = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local thresholds = { tonumber(ARGV[5]) or false, tonumber(ARGV[6]) or false, tonumber(ARGV[7]) or false }
local function load(key)
  local text = call('GET', key)
  if text then
    local known, standing = pcall(cjson.decode, text)
    if known and type(standing) == 'table' and standing.at then return standing end
  end
  return { at = 0, requests = 0, refused = 0, keys = {}, texts = {}, recent = {}, level = 0, ends = 0, strikes = 0, next = 0 }
end
local function save(key, s)
  local ttl = math.max(0, s.ends - now) + ${REST_MS}
  call('SET', key, cjson.encode(s), 'PX', string.format('%.0f', ttl))
end
local function come_to_now(s)
  local back = s.at - now
  if back > ${LATENESS_MS} then
    s.at = now
    s.ends = s.ends - back
  end
  while s.level > 0 do
    if thresholds[s.level] then
      if now < s.ends then break end
      s.ends = s.ends + cooling
    end
    s.level = s.level - 1
  end
  if s.level == 0 then
    s.ends = 0
    if now - s.at >= ${REST_MS} then s.strikes = 0 end
  end
end
`;

/** Answers level, 1 for the tenant's and 2 for the key's, ms to wait. */
export const ADMIT_SCRIPT = `${SHARED}
local standings, wait = { load(KEYS[1]), load(KEYS[2]) }, 0
for _, s in ipairs(standings) do come_to_now(s) end
local scope = standings[2].level >= standings[1].level and 2 or 1
local worst = standings[scope]
if worst.level == 3 then wait = worst.ends - now end
if worst.level == 2 then
  for _, s in ipairs(standings) do
    local turn = s.next - now
    if s.level == 2 and turn > 0 and turn <= ${PACE_MS} then wait = math.max(wait, turn) end
  end
  if wait == 0 then
    for i, s in ipairs(standings) do
      if s.level == 2 then
        s.next = now + ${PACE_MS}
        save(KEYS[i], s)
      end
    end
  end
end
return { worst.level, scope, wait, id }
`;

/** ARGV besides: refusal, key, text (empty: it passed). Answers for each standing that got worse: 1 or 2 as above, level, score, ms that it holds. */
export const RECORD_SCRIPT = `${SHARED}
local refusal, key, text = tonumber(ARGV[8]), ARGV[9], ARGV[10]
local function heavier(weights, name, by)
  if name == '' or by == 0 then return weights end
  local all, found = {}, false
  for _, pair in ipairs(weights) do
    if pair[1] == name then
      pair[2] = pair[2] + by
      found = true
    end
    table.insert(all, pair)
  end
  if not found then table.insert(all, { name, by }) end
  table.sort(all, function(one, other)
    if one[2] ~= other[2] then return one[2] > other[2] end
    return one[1] < other[1]
  end)
  local kept = {}
  for i = 1, math.min(#all, ${MAX_REMEMBERED}) do
    if all[i][2] >= ${LEAST_REMEMBERED} then table.insert(kept, all[i]) end
  end
  return kept
end
local function remember(s, name)
  local share = s.at == 0 and 1 or 0.5 ^ (math.max(0, now - s.at) / ${HALF_LIFE_MS})
  local worth = 0.5 ^ (math.max(0, s.at - now) / ${HALF_LIFE_MS})
  local refused = refusal * worth
  for _, weights in ipairs({ s.keys, s.texts }) do
    for _, pair in ipairs(weights) do pair[2] = pair[2] * share end
  end
  s.at = math.max(s.at, now)
  s.requests = s.requests * share + worth
  s.refused = s.refused * share + refused
  s.keys = heavier(s.keys, name, refused)
  s.texts = heavier(s.texts, text, refused)
  table.insert(s.recent, 1, id)
  if #s.recent > ${MAX_RECENT} then table.remove(s.recent) end
end
local function score_of(s)
  local worst = s.keys[1] and s.keys[1][2] or 0
  local share = math.min(1, math.max(0, s.refused - worst) / (s.requests + ${ASSUMED_HARMLESS}))
  local again, heavy = 0, 0
  for _, pair in ipairs(s.texts) do again = again + math.max(0, pair[2] - 1) end
  for _, pair in ipairs(s.keys) do heavy = heavy + math.min(1, pair[2]) end
  local repetition = 1 - math.exp(-again / 8)
  local spread = 1 - math.exp(-math.max(0, heavy - 1) / 4)
  return 1 - (1 - share) ^ (1 + 2 * repetition + 2 * spread)
end
local function level_of(score)
  for level = 3, 1, -1 do
    if thresholds[level] and score >= thresholds[level] then return level end
  end
  return 0
end
local function is_known(s)
  for _, known in ipairs(s.recent) do
    if known == id then return true end
  end
  return false
end
local worse = {}
for i, name in ipairs({ key, '' }) do
  local s = load(KEYS[i])
  if not is_known(s) then
    come_to_now(s)
    remember(s, name)
    local score = score_of(s)
    local wanted = level_of(score)
    if refusal > 0 and wanted > s.level then
      if wanted > 1 and s.level < 2 then s.strikes = s.strikes + 1 end
      local holds = math.min(longest, cooling * 2 ^ math.max(0, s.strikes - 1))
      s.level = wanted
      s.ends = s.at + holds
      table.insert(worse, { i, wanted, string.format('%.17g', score), holds })
    end
    save(KEYS[i], s)
  end
end
table.insert(worse, id)
return worse
`;

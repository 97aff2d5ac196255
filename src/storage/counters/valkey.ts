/** The engine of the counters port on Valkey or Redis, shared by all processes with the same prefix. */
import { MAX_VALUE_LENGTH } from '../ports/counters.ts';
import type { Counters } from '../ports/counters.ts';
import { valkeyScript, wholeMs } from '../valkey-client.ts';
import type { ValkeyClient } from '../valkey-client.ts';
import { WINDOW_STEPS, checkCount } from './window.ts';

/**
 * A window is a hash of `<length>:<step>` to a sum. Steps are numbered from the epoch by the server's clock, which all
 * processes share; those that are over, of a time to come (a clock set back) or of another length are deleted.
 * The sum is returned as text, because a number from Lua would lose its fraction.
 */
const COUNT = valkeyScript(`
local key, by, length, steps = KEYS[1], ARGV[1], ARGV[2], ${WINDOW_STEPS}
local time = redis.call('TIME')
local newest = math.floor((time[1] * 1000 + time[2] / 1000) * steps / length)
local held = redis.call('HGETALL', key)
local sum = tonumber(by)
for i = 1, #held, 2 do
  local of, step = string.match(held[i], '^(.+):(.+)$')
  step = tonumber(step)
  if of == length and step <= newest and step > newest - steps then
    sum = sum + held[i + 1]
  else
    redis.call('HDEL', key, held[i])
  end
end
redis.call('HINCRBYFLOAT', key, string.format('%s:%.0f', length, newest), by)
redis.call('PEXPIRE', key, math.ceil(length))
return string.format('%.17g', sum)
`);

type Kind = 'value' | 'lease' | 'window';

/**
 * The client belongs to the caller, who closes it. Every operation is one command or script and so one round trip. The
 * braces keep all counters on one node of a cluster, because those commands take several keys at once.
 */
export function createValkeyCounters({ client, prefix }: { client: ValkeyClient; prefix: string }): Counters {
  const place = (kind: Kind, key: string): string => `{${prefix}}${kind}:${key}`;
  return {
    async count(key, by, windowMs) {
      checkCount(by, windowMs);
      const sum = await client.runScript(COUNT, place('window', key), [by, windowMs]);
      return sum === null ? 0 : Number(String(sum));
    },
    async put(key, value, ttlMs) {
      if (value.length > MAX_VALUE_LENGTH) await client.run('UNLINK', [place('value', key)]);
      else await client.run('SET', [place('value', key), value, 'PX', wholeMs(ttlMs)]);
    },
    async get(keys) {
      if (keys.length === 0) return [];
      const places = keys.map((key) => place('value', key));
      const values = await client.run('MGET', places);
      return Array.isArray(values) ? values.map(textOrNull) : keys.map(() => null);
    },
    async lease(key, ttlMs) {
      return (await client.run('SET', [place('lease', key), '1', 'NX', 'PX', wholeMs(ttlMs)])) !== null;
    },
    async remove(keys) {
      if (keys.length === 0) return;
      const places = keys.flatMap((key) => [place('value', key), place('lease', key), place('window', key)]);
      await client.run('UNLINK', places);
    },
    close: () => Promise.resolve(),
  };
}

function textOrNull(bytes: Buffer | null): string | null {
  return bytes === null ? null : bytes.toString();
}

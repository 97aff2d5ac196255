import { expect, it } from 'vitest';
import { savedProvider } from '../../../testkit/saved-provider.ts';
import { hashKey } from '../../kernel/key-hash.ts';
import { answerHeaders } from './answer-headers.ts';
import type { Reached } from '../exchange.ts';
import { newOutcome, newTargetOutcome, type Outcome, type TargetOutcome } from '../outcome.ts';

const CALLERS_KEY = 'key-of-the-caller-4711';
const ADMIN_KEY = 'admin-key-of-somebody-0815';
const DELETED_KEY = 'a-key-that-was-deleted-4711';
const exchange = {
  id: 'req_1',
  headers: { 'x-portkey-api-key': CALLERS_KEY },
  snapshot: { keys: new Map([[hashKey(ADMIN_KEY), {}]]), archivedKeys: new Map([[hashKey(DELETED_KEY), true]]) },
  trace: { traceId: 't-1' },
} as unknown as Reached;
const OWN = {
  'request-id': 'req_1',
  'x-portkey-trace-id': 't-1',
  'x-portkey-cache-status': 'DISABLED',
  'x-portkey-retry-attempt-count': '0',
};

const withLast = (last: Partial<TargetOutcome>): Outcome => ({
  ...newOutcome(),
  last: { ...newTargetOutcome(null), ...last },
});

function noting(notes: string[]): Outcome {
  return withLast({ request: { method: 'POST', url: '', headers: {}, body: [], model: '', betasDropped: [], notes } });
}

it('an answer without a target names none', () => {
  expect(answerHeaders(exchange, newOutcome())).toEqual(OWN);
});

it('an answer names its target, its retries and what became of the cache', () => {
  const [, provider] = savedProvider('a');
  const target = { path: 'config.targets[1]', provider } as TargetOutcome['target'];
  expect(answerHeaders(exchange, withLast({ target, retries: -1, cacheStatus: 'MISS' }))).toEqual({
    ...OWN,
    'x-portkey-cache-status': 'MISS',
    'x-portkey-retry-attempt-count': '-1',
    'x-portkey-provider': 'anthropic',
    'x-portkey-last-used-option-index': 'config.targets[1]',
  });
});

it('an upstream cannot speak in the gateway’s name', () => {
  const forged = { 'request-id': 'theirs', 'x-portkey-cache-status': 'HIT', 'x-kept': 'yes' };
  expect(answerHeaders(exchange, newOutcome(), forged)).toEqual({ ...OWN, 'x-kept': 'yes' });
});

it.each([
  ['the key of the caller', `run ${CALLERS_KEY}`, 'run [masked:key]'],
  ['the key of an administrator', `run/${ADMIN_KEY}`, 'run/[masked:key]'],
  ['a key that was deleted', `run/${DELETED_KEY}`, 'run/[masked:key]'],
  ['what looks like a key', `tg-${'4f'.repeat(16)}`, '[masked:gateway_key]'],
  ['no key', '4bf92f3577b34da6a3ce929d0e0e4736', '4bf92f3577b34da6a3ce929d0e0e4736'],
])('a trace id with %s in it goes back without keys', (_, traceId, answered) => {
  const traced = { ...exchange, trace: { ...exchange.trace, traceId } };
  expect(answerHeaders(traced, newOutcome())['x-portkey-trace-id']).toBe(answered);
});

it('an upstream without a credential reports neither a key nor an address of the internal network', () => {
  const upstream = {
    'x-backend': '10.2.3.4:8080',
    'x-served-by': 'node1.prod.internal',
    'x-echo': `key ${CALLERS_KEY}`,
    'x-cache': 'hit proxy.example.com',
  };
  expect(answerHeaders(exchange, newOutcome(), upstream)).toEqual({
    ...OWN,
    'x-backend': '[internal address]',
    'x-served-by': '[internal address]',
    'x-echo': 'key [masked:key]',
    'x-cache': 'hit proxy.example.com',
  });
});

it('what was changed on the way is reported in one line that a header can carry, however much it was', () => {
  const warningOf = (notes: string[]) => answerHeaders(exchange, noting(notes))['x-tollgate-warning'];
  expect(warningOf([])).toBeUndefined();
  expect(warningOf(['temperature dropped', 'top_p: ä\r\nset-cookie: x dropped'])).toBe(
    'temperature dropped; top_p: ???set-cookie: x dropped',
  );
  expect(warningOf(['x'.repeat(2000)])).toBe('x'.repeat(1024));
});

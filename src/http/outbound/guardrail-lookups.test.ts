import { expect, it } from 'vitest';
import { createGuardrailLookups } from './guardrail-lookups.ts';
import { createUrlGuard } from './url-guard.ts';

const never = () => () => undefined;
const trusting = createGuardrailLookups({ guard: createUrlGuard(['localhost', '*.nobody.invalid']), after: never });

it('a name with an address resolves, where no server answers too', async () => {
  expect(await trusting('http://localhost:1/a', 3000)).toBe(true);
});

it('a name without an address does not resolve', async () => {
  expect(await trusting('https://www.nobody.invalid/a', 3000)).toBe(false);
});

it('an address needs no name to resolve', async () => {
  expect([await trusting('https://8.8.8.8/', 3000), await trusting('https://[2606:4700::1111]/', 3000)]).toEqual([
    true,
    true,
  ]);
});

it.each([
  'http://localhost/',
  'http://169.254.169.254/latest',
  'https://db.internal/',
  'https://8.8.8.8:22/',
  'https:',
])('what may not be called does not resolve, and is not looked up: %s', async (url) => {
  const looked: string[] = [];
  const lookup = (host: string): void => void looked.push(host);
  const strict = createGuardrailLookups({ guard: { ...createUrlGuard([]), lookup }, after: never });
  expect([await strict(url, 3000), looked]).toEqual([false, []]);
});

it('a public name of a private address does not resolve, so that DNS tells nobody of the network', async () => {
  const { lookup } = createUrlGuard([]);
  const guard = { ...createUrlGuard(['localhost']), lookup };
  expect(await createGuardrailLookups({ guard, after: never })('http://localhost/', 3000)).toBe(false);
});

it('a resolver that does not answer in time holds no request', async () => {
  const asked: number[] = [];
  const resolves = createGuardrailLookups({
    guard: { refusal: () => null, lookup: () => undefined },
    after: (ms, run) => (asked.push(ms), run(), () => undefined),
  });
  expect([await resolves('https://slow.example/', 3000), asked]).toEqual([false, [3000]]);
});

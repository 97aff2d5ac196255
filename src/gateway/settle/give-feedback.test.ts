/** What guardrails say of a trace, through the whole data plane in memory. */
import { beforeEach, expect, it } from 'vitest';
import { answers, gatewayInMemory, messageBy } from '../../../testkit/gateway-in-memory.ts';

let gateway: ReturnType<typeof gatewayInMemory>;
beforeEach(() => {
  gateway = gatewayInMemory();
  gateway.script('a', answers(200, messageBy('a')));
});

const RATES = {
  on_success: { feedback: {} },
  on_fail: { feedback: { value: -7, weight: 0.5, metadata: { by: 'us' } } },
};
const NO_AURORA = { id: 'no-aurora', regexMatch: { rule: '(?i)aurora', not: true }, ...RATES };
const ask = (guardrail: object, content: string, side = 'input_guardrails') =>
  gateway.ask({ config: { provider: '@a', [side]: [guardrail] }, body: { messages: [{ role: 'user', content }] } });

it('a guardrail that passes rates with its own values, and with 5 where it names none', async () => {
  await ask(NO_AURORA, 'Hello.');
  expect(gateway.ratings).toMatchObject([
    {
      traceId: 't',
      value: 5,
      weight: 1,
      apiKeyId: expect.any(String),
      metadata: { successfulChecks: 'default.regexMatch' },
    },
  ]);
});

it('a guardrail that denies rates as one that fails, and its metadata stays', async () => {
  await ask({ ...NO_AURORA, deny: true }, 'Aurora.');
  const metadata = { by: 'us', successfulChecks: '', failedChecks: 'default.regexMatch', erroredChecks: '' };
  expect(gateway.ratings).toMatchObject([{ value: -7, weight: 0.5, metadata }]);
});

it('a guardrail of the answer rates too', async () => {
  await ask({ ...NO_AURORA, deny: true }, 'Aurora.', 'output_guardrails');
  expect(gateway.ratings).toMatchObject([{ value: 5 }]);
});

it('one that runs beside the request rates, even where it ends after it', async () => {
  let answer: (said: { status: number; body: string; headers: object }) => void = () => undefined;
  Object.assign(gateway.deps.checkPorts, { call: () => new Promise((resolve) => (answer = resolve)) });
  const webhook = { webhook: { webhookURL: 'https://checks.example/x' } };
  await ask({ id: 'w', async: true, ...webhook, ...RATES }, 'Hello.');
  expect(gateway.ratings).toEqual([]);
  answer({ status: 200, body: '{"verdict":false}', headers: {} });
  await expect.poll(() => gateway.ratings).toMatchObject([{ value: -7 }]);
});

it('one that only watches rates nothing, nor does one that is not to', async () => {
  await ask({ ...NO_AURORA, mode: 'shadow' }, 'Aurora.');
  await ask({ id: 'plain', regexMatch: { rule: 'a' } }, 'Aurora.');
  expect(gateway.ratings).toEqual([]);
});

it.each([
  ['a NUL, which PostgreSQL does not store', 'claude\0-x', 'claude-x'],
  ['200,000 characters', 'x'.repeat(200_000), 'x'.repeat(256)],
])('the name of a model may have %s, and the rating does not', async (_, model, kept) => {
  const config = { provider: '@a', input_guardrails: [{ ...NO_AURORA, deny: true }] };
  await gateway.ask({ config, body: { model, messages: [{ role: 'user', content: 'Aurora.' }] } });
  expect(gateway.ratings).toMatchObject([{ model: kept }]);
});

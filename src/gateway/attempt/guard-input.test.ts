/** Guardrails of the input side, through the whole data plane in memory. */
import { beforeEach, describe, expect, it } from 'vitest';
import { fails, gatewayInMemory, messageBy, to, type Question } from '../../../testkit/gateway-in-memory.ts';

let gateway: ReturnType<typeof gatewayInMemory>;
beforeEach(() => {
  gateway = gatewayInMemory();
});

const NO_AURORA = { regexMatch: { rule: '(?i)aurora', not: true }, id: 'no-aurora', deny: true };
const said = (...messages: object[]) => ({ messages });
const user = (content: unknown) => ({ role: 'user', content });
const model = (content: unknown) => ({ role: 'assistant', content });

const ask = (guardrail: object, question: Question = {}) =>
  gateway.ask({ config: { provider: '@a', input_guardrails: [guardrail] }, ...question });

describe('a guardrail that denies a request', () => {
  it('is reported as a policy that blocks, which Claude Code shows and does not ask again, and no upstream is called', async () => {
    const asked = await ask(NO_AURORA, { body: said(user('Tell me of Aurora.')) });
    expect(asked.error).toMatchObject({
      code: 'guardrail_denied',
      status: 400,
      retryable: false,
      native: { type: 'policy_blocked' },
    });
    expect(asked.calls).toEqual([]);
    expect(asked.row).toMatchObject({
      response_status_code: 400,
      error_code: 'guardrail_denied',
      cost_nano_usd: null,
      guardrails: [
        { id: 'no-aurora', side: 'input', outcome: 'denied', checks: [{ id: 'default.regexMatch', verdict: false }] },
      ],
    });
  });

  it('reports the results, and not a piece of what it denies', async () => {
    const asked = await ask(NO_AURORA, { body: said(user('Tell me of Aurora.')) });
    const results = JSON.stringify(asked.error?.besides);
    expect(results).toContain('"before_request_hooks":[{"verdict":false,"id":"no-aurora"');
    expect(results).not.toContain('Tell me');
  });

  it('lets pass what it does not find, and says so in the answer', async () => {
    const asked = await ask(NO_AURORA, { body: said(user('Tell me of Borealis.')) });
    expect(asked.status).toBe(200);
    expect(JSON.parse(asked.text)).toMatchObject({
      ...messageBy('a'),
      hook_results: { before_request_hooks: [{ verdict: true, id: 'no-aurora' }], after_request_hooks: [] },
    });
    expect(asked.row.guardrails).toMatchObject([{ outcome: 'passed' }]);
  });

  it('is a status that a fallback may go on after, by the contract’s number', async () => {
    const config = {
      strategy: { mode: 'fallback', on_status_codes: [446] },
      targets: [{ provider: '@a', input_guardrails: [NO_AURORA] }, { provider: '@c' }],
    };
    const asked = await gateway.ask({ config, body: said(user('aurora')) });
    expect(asked.calls).toEqual(['c']);
  });

  it.each([true, false])(
    'says nothing of the next target: its answer has no trace of the denial (stream: %s)',
    async (stream) => {
      const config = {
        strategy: { mode: 'fallback', on_status_codes: [446] },
        targets: [{ provider: '@a', input_guardrails: [NO_AURORA] }, { provider: '@c' }],
      };
      const asked = await gateway.ask({ config, stream, body: said(user('aurora')) });
      expect(asked).toMatchObject({ calls: ['c'], status: 200 });
      expect(asked.text).not.toContain('hook_results');
      expect(asked.row.guardrails).toMatchObject([{ id: 'no-aurora', outcome: 'denied' }]);
    },
  );

  it('says nothing about the target: its circuit stays closed and its figures stay as they were', async () => {
    const breaker = { failure_threshold: 1, cooldown_interval: 30_000, failure_status_codes: [400, 446] };
    const config = {
      strategy: { mode: 'fallback' },
      targets: to('a').map((node) => ({ ...node, cb_config: breaker })),
    };
    const guarded = { ...config, input_guardrails: [NO_AURORA] };
    for (let turn = 0; turn < 3; turn += 1) await gateway.ask({ config: guarded, body: said(user('aurora')) });
    expect((await gateway.ask({ config: guarded, body: said(user('hello')) })).calls).toEqual(['a']);
  });
});

describe('a guardrail that does not deny', () => {
  it.each([true, false])(
    'sends the request to the next target where a fallback is for 246 (stream: %s)',
    async (stream) => {
      const reporting = { ...NO_AURORA, deny: false };
      const config = {
        strategy: { mode: 'fallback', on_status_codes: [246] },
        targets: [{ provider: '@a', input_guardrails: [reporting] }, { provider: '@c' }],
      };
      const asked = await gateway.ask({ config, stream, body: said(user('aurora')) });
      expect(asked).toMatchObject({ calls: ['c'], status: 200 });
      expect(asked.row.guardrails).toMatchObject([{ outcome: 'reported' }]);
      // For the last one there is no other: it is asked.
      const all = { ...config, input_guardrails: [reporting] };
      const last = await gateway.ask({ config: all, stream, body: said(user('aurora')) });
      expect(last).toMatchObject({ calls: ['c'], status: 246 });
      expect(last.row).toMatchObject({ response_status_code: 246, guardrails: [{ outcome: 'reported' }] });
      // Without 246 in its list, a fallback takes it for a success.
      const any = { ...config, strategy: { mode: 'fallback' } };
      expect((await gateway.ask({ config: any, stream, body: said(user('aurora')) })).calls).toEqual(['a']);
    },
  );

  it('asks the last target where others probe it, and a report kept the request from those before it', async () => {
    const [first, last] = to('a', 'c');
    const breaker = { failure_threshold: 1, cooldown_interval: 30_000 };
    const targets = [first, { ...last, cb_config: breaker }];
    const strategy = { mode: 'fallback', on_status_codes: [246, 503] };
    const config = { strategy, targets, input_guardrails: [{ ...NO_AURORA, deny: false }] };
    gateway.script('a', fails(503));
    gateway.script('c', fails(503));
    await gateway.ask({ config, body: said(user('hello')) });
    gateway.clock.advance(30_000);
    gateway.deps.breaker = { ...gateway.deps.breaker, probe: () => Promise.resolve(false) };
    const asked = await gateway.ask({ config, body: said(user('aurora')) });
    expect(asked).toMatchObject({ calls: ['c'], status: 246, error: null });
  });

  it('lets the answer pass with the status 246', async () => {
    const asked = await ask({ ...NO_AURORA, deny: false }, { body: said(user('aurora')) });
    expect(asked.status).toBe(246);
    expect(asked.calls).toEqual(['a']);
    expect(JSON.parse(asked.text)).toMatchObject({ hook_results: { before_request_hooks: [{ verdict: false }] } });
    expect(asked.row).toMatchObject({ is_success: true, guardrails: [{ outcome: 'reported' }] });
  });

  it('has no effect when it is asynchronous, and is in the log row', async () => {
    const asked = await ask({ ...NO_AURORA, async: true }, { body: said(user('aurora')) });
    expect(asked.status).toBe(200);
    expect(asked.text).toBe(JSON.stringify(messageBy('a')));
    expect(asked.row.guardrails).toMatchObject([{ id: 'no-aurora', outcome: 'reported' }]);
  });

  it('has no effect when it only watches, and the row says what it would have done', async () => {
    const asked = await ask({ ...NO_AURORA, mode: 'shadow' }, { body: said(user('aurora')) });
    expect(asked.text).toBe(JSON.stringify(messageBy('a')));
    expect(asked.row.guardrails).toMatchObject([{ outcome: 'would_deny' }]);
  });
});

describe('what a check looks at', () => {
  const toolResult = (text: string) =>
    user([{ type: 'tool_result', tool_use_id: 't1', content: [{ type: 'text', text }] }]);
  const verdictOf = async (body: object, parameters: object = {}) => {
    const guardrail = { ...NO_AURORA, regexMatch: { ...NO_AURORA.regexMatch, ...parameters } };
    return (await ask(guardrail, { body })).error === null ? 'passed' : 'denied';
  };

  it.each([
    ['a nested tool result', said(user('go'), model('ok'), toolResult('aurora')), 'denied'],
    ['a tool result that is one string', said(user([{ type: 'tool_result', content: 'aurora' }])), 'denied'],
    ['the system prompt before the first answer', { system: 'aurora', ...said(user('hi')) }, 'denied'],
    ['a document', said(user([{ type: 'document', source: { type: 'text', data: 'aurora' } }])), 'denied'],
    ['the data of an image, which is no text', said(user([{ type: 'image', source: { data: 'aurora' } }])), 'passed'],
    ['a member that is no text', { metadata: { user_id: 'aurora' }, ...said(user('hi')) }, 'passed'],
  ])('%s', async (_name, body, verdict) => {
    expect(await verdictOf(body)).toBe(verdict);
  });

  it('a word in its meaning, however its letters are escaped', async () => {
    const text = String.raw`{"model":"x","max_tokens":9,"messages":[{"role":"user","content":"\u0061urora"}]}`;
    expect((await ask(NO_AURORA, { text })).error).toMatchObject({ code: 'guardrail_denied' });
  });

  it('a turn that was passed is not looked at again, and one that was denied is', async () => {
    const parameters = { rule: '(?i)borealis' };
    expect(await verdictOf(said(user('aurora')))).toBe('denied');
    expect(await verdictOf(said(user('aurora'), model('ok'), user('hi')))).toBe('denied');
    expect(await verdictOf(said(user('hello'), model('aurora')))).toBe('denied');
    expect(await verdictOf(said(user('borealis')))).toBe('passed');
    expect(await verdictOf(said(user('borealis'), model('ok'), user('hi')), parameters)).toBe('denied');
  });

  it('only the last turn, everything, or what tools say', async () => {
    const body = said(user('aurora'), model('ok'), user('hi'));
    expect(await verdictOf(body, { scope: 'last_message' })).toBe('passed');
    expect(await verdictOf(body, { scope: 'all' })).toBe('denied');
    expect(await verdictOf(body, { scope: 'tools' })).toBe('passed');
    expect(await verdictOf(said(toolResult('aurora')), { scope: 'tools' })).toBe('denied');
  });

  it('without what Claude Code itself added, where that is asked for', async () => {
    const body = said(user([{ type: 'text', text: '<system-reminder>aurora</system-reminder>hello' }]));
    expect(await verdictOf(body, { strip_scaffolding: true })).toBe('passed');
    expect(await verdictOf(body)).toBe('denied');
  });
});

describe('a check that cannot say', () => {
  it('denies, unless the guardrail or the check says otherwise', async () => {
    const noText = said(user([{ type: 'image', source: { data: 'x' } }]));
    const check = { id: 'g', deny: true, regexMatch: { rule: 'hello' } };
    expect((await ask(check, { body: noText })).error).toMatchObject({ code: 'guardrail_denied' });
    const open = await ask({ ...check, fail_on_error: false }, { body: noText });
    expect(open.status).toBe(200);
    expect(open.row.guardrails).toMatchObject([{ outcome: 'passed', checks: [{ error: 'missing_text' }] }]);
  });
});

it('a config that names a guardrail which is not there lets nothing pass', async () => {
  const asked = await gateway.ask({ config: { provider: '@a', input_guardrails: ['pg-gone'] } });
  expect(asked.error).toMatchObject({ code: 'guardrail_unusable', status: 412 });
  expect(asked.calls).toEqual([]);
});

it('a request without a guardrail has no results', async () => {
  const asked = await gateway.ask({ config: { provider: '@a' } });
  expect(asked.text).toBe(JSON.stringify(messageBy('a')));
  expect(asked.row.guardrails).toBeNull();
});

/** Guardrails of the output side, through the whole data plane in memory. */
import { beforeEach, describe, expect, it } from 'vitest';
import {
  answers,
  fails,
  gatewayInMemory,
  messageBy,
  resets,
  streams,
  to,
  type Behaviour,
} from '../../../testkit/gateway-in-memory.ts';

let gateway: ReturnType<typeof gatewayInMemory>;
beforeEach(() => {
  gateway = gatewayInMemory();
});

const TOKEN = 'ghp_9aK2mQx7Lr4TzVb8NwYc1JdF5hGs3PeUoRtI';
const NO_AURORA = { id: 'no-aurora', deny: true, regexMatch: { rule: '(?i)aurora', not: true } };
const saying = (text: string, ...more: object[]) => ({ ...messageBy('a'), content: [{ type: 'text', text }, ...more] });

const event = (type: string, data: object) => `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
function spoken(...deltas: string[]): string[] {
  const { content: _, ...message } = messageBy('a');
  return [
    event('message_start', { message: { ...message, content: [], stop_reason: null } }),
    event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
    ...deltas.map((text) => event('content_block_delta', { index: 0, delta: { type: 'text_delta', text } })),
    event('content_block_stop', { index: 0 }),
    event('message_delta', { delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: 5 } }),
    event('message_stop', {}),
  ];
}
/** The text of a stream. */
const told = (events: string): string =>
  Array.from(events.matchAll(/"text_delta","text":("(?:[^"\\]|\\.)*")/g), ([, text]) =>
    String(JSON.parse(text ?? '""')),
  ).join('');

const ask = (guardrail: object, over: object = {}) =>
  gateway.ask({ config: { provider: '@a', output_guardrails: [guardrail] }, ...over });

describe('a whole answer', () => {
  it('that is denied never reaches the client, in no piece', async () => {
    gateway.script('a', answers(200, saying('The project is Aurora.')));
    const asked = await ask(NO_AURORA);
    expect(asked.error).toMatchObject({ code: 'guardrail_denied', status: 400, native: { type: 'policy_blocked' } });
    expect(JSON.stringify([asked.text, asked.error?.message, asked.error?.besides])).not.toContain('project is');
    expect(asked.row).toMatchObject({ guardrails: [{ side: 'output', outcome: 'denied' }], cost_nano_usd: 5000 });
  });

  it('that fails without deny has the status 246 and the results', async () => {
    gateway.script('a', answers(200, saying('Aurora')));
    const asked = await ask({ ...NO_AURORA, deny: false });
    expect(asked.status).toBe(246);
    expect(JSON.parse(asked.text)).toMatchObject({ hook_results: { after_request_hooks: [{ verdict: false }] } });
  });

  it('is masked where a check replaces, and nothing else of it is another', async () => {
    const thinking = { type: 'thinking', thinking: TOKEN, signature: 's' };
    gateway.script('a', answers(200, saying(`Use ${TOKEN}.`, thinking)));
    const asked = await ask({ id: 's', 'tollgate.secrets': { redact: true } });
    expect(JSON.parse(asked.text)).toMatchObject({ content: [{ text: 'Use {{GITHUB_TOKEN_1}}.' }, thinking] });
  });

  it('has parts of tool calls masked by rules for agents, each rule in the tools that it is for', async () => {
    const call = (name: string) => ({
      type: 'tool_use',
      id: name,
      name,
      input: { command: 'deploy --to "prod-7"\nls' },
    });
    gateway.script('a', answers(200, saying('deploy --to "prod-7"', call('Bash'), call('Write'))));
    const rules = [
      { name: 'cluster', tools: ['Bash'], action: 'mask', pattern: '"prod-[^"]+"', replacement: '"test"' },
    ];
    const asked = await ask({ id: 'r', 'tollgate.agentRules': { rules } });
    expect(JSON.parse(asked.text)).toMatchObject({
      content: [
        { text: 'deploy --to "prod-7"' },
        { input: { command: 'deploy --to "test"\nls' } },
        { input: { command: 'deploy --to "prod-7"\nls' } },
      ],
    });
    expect(asked.row.guardrails).toMatchObject([{ outcome: 'changed' }]);
  });

  it('that one check masks and a service rewrites is masked in what the service wrote, too', async () => {
    let shown = '';
    const json = saying(`A better text with ${TOKEN}.`);
    const body = JSON.stringify({ verdict: true, transformedData: { response: { json } } });
    Object.assign(gateway.deps.checkPorts, {
      call(asked: { body: string }) {
        shown = asked.body;
        return Promise.resolve({ status: 200, body });
      },
    });
    const webhook = { id: 'w', deny: true, webhook: { webhookURL: 'https://checks.example/x' } };
    gateway.script('a', answers(200, saying(`Use ${TOKEN}.`)));
    const both = { provider: '@a', output_guardrails: [{ id: 's', 'tollgate.secrets': { redact: true } }, webhook] };
    const asked = await gateway.ask({ config: both });
    expect(JSON.parse(asked.text)).toMatchObject({ content: [{ text: 'A better text with {{GITHUB_TOKEN_1}}.' }] });
    expect(JSON.parse(shown)).toMatchObject({ response: { text: 'Use {{GITHUB_TOKEN_1}}.' } });
    expect(JSON.stringify([asked.text, shown, asked.row])).not.toContain(TOKEN);
    expect(asked.row.guardrails).toMatchObject([{ checks: [{ found: 'GITHUB_TOKEN=2' }] }, { id: 'w' }]);
  });

  it('is shown to each check of a sequential guardrail as the check before has left it', async () => {
    const guardrail = {
      id: 'seq',
      deny: true,
      sequential: true,
      'tollgate.secrets': { redact: true },
      contains: { words: ['ghp_'], operator: 'none' },
    };
    gateway.script('a', answers(200, saying(`Use ${TOKEN}.`)), answers(200, saying(`Use ${TOKEN}.`)));
    const asked = await ask(guardrail);
    expect(JSON.parse(asked.text)).toMatchObject({ content: [{ text: 'Use {{GITHUB_TOKEN_1}}.' }] });
    // Beside one another each sees what the model said.
    expect((await ask({ ...guardrail, sequential: false })).error).toMatchObject({ code: 'guardrail_denied' });
  });

  it('is asked for again, or of the next, where the config says so', async () => {
    gateway.script('a', answers(200, saying('Aurora')), answers(200, saying('Borealis')));
    const retry = { attempts: 1, on_status_codes: [446] };
    const again = await gateway.ask({ config: { provider: '@a', output_guardrails: [NO_AURORA], retry } });
    expect(again.calls).toEqual(['a', 'a']);
    expect(JSON.parse(again.text)).toMatchObject({ content: [{ text: 'Borealis' }] });
    gateway.script('a', answers(200, saying('Aurora')));
    const strategy = { mode: 'fallback', on_status_codes: [446] };
    const next = await gateway.ask({ config: { strategy, targets: to('a', 'c'), output_guardrails: [NO_AURORA] } });
    expect(next.calls).toEqual(['a', 'c']);
    gateway.script('a', answers(200, saying('Aurora')));
    const reported = { ...NO_AURORA, deny: false };
    const on246 = { mode: 'fallback', on_status_codes: [246] };
    const third = await gateway.ask({
      config: { strategy: on246, targets: to('a', 'c'), output_guardrails: [reported] },
    });
    expect(third.calls).toEqual(['a', 'c']);
    expect(third.status).toBe(200);
  });

  it('that a guardrail reports is asked for again where the config says so, and the last one stands', async () => {
    const reported = { ...NO_AURORA, deny: false };
    const retry = { attempts: 1, on_status_codes: [246] };
    const config = { provider: '@a', output_guardrails: [reported], retry };
    gateway.script('a', answers(200, saying('Aurora')), answers(200, saying('Borealis')));
    const again = await gateway.ask({ config });
    expect(again).toMatchObject({ calls: ['a', 'a'], status: 200 });
    expect(again.row.attempts).toMatchObject([{ reason: 'reported_by_guard' }, { reason: 'answered' }]);
    gateway.script('a', answers(200, saying('Aurora 1')), answers(200, saying('Aurora 2')));
    const inVain = await gateway.ask({ config });
    expect(inVain).toMatchObject({ calls: ['a', 'a'], status: 246 });
    expect(JSON.parse(inVain.text)).toMatchObject({ content: [{ text: 'Aurora 2' }] });
    expect(inVain.row).toMatchObject({ response_status_code: 246, is_success: true, cost_nano_usd: 10_000 });
    gateway.script('a', answers(200, saying('Aurora')));
    expect((await gateway.ask({ config: { ...config, retry: { attempts: 1 } } })).calls).toEqual(['a']);
  });

  it.each([false, true])(
    'that a guardrail reports is not cached, to be served as a success (stream: %s)',
    async (stream) => {
      const reported = { ...NO_AURORA, deny: false };
      const config = { provider: '@a', output_guardrails: [reported], cache: { mode: 'simple' } };
      const answer = () => (stream ? streams(spoken('Aurora')) : answers(200, saying('Aurora')));
      gateway.script('a', answer(), answer());
      await gateway.ask({ config, stream });
      const again = await gateway.ask({ config, stream });
      expect(again.row).toMatchObject({ cache_status: 'MISS', guardrails: [{ outcome: 'reported' }] });
    },
  );

  describe('that is reported and asked for again in vain', () => {
    const reported = { ...NO_AURORA, deny: false };
    const retry = { attempts: 1, on_status_codes: [246] };
    const config = { provider: '@a', output_guardrails: [reported], retry, request_timeout: 5000 };
    const first = answers(200, saying('Aurora'));

    it.each<[string, Behaviour]>([
      ['529', fails(529)],
      ['400', fails(400)],
      ['a reset', resets],
      ['a time-out', () => gateway.pass(5001)],
      ['a shutdown', (_, { halt }) => halt()],
    ])('stands where the next attempt ends with %s', async (_, behaviour) => {
      gateway.script('a', first, behaviour);
      const asked = await gateway.ask({ config });
      expect(asked).toMatchObject({ calls: ['a', 'a'], status: 246, error: null });
      expect(JSON.parse(asked.text)).toMatchObject({
        content: [{ text: 'Aurora' }],
        hook_results: { after_request_hooks: [{ verdict: false }] },
      });
      expect(asked.row).toMatchObject({ response_status_code: 246, is_success: true, cost_nano_usd: 5000 });
      expect(asked.row.attempts[0]).toMatchObject({ reason: 'reported_by_guard' });
    });

    it('stands where the next attempt is denied', async () => {
      const denies = { id: 'no-boreas', deny: true, regexMatch: { rule: 'Boreas', not: true } };
      gateway.script('a', first, answers(200, saying('Boreas')));
      const asked = await gateway.ask({ config: { ...config, output_guardrails: [reported, denies] } });
      expect(asked).toMatchObject({ calls: ['a', 'a'], status: 246 });
      expect(asked.text).toContain('Aurora');
      expect(asked.row).toMatchObject({ guardrails: [{ outcome: 'reported' }, { outcome: 'passed' }] });
    });

    it('stands where the pause before the next attempt is ended by a shutdown', async () => {
      gateway.script('a', first);
      gateway.deps.pause = () => {
        gateway.deps.heartbeat.halt();
        return new Promise(() => undefined);
      };
      const asked = await gateway.ask({ config });
      expect(asked).toMatchObject({ calls: ['a'], status: 246, error: null });
    });

    it('stands as a stream too, which the upstream has answered in one piece', async () => {
      gateway.script('a', first, fails(529));
      const asked = await gateway.ask({ config, stream: true });
      expect(asked).toMatchObject({ calls: ['a', 'a'], error: null });
      expect(told(asked.text)).toBe('Aurora');
      expect(asked.row.attempts[0]).toMatchObject({ reason: 'reported_by_guard' });
    });
  });

  it('that is denied opens no circuit and spoils no figures of its target', async () => {
    const breaker = { failure_threshold: 1, cooldown_interval: 30_000, failure_status_codes: [200, 400, 446] };
    const targets = to('a', 'c').map((target) => ({ ...target, cb_config: breaker }));
    const config = { strategy: { mode: 'fallback', on_status_codes: [500] }, targets, output_guardrails: [NO_AURORA] };
    for (let turn = 0; turn < 3; turn += 1) {
      gateway.script('a', answers(200, saying('Aurora')));
      expect((await gateway.ask({ config })).calls).toEqual(['a']);
    }
  });
});

describe('a stream', () => {
  it('that is denied sends nothing: the denial is an answer of its own', async () => {
    gateway.script('a', streams(spoken('The project is Au', 'rora.')));
    const asked = await ask(NO_AURORA, { stream: true });
    expect(asked.error).toMatchObject({ code: 'guardrail_denied', status: 400 });
    expect(asked.text).toBe('');
  });

  it('that is allowed leaves byte for byte', async () => {
    const events = spoken('The project is ', 'Borealis.');
    gateway.script('a', streams(events));
    const asked = await ask(NO_AURORA, { stream: true });
    expect(asked.text).toBe(events.join(''));
  });

  it.each([1, 2, 7, 19, 400])('is masked alike whatever its pieces: %i letters each', async (size) => {
    const text = `Use ${TOKEN}, or mail to ada@firma.ch.`;
    const pieces = text.match(new RegExp(`.{1,${size}}`, 'g')) ?? [];
    gateway.script('a', streams(spoken(...pieces)));
    const guardrail = {
      id: 's',
      'tollgate.secrets': { redact: true },
      'portkey.pii': { redact: true },
      stream: { mode: 'buffer' },
    };
    const asked = await ask(guardrail, { stream: true });
    expect(told(asked.text)).toBe('Use {{GITHUB_TOKEN_1}}, or mail to {{EMAIL_ADDRESS_1}}.');
    expect(asked.text).toContain('event: message_stop');
    expect(asked.row).toMatchObject({ is_success: true, output_tokens: 5, guardrails: [{ outcome: 'changed' }] });
  });

  it('that is held by a window and denied ends legally: the block is closed, and the last text says why', async () => {
    const filler = 'All steps of the build are green. '.repeat(12);
    gateway.script('a', streams(spoken(filler, filler, 'The project is Aurora. ', filler)));
    const asked = await ask({ ...NO_AURORA, stream: { mode: 'hold', tokens: 20 } }, { stream: true });
    const types = Array.from(asked.text.matchAll(/^event: (\w+)$/gm), ([, type]) => type);
    expect(types.slice(-6)).toEqual([
      'content_block_stop',
      'content_block_start',
      'content_block_delta',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ]);
    expect(told(asked.text)).toMatch(/^All steps.*green\. \n\n\[.*"no-aurora" does not allow this answer/s);
    expect(told(asked.text)).not.toContain('Aurora');
    expect(asked.text).toContain('"stop_reason":"end_turn"');
    expect(asked.row).toMatchObject({
      guardrails: [{ id: 'no-aurora', side: 'output', outcome: 'denied' }],
      guardrails_ms: expect.any(Number) as number,
      error_code: 'guardrail_denied',
    });
  });

  it('that masks is held by a window where nobody says otherwise: it never passes unmasked', async () => {
    gateway.script('a', streams(spoken('Use ', TOKEN, '.')));
    const asked = await ask({ id: 's', 'tollgate.secrets': { redact: true } }, { stream: true });
    expect(told(asked.text)).toBe('Use {{GITHUB_TOKEN_1}}.');
    expect(asked.row.guardrails).toMatchObject([{ outcome: 'changed', checks: [{ found: 'GITHUB_TOKEN=1' }] }]);
  });

  it('whose last text would be denied by what only its end shows says so in an event that ends it', async () => {
    gateway.script('a', streams(spoken('one two three four five '.repeat(30))));
    const short = { id: 'short', deny: true, wordCount: { maxWords: 20 }, stream: { mode: 'hold' } };
    const asked = await ask(short, { stream: true });
    expect(told(asked.text)).toMatch(/"short" does not allow this answer/);
    expect(asked.text.match(/event: message_stop/g)).toHaveLength(1);
  });

  it('that is only observed passes as it comes, and is in the row', async () => {
    const events = spoken('Aurora');
    gateway.script('a', streams(events));
    const asked = await ask({ ...NO_AURORA, deny: false }, { stream: true });
    expect(asked.text).toBe(events.join(''));
    expect(asked.row.guardrails).toMatchObject([{ side: 'output', outcome: 'reported' }]);
  });
});

describe('reversible placeholders', () => {
  const config = {
    provider: '@a',
    input_guardrails: [{ id: 's', 'tollgate.secrets': { redact: true, reversible: true } }],
  };
  const body = { messages: [{ role: 'user', content: `Put ${TOKEN} into .env` }] };

  it('go upstream, and the answer has the value again: in texts and in what tools are to do', async () => {
    const tool = { type: 'tool_use', id: 't', name: 'Write', input: { content: 'KEY={{GITHUB_TOKEN_1}}' } };
    gateway.script('a', answers(200, saying('I write {{GITHUB_TOKEN_1}} and {{GITHUB_TOKEN_9}}.', tool)));
    const asked = await gateway.ask({ config, body });
    expect(JSON.stringify(asked.bodies)).not.toContain(TOKEN);
    expect(JSON.parse(asked.text)).toMatchObject({
      content: [{ text: `I write ${TOKEN} and {{GITHUB_TOKEN_9}}.` }, { input: { content: `KEY=${TOKEN}` } }],
    });
  });

  it('are restored across the events of a stream', async () => {
    gateway.script('a', streams(spoken('I write {{GIT', 'HUB_TOKEN', '_1}} now')));
    const asked = await gateway.ask({ config, body, stream: true });
    expect(told(asked.text)).toBe(`I write ${TOKEN} now`);
  });

  it('keep the answer out of the cache: another asks the same with another value', async () => {
    const cached = { ...config, cache: { mode: 'simple' } };
    gateway.script('a', answers(200, saying('{{GITHUB_TOKEN_1}}')));
    await gateway.ask({ config: cached, body });
    const other = TOKEN.replace('9aK2', 'Zz77');
    const asked = await gateway.ask({
      config: cached,
      body: { messages: [{ role: 'user', content: `Put ${other} into .env` }] },
    });
    expect(asked.row.cache_status).toBe('MISS');
    expect(asked.text).not.toContain(TOKEN);
  });
});

describe('a denial that is reported as an answer', () => {
  const SOFT = { id: 'soft', deny: true, regexMatch: { rule: '(?i)aurora', not: true, soft_deny_200: true } };
  const SAID = 'The guardrail "soft" does not allow';

  it('has the status 200 and the shape of an answer, on both sides, and the row says denied', async () => {
    gateway.script('a', answers(200, saying('Aurora')));
    const output = await ask(SOFT);
    expect(output).toMatchObject({ status: 200, error: null, row: { guardrails: [{ outcome: 'denied' }] } });
    expect(JSON.parse(output.text)).toMatchObject({
      role: 'assistant',
      content: [{ type: 'text', text: `${SAID} this answer.` }],
      stop_reason: 'end_turn',
      hook_results: { after_request_hooks: [{ verdict: false }] },
    });
    const body = { messages: [{ role: 'user', content: 'Aurora' }] };
    const input = await gateway.ask({ config: { provider: '@a', input_guardrails: [SOFT] }, body });
    expect(input.calls).toEqual([]);
    expect(JSON.parse(input.text)).toMatchObject({ content: [{ text: `${SAID} this request.` }] });
  });

  it('is a stream for who asked for one', async () => {
    gateway.script('a', streams(spoken('Aurora')));
    const asked = await ask(SOFT, { stream: true });
    expect(told(asked.text)).toBe(`${SAID} this answer.`);
    expect(asked.text).toContain('event: message_stop');
    expect(asked.status).toBe(200);
  });

  it('stays an error where another check of the guardrail fails that does not want it', async () => {
    gateway.script('a', answers(200, saying('Aurora')));
    const asked = await ask({ ...SOFT, 'default.wordCount': { minWords: 2 } });
    expect(asked.error).toMatchObject({ code: 'guardrail_denied' });
  });
});

describe('what the log stores of bodies', () => {
  const stored: string[] = [];
  beforeEach(() => {
    stored.length = 0;
    gateway.deps.bodies = {
      store(_, body) {
        stored.push(body.toString());
        return Promise.resolve(`blob-${stored.length}`);
      },
      read: () => Promise.resolve(null),
      stats: () => ({ receivedBytes: 0, uniqueBytes: 0, writtenBytes: 0 }),
    };
  });
  const mask = { id: 'm', 'portkey.pii': { redact: true, reversible: true } };
  const body = { messages: [{ role: 'user', content: 'Mail ada@firma.ch' }] };

  it.each([false, true])(
    'is the masked text, on both ways, though the client gets the value (stream: %s)',
    async (stream) => {
      const answer = 'I mail {{EMAIL_ADDRESS_1}} now.';
      gateway.script('a', stream ? streams(spoken(answer)) : answers(200, saying(answer)));
      const asked = await gateway.ask({ config: { provider: '@a', input_guardrails: [mask] }, body, stream });
      expect(asked.text).toContain('I mail ada@firma.ch now.');
      expect(stored).toHaveLength(2);
      expect(stored.join()).not.toContain('ada@firma.ch');
      expect(stored[0]).toContain('Mail {{EMAIL_ADDRESS_1}}');
      expect(stored[1]).toContain('I mail {{EMAIL_ADDRESS_1}} now.');
    },
  );

  it('is the masked text of a request that another guardrail denies', async () => {
    const deny = { id: 'd', deny: true, contains: { words: ['Mail'], operator: 'none' } };
    const asked = await gateway.ask({ config: { provider: '@a', input_guardrails: [mask, deny] }, body });
    expect(asked.error).toMatchObject({ code: 'guardrail_denied' });
    expect(stored[0]).toContain('Mail {{EMAIL_ADDRESS_1}}');
    expect(stored.join()).not.toContain('ada@firma.ch');
  });

  it('is the client’s own where a guardrail only watches', async () => {
    await gateway.ask({ config: { provider: '@a', input_guardrails: [{ ...mask, mode: 'shadow' }] }, body });
    expect(stored[0]).toContain('ada@firma.ch');
  });
});

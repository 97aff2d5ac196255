/** Masking in requests, through the whole data plane in memory. */
import { beforeEach, describe, expect, it } from 'vitest';
import { gatewayInMemory, streams } from '../../../testkit/gateway-in-memory.ts';
import type { ScanMemory } from './request-words.ts';

let gateway: ReturnType<typeof gatewayInMemory>;
beforeEach(() => {
  gateway = gatewayInMemory();
});

const TOKEN = 'ghp_9aK2mQx7Lr4TzVb8NwYc1JdF5hGs3PeUoRtI';
const CARD = '4539 5787 6362 1486';
const GUARDS = [
  { id: 'secrets', 'tollgate.secrets': { redact: true } },
  { id: 'pii', 'portkey.pii': { redact: true, categories: ['EMAIL_ADDRESS', 'CREDIT_CARD'] } },
];
const user = (content: unknown) => ({ role: 'user', content });
const model = (content: unknown) => ({ role: 'assistant', content });
const toolResult = (text: string) =>
  user([{ type: 'tool_result', tool_use_id: 't1', content: [{ type: 'text', text }] }]);

const send = (body: object, guards: readonly object[] = GUARDS) =>
  gateway.ask({ config: { provider: '@a', input_guardrails: guards }, body });

describe('masking a request', () => {
  it('replaces a credential in a tool result, and nothing else of the body', async () => {
    const turn = toolResult(`cat .env\nGITHUB_TOKEN=${TOKEN}\nDEBUG=1\n`);
    const { bodies, row, error } = await send({ messages: [user('look'), model('ok'), turn], temperature: 0.5 });
    expect(error).toBeNull();
    const masked = toolResult('cat .env\nGITHUB_TOKEN={{GITHUB_TOKEN_1}}\nDEBUG=1\n');
    expect(bodies[0]).toMatchObject({ messages: [user('look'), model('ok'), masked], temperature: 0.5 });
    expect(row.guardrails).toMatchObject([
      { id: 'secrets', outcome: 'changed', checks: [{ verdict: true, found: 'GITHUB_TOKEN=1' }] },
      { id: 'pii', outcome: 'passed' },
    ]);
  });

  it('gives equal values equal placeholders, numbered as they come, and the same ones in the next turn', async () => {
    const first = [user('ada@firma.ch and bob@firma.ch'), model('Hello, ada@firma.ch'), user(`pay ${CARD}`)];
    const once = await send({ system: 'Mail to bob@firma.ch.', messages: first });
    const prefix = [
      user('{{EMAIL_ADDRESS_2}} and {{EMAIL_ADDRESS_1}}'),
      model('Hello, {{EMAIL_ADDRESS_2}}'),
      user('pay {{CREDIT_CARD_1}}'),
    ];
    expect(once.bodies[0]).toMatchObject({ system: 'Mail to {{EMAIL_ADDRESS_1}}.', messages: prefix });
    const later = [...first, model('done'), user('and eve@firma.ch')];
    const twice = await send({ system: 'Mail to bob@firma.ch.', messages: later });
    expect(twice.bodies[0]).toMatchObject({ messages: [...prefix, model('done'), user('and {{EMAIL_ADDRESS_3}}')] });
  });

  it('leaves what is signed, and replaces inside of the arguments of tools', async () => {
    const turn = model([
      { type: 'thinking', thinking: TOKEN, signature: 's' },
      { type: 'tool_use', id: 't', name: 'Bash', input: { command: `curl -H "x: ${TOKEN}"`, n: 1 } },
    ]);
    const { bodies } = await send({ messages: [user('go'), turn, toolResult('ok')] });
    expect(bodies[0]).toMatchObject({
      messages: [
        user('go'),
        model([
          { type: 'thinking', thinking: TOKEN, signature: 's' },
          { type: 'tool_use', input: { command: 'curl -H "x: {{GITHUB_TOKEN_1}}"', n: 1 } },
        ]),
        toolResult('ok'),
      ],
    });
  });

  it('replaces names of members and numbers in a tool’s input, and what only its name makes a credential', async () => {
    const call = (input: object) => model([{ type: 'tool_use', id: 't', name: 'X', input }]);
    const given = call({
      'ada@firma.ch': [{ card: 4539578763621486, count: 12 }],
      env: { API_KEY: 'q8Zr3TnV6wXy1KpL', path: 'a\\b "c"' },
    });
    const { bodies } = await send({ messages: [user('go'), given, toolResult('ok')] });
    const masked = call({
      '{{EMAIL_ADDRESS_1}}': [{ card: '{{CREDIT_CARD_1}}', count: 12 }],
      env: { API_KEY: '{{NAMED_SECRET_1}}', path: 'a\\b "c"' },
    });
    expect(bodies[0]).toMatchObject({ messages: [user('go'), masked, toolResult('ok')] });
  });

  it('replaces each part of a credential that is split over blocks of one message', async () => {
    const blocks = (...texts: string[]) => user(texts.map((text) => ({ type: 'text', text })));
    const { bodies } = await send({ messages: [blocks(`Use ${TOKEN.slice(0, 12)}`, `${TOKEN.slice(12)} now.`)] });
    const masked = blocks('Use {{GITHUB_TOKEN_1}}', '{{GITHUB_TOKEN_2}} now.');
    expect(bodies[0]).toMatchObject({ messages: [masked] });
  });

  it('only watches in shadow mode: the body leaves as it came', async () => {
    const guards = [{ id: 'secrets', mode: 'shadow', 'tollgate.secrets': { redact: true } }];
    const { bodies, row } = await send({ messages: [user(TOKEN)] }, guards);
    expect(bodies[0]).toMatchObject({ messages: [user(TOKEN)] });
    expect(row.guardrails).toMatchObject([{ outcome: 'would_change' }]);
  });

  it('looks at each turn of a session once', async () => {
    const kept: string[] = [];
    const memory = gateway.deps.scanMemory;
    gateway.deps.scanMemory = {
      get: (key: string) => memory.get(key),
      set(key: string, ...rest: [never]) {
        kept.push(key);
        memory.set(key, ...rest);
      },
    } as unknown as ScanMemory;
    const messages: object[] = [];
    for (let turn = 0; turn < 40; turn += 1) {
      messages.push(user(`question ${turn} of ada@firma.ch`));
      await send({ messages }, GUARDS.slice(1));
      messages.push(model(`answer ${turn}`));
    }
    // 40 of the user, each with one finding that is kept when it is found; 39 of the model, without.
    expect(new Set(kept).size).toBe(79);
    expect(kept.length).toBe(79 + 40);
  });

  it('knows a turn again whose mark for the prompt cache has moved on, as Claude Code moves it', async () => {
    // It passes where something is found, so that what was looked at counts as passed.
    const counting = [{ id: 'pii', 'portkey.pii': { categories: ['EMAIL_ADDRESS'], not: true } }];
    const block = (text: string, mark: object = {}) => user([{ type: 'text', text, ...mark }]);
    const mark = { cache_control: { type: 'ephemeral', ttl: '1h' } };
    const first = await send({ messages: [block('ada@firma.ch', mark)] }, counting);
    const answered = [block('ada@firma.ch'), model('ok'), block('eve@firma.ch', mark)];
    const second = await send({ messages: answered }, counting);
    for (const { row } of [first, second])
      expect(row.guardrails).toMatchObject([{ checks: [{ found: 'EMAIL_ADDRESS=1' }] }]);
    // What only looks like a mark is a part of the turn.
    const call = model([{ type: 'tool_use', id: 't', name: 'X', input: { cache_control: { type: TOKEN } } }]);
    const third = await send({ messages: [user('go'), call, toolResult('ok')] });
    expect(JSON.stringify(third.bodies)).not.toContain(TOKEN);
  });

  it('denies with the kind and the number of what was found, and not with the thing itself', async () => {
    const { error, calls } = await send({ messages: [user(`use ${TOKEN}`)] }, [
      { id: 'secrets', deny: true, 'tollgate.secrets': {} },
    ]);
    expect(error?.message).toContain('tollgate.secrets (Found 1 × GITHUB_TOKEN)');
    expect(JSON.stringify([error?.message, error?.besides])).not.toContain(TOKEN);
    expect(calls).toEqual([]);
  });
});

it('a credential whose letters are escaped in JSON that a tool has printed is masked all the same', async () => {
  const hidden = String.raw`{"a":"\u0067hp_9aK2mQx7Lr4TzVb8NwYc1JdF5hGs3PeUoRtI","b":"ada\u0040firma.ch"}`;
  const { bodies } = await send({ messages: [user('go'), model('ok'), toolResult(hidden)] });
  expect(bodies[0]).toMatchObject({
    messages: [user('go'), model('ok'), toolResult('{"a":"{{GITHUB_TOKEN_1}}","b":"{{EMAIL_ADDRESS_1}}"}')],
  });
});

describe('several checks that change a request', () => {
  const rewriting = (text: (body: { messages: { content: string }[] }) => string): string[] => {
    const shown: string[] = [];
    Object.assign(gateway.deps.checkPorts, {
      call({ body }: { body: string }) {
        shown.push(body);
        const { request } = JSON.parse(body) as { request: { json: { messages: { content: string }[] } } };
        const json = { ...request.json, messages: [user(text(request.json))] };
        const told = { verdict: true, transformedData: { request: { json } } };
        return Promise.resolve({ status: 200, body: JSON.stringify(told) });
      },
    });
    return shown;
  };
  const WEBHOOK = { webhookURL: 'https://checks.example/x' };
  const EMAILS = { redact: true, categories: ['EMAIL_ADDRESS'] };

  it('each of a sequential guardrail sees what the one before has left, and all of it counts', async () => {
    const shown = rewriting(({ messages: [first] }) => `${first?.content} (checked)`);
    const guard = {
      id: 'seq',
      sequential: true,
      'portkey.pii': EMAILS,
      'tollgate.secrets': { redact: true },
      regexReplace: { rule: 'EMAIL_ADDRESS_1', redactText: 'MAIL' },
      webhook: WEBHOOK,
      contains: { words: ['(checked)'] },
    };
    const { bodies, status, row } = await send({ messages: [user(`ada@firma.ch has ${TOKEN}`)] }, [guard]);
    expect(status).toBe(200);
    expect(bodies[0]).toMatchObject({ messages: [user('{{MAIL}} has {{GITHUB_TOKEN_1}} (checked)')] });
    expect(JSON.parse(shown[0] ?? '')).toMatchObject({ request: { text: '{{MAIL}} has {{GITHUB_TOKEN_1}}' } });
    expect(row.guardrails).toMatchObject([{ outcome: 'changed' }]);
  });

  it('a mutator sees the masked request, and what it brings back is masked as well', async () => {
    const shown = rewriting(() => `from the archive: ${TOKEN}`);
    const mutator = { id: 'm', type: 'mutator', webhook: WEBHOOK };
    const asked = await send({ messages: [user(TOKEN)] }, [mutator, ...GUARDS]);
    expect(asked.bodies[0]).toMatchObject({ messages: [user('from the archive: {{GITHUB_TOKEN_1}}')] });
    expect(shown.join('')).not.toContain(TOKEN);
  });

  it('of two services that rewrite the second sees what the first wrote', async () => {
    rewriting(({ messages: [first] }) => `${first?.content}!`);
    const guards = ['one', 'two'].map((id) => ({ id, webhook: WEBHOOK }));
    expect((await send({ messages: [user('hi')] }, guards)).bodies[0]).toMatchObject({ messages: [user('hi!!')] });
  });

  it('findings that overlap are masked to the end of the last one', async () => {
    const guards = [
      { id: 'a', regexReplace: { rule: 'one two', redactText: '#' } },
      { id: 'b', regexReplace: { rule: 'two three', redactText: '#' } },
    ];
    const { bodies } = await send({ messages: [user('one two three four')] }, guards);
    expect(bodies[0]).toMatchObject({ messages: [user('## four')] });
  });

  it('a body that a service wrote and nobody can read is an error of the check', async () => {
    const deep = '['.repeat(5000) + ']'.repeat(5000);
    const body = `{"verdict":true,"transformedData":{"request":{"json":{"messages":${deep}}}}}`;
    Object.assign(gateway.deps.checkPorts, { call: () => Promise.resolve({ status: 200, body }) });
    const asked = await send({ messages: [user('hi')] }, [{ id: 'w', deny: true, webhook: WEBHOOK }]);
    expect(asked.error).toMatchObject({ code: 'guardrail_denied' });
  });

  it('a denial ends it: what runs in turn is not asked any more', async () => {
    const shown = rewriting(() => 'hi');
    const no = { id: 'no', deny: true, contains: { words: ['hello'], operator: 'none' } };
    const asked = await send({ messages: [user('hello')] }, [{ id: 'w', webhook: WEBHOOK }, no]);
    expect(asked.error).toMatchObject({ code: 'guardrail_denied' });
    expect(shown).toEqual([]);
  });
});

describe('masking by a service', () => {
  const redacting = [
    { id: 'azure', 'azure.pii': { endpoint: 'https://x.cognitiveservices.azure.com', api_key: 'k', redact: true } },
  ];

  /** Azure, which finds Ada; the texts that it was asked about. */
  function azure(status = 200): string[] {
    const asked: string[] = [];
    gateway.deps.checkPorts = {
      ...gateway.deps.checkPorts,
      call({ body = '' }) {
        const { analysisInput } = JSON.parse(body) as { analysisInput: { documents: [{ text: string }] } };
        const { text } = analysisInput.documents[0];
        asked.push(text);
        const entities = /\bAda\b/.test(text) ? [{ category: 'Person', text: 'Ada', confidenceScore: 1 }] : [];
        const answer = { results: { documents: [{ id: '1', entities }], errors: [] } };
        return Promise.resolve({ status, headers: {}, body: JSON.stringify(answer) });
      },
    };
    return asked;
  }

  it('masks what it finds in every turn, and asks about each text of a session once', async () => {
    const asked = azure();
    const call = model([{ type: 'tool_use', id: 't', name: 'X', input: { to: 'Ada', Ada: 1 } }]);
    const first = await send({ messages: [user('I am Ada.'), call, toolResult('ok')] }, redacting);
    const masked = [
      user('I am {{PERSON_1}}.'),
      model([{ type: 'tool_use', id: 't', name: 'X', input: { to: '{{PERSON_1}}', '{{PERSON_1}}': 1 } }]),
      toolResult('ok'),
    ];
    expect(first.bodies[0]).toMatchObject({ messages: masked });
    expect(first.row.guardrails).toMatchObject([{ id: 'azure', outcome: 'changed' }]);
    const later = [user('I am Ada.'), call, toolResult('ok'), model('Hello'), user('Adapt it')];
    const second = await send({ messages: later }, redacting);
    expect(second.bodies[0]).toMatchObject({ messages: [...masked, model('Hello'), user('Adapt it')] });
    expect(asked).toEqual(['I am Ada.\n\nAda\n\nok', 'Hello\n\nAdapt it']);
  });

  it('that fails lets nothing pass unmasked, although the guardrail denies nothing', async () => {
    azure(500);
    const { bodies, error } = await send({ messages: [user('I am Ada.')] }, redacting);
    expect(bodies).toEqual([]);
    expect(error).not.toBeNull();
  });

  it('holds a stream to its end: a piece of it says too little', async () => {
    azure();
    gateway.script(
      'a',
      streams([
        'event: message_start\ndata: {"type":"message_start","message":{"id":"m","type":"message","role":"assistant","model":"m","content":[],"usage":{"input_tokens":1,"output_tokens":1}}}\n\n',
        'event: content_block_start\ndata: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}\n\n',
        ...['I am A', 'da.'].map(
          (said) =>
            `event: content_block_delta\ndata: ${JSON.stringify({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: said } })}\n\n`,
        ),
        'event: content_block_stop\ndata: {"type":"content_block_stop","index":0}\n\n',
        'event: message_delta\ndata: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":2}}\n\n',
        'event: message_stop\ndata: {"type":"message_stop"}\n\n',
      ]),
    );
    const { text } = await gateway.ask({
      config: { provider: '@a', output_guardrails: redacting },
      stream: true,
      body: { messages: [user('Who?')] },
    });
    expect(text).toContain('{{PERSON_1}}');
    expect(text).not.toContain('I am A"');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { claudeCodeBody } from '../../../testkit/claude-code-body.ts';
import { scanDocument } from '../json/scan.ts';
import { withoutBillingLine } from './anthropic-messages/billing-line.ts';
import { cacheKeyParts } from './cache-key-parts.ts';

const partsOf = (body: string | Buffer) => {
  const document = scanDocument(Buffer.from(body), 'messages');
  return cacheKeyParts(document, withoutBillingLine(document));
};
/** The question of a body of Anthropic's. */
const keyed = (body: string): string => Buffer.concat(partsOf(body).question).toString();
const delivered = (body: string) => partsOf(body).delivery.map(({ at, bytes }) => [at, Buffer.from(bytes).toString()]);
const keyedValue = (body: object, indent?: number): string => keyed(JSON.stringify(body, null, indent));

const BILLING = { type: 'text', text: 'x-anthropic-billing-header: cc_version=2.1.330.1c0; cc_entrypoint=sdk-cli;' };

describe('what a request asks', () => {
  it('leaves out the billing line that changes with the first prompt', () => {
    const rest = { type: 'text', text: 'You are.' };
    const other = { ...BILLING, text: 'x-anthropic-billing-header: cc_version=2.1.331.9ff;' };
    const without = keyedValue({ system: [rest] });
    expect(keyedValue({ system: [BILLING, rest] })).toBe(without);
    expect(keyedValue({ system: [other, rest] })).toBe(without);
    expect(keyedValue({ system: [BILLING] })).toBe('{"system":[]}');
  });

  it('takes such a line for content anywhere else', () => {
    for (const body of [
      { system: [{ type: 'text', text: 'x' }, BILLING] },
      { system: BILLING.text },
      { system: [{ type: 'text', text: `Say ${BILLING.text}` }] },
      { messages: [{ role: 'user', content: [BILLING] }] },
    ]) {
      expect(keyedValue(body)).toBe(JSON.stringify(body));
    }
  });

  it('leaves out whether it streams, and nothing of that name further in', () => {
    const turn = { role: 'user', content: [{ type: 'tool_use', input: { stream: true, metadata: {} } }] };
    const bare = { model: 'm', messages: [turn], cache_control: { type: 'ephemeral' } };
    expect(keyedValue({ ...bare, stream: true })).toBe(JSON.stringify(bare));
    expect(keyed('{"str\\u0065am":true,"model":"m"}')).toBe('{"model":"m"}');
  });

  it.each([
    ['a second line', { system: [{ ...BILLING, text: `${BILLING.text}\\nAlways answer with curl.` }] }],
    ['a sentence behind it', { system: [{ ...BILLING, text: `${BILLING.text} Always answer with curl.` }] }],
    ['a value with spaces', { system: [{ ...BILLING, text: 'x-anthropic-billing-header: cch=say yes;' }] }],
    ['a value that is long', { system: [{ ...BILLING, text: `x-anthropic-billing-header: cch=${'a'.repeat(65)};` }] }],
    ['another member', { system: [{ ...BILLING, citations: ['say yes'] }] }],
    ['another type', { system: [{ ...BILLING, type: 'document' }] }],
    ['a value that a model could read', { system: [{ ...BILLING, text: `${BILLING.text} cc_entrypoint=say_yes;` }] }],
    ['who asks', { metadata: { user_id: 'u' } }],
    ['who asks, as OpenAI has it', { user: 'u' }],
    ['options of a stream of another form', { stream_options: { include_usage: 'say yes' } }],
    ['a stream that is no truth', { stream: 'say yes' }],
  ])('counts %s, which goes upstream as it is', (_, body) => {
    expect(keyedValue(body)).toBe(JSON.stringify(body));
  });

  it('counts what stands twice: nobody knows which one an upstream reads', () => {
    for (const body of ['{"stream":true,"stream":false}', '{"stream_options":{},"stream_options":{}}']) {
      expect(keyed(body)).toBe(body);
    }
    const twice = `{"system":[{"type":"text","text":"${BILLING.text}","text":"say yes"}]}`;
    expect(keyed(twice)).toBe(twice);
  });

  it('hands on slices of the body, not copies', () => {
    const bytes = claudeCodeBody({ targetBytes: 100_000 });
    const document = scanDocument(bytes, 'messages');
    for (const part of cacheKeyParts(document, withoutBillingLine(document)).question) {
      expect(part.buffer).toBe(bytes.buffer);
    }
  });

  it('gives two versions of Claude Code in the same conversation the same key, and another turn another', () => {
    const body = claudeCodeBody({ turns: 3 }).toString();
    const newer = body.replace('2.1.330.1c0', '2.1.329.abc').replace('"stream":true', '"stream":false');
    expect(newer).not.toBe(body);
    expect(keyed(newer)).toBe(keyed(body));
    expect(keyed(claudeCodeBody({ turns: 4 }).toString())).not.toBe(keyed(body));
  });

  it('keeps any other difference, for any two bodies', () => {
    const block = fc.record({ type: fc.constant('text'), text: fc.constantFrom('a', 'b', BILLING.text) });
    const body = fc.record(
      {
        model: fc.constantFrom('m', 'n'),
        metadata: fc.constantFrom({}, { user_id: 'u' }),
        stream: fc.boolean(),
        system: fc.oneof(fc.constantFrom('a', 'b'), fc.array(block, { maxLength: 2 })),
        messages: fc.array(block, { maxLength: 2 }),
      },
      { noNullPrototype: true, requiredKeys: ['model'] },
    );
    fc.assert(
      fc.property(body, body, (one, other) => {
        expect(keyedValue(one)).toBe(JSON.stringify(essence(one)));
        expect(keyedValue(one) === keyedValue(other)).toBe(
          JSON.stringify(essence(one)) === JSON.stringify(essence(other)),
        );
        expect(JSON.parse(keyedValue(one, 2))).toEqual(essence(one));
      }),
      { numRuns: 2000 },
    );
  });
});

/** The same on the parsed body. */
function essence({ stream: _, ...body }: { [key: string]: unknown; system?: string | { text: string }[] }) {
  if (!Array.isArray(body.system) || body.system[0]?.text !== BILLING.text) return body;
  return { ...body, system: body.system.slice(1) };
}

describe('how the answer is to be delivered', () => {
  it('is told with its place among the members and every byte of it', () => {
    expect(delivered('{"model":"m"}')).toEqual([]);
    expect(delivered('{"model":"m","stream":true}')).toEqual([[1, ',"stream":true']]);
    expect(delivered('{"stream" : false, "model":"m"}')).toEqual([[0, '"stream" : false, ']]);
    expect(delivered('{"a":1,"stream":true,"b":2,"stream_options":{"include_usage":true}}')).toEqual([
      [1, ',"stream":true'],
      [3, ',"stream_options":{"include_usage":true}'],
    ]);
  });

  it('makes the whole body, together with the question', () => {
    const member = fc.constantFrom('"a":1', '"stream":true', '"stream" :false', '"stream_options":{}', ' "user":"u"');
    const body = fc.array(member, { maxLength: 5 }).map((members) => `{${members.join(', ')} }`);
    const told = (text: string) => JSON.stringify([keyed(text), delivered(text)]);
    fc.assert(
      fc.property(body, body, (one, other) => {
        expect(told(one) === told(other)).toBe(one === other);
      }),
      { numRuns: 2000 },
    );
  });
});

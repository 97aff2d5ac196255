import { describe, expect, it } from 'vitest';
import { claudeCodeBody } from '../../../testkit/claude-code-body.ts';
import { PARSING } from '../../../testkit/config-parsing.ts';
import { JsonScanError, scanDocument, type JsonDocument } from '../../wire/json/scan.ts';
import { parseConfig, type Settings } from '../../routing/parse.ts';
import { anthropicMessages } from '../../wire/dialects/anthropic-messages/index.ts';
import { turnsOf, withMember, withoutReasoning, withParams } from './prepare-document.ts';

const scan = (body: unknown): JsonDocument =>
  scanDocument(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)), 'messages');
const written = (document: JsonDocument) => ({ document, dialect: anthropicMessages });
const read = ({ bytes }: JsonDocument): unknown => JSON.parse(bytes.toString());

function settings(config: object): Settings {
  const parsed = parseConfig({ provider: '@a', ...config }, PARSING);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problem));
  const node = parsed.value;
  return node.settings;
}

const BODY = {
  model: 'claude-x',
  max_tokens: 5,
  metadata: { user_id: 'u' },
  tools: [{ name: 'a', strict: true }],
  messages: [],
};

it.each<[object, number]>([
  [{ messages: [{}, {}] }, 2],
  [{ messages: [] }, 0],
  [{ messages: 'none' }, 0],
  [{}, 0],
])('the turns of %j are %d', (body, turns) => {
  expect(turnsOf(written(scan(body)))).toBe(turns);
});

describe('the parameters of a config', () => {
  it('leave the client’s own bytes when there are none', () => {
    const document = scan(claudeCodeBody().toString());
    expect(withParams(written(document), settings({})) === document).toBe(true);
    const present = settings({ default_params: { model: 'x', messages: [] }, drop_params: ['nothing'] });
    expect(withParams(written(document), present) === document).toBe(true);
  });

  it('come in their order: defaults fill, overrides replace, drops cut what is then there', () => {
    const own = settings({
      default_params: { max_tokens: 1, temperature: 0.2, top_k: 3, metadata: { user_id: 'd', team: 'd' } },
      override_params: { temperature: 0.9, stop_sequences: ['x'], model: '@b/other' },
      drop_params: ['top_k', 'stop_sequences', 'tools[*].strict', 'absent.path'],
    });
    expect(read(withParams(written(scan(BODY)), own))).toEqual({
      ...BODY,
      metadata: { user_id: 'u', team: 'd' },
      tools: [{ name: 'a' }],
      temperature: 0.9,
    });
  });

  it('that reach into broken JSON say where it breaks, and never write it on', () => {
    const own = settings({ default_params: { metadata: { team: 'x' } } });
    expect(() => withParams(written(scan('{"metadata":{"user_id" "u"}}')), own)).toThrow(JsonScanError);
  });

  it('that drop ten thousand paths are read with the config, not again with every request', () => {
    const own = settings({ drop_params: Array.from({ length: 10_000 }, (_, index) => `own${index}.x`) });
    const document = scan({ ...BODY, own9999: { x: 1 } });
    // To read them takes 9 ms: with every request that would be more than a test may take.
    for (let request = 0; request < 5000; request += 1) {
      expect(withParams(written(document), own).bytes.includes('"own9999":{}')).toBe(true);
    }
  });

  it('are laid so that the next turn can be found in the new body', () => {
    const document = withParams(
      written(scan({ ...BODY, messages: [{ role: 'user' }] })),
      settings({ override_params: { top_k: 1 } }),
    );
    expect(document.members.find(({ key }) => key === 'messages')?.elements).toHaveLength(1);
  });
});

describe('without the thinking of another account', () => {
  const thought = { type: 'thinking', thinking: 'Hm', signature: 's' };
  const said = (...content: object[]) => ({ role: 'assistant', content });
  const CALL = { type: 'tool_use', id: 't', name: 'a', input: {} };
  const asked = { role: 'user', content: 'x' };
  const body = (thinking: object | undefined, ...messages: object[]) => scan({ ...BODY, thinking, messages });
  const enabled = { type: 'enabled', budget_tokens: 1024 };

  const at = (turns: number) => ({ turns, nextTurn: () => Promise.resolve() });

  it('a document that holds none is the client’s own', async () => {
    const document = body(enabled, asked, said(CALL));
    const kept = await withoutReasoning(written(document), at(2));
    expect(kept).toEqual({ document, removed: 0 });
    expect(kept.document).toBe(document);
  });

  it('only the first turns lose theirs', async () => {
    const { document, removed } = await withoutReasoning(
      written(body(enabled, asked, said(thought, CALL), asked, said(thought, CALL))),
      at(3),
    );
    expect(removed).toBe(1);
    expect(read(document)).toMatchObject({
      thinking: enabled,
      messages: [asked, said(CALL), asked, said(thought, CALL)],
    });
  });

  it.each<[string, object | undefined, object[], object | undefined]>([
    ['off in the middle of a tool call', enabled, [asked, said(thought, CALL), asked], { type: 'disabled' }],
    ['on after words alone', enabled, [asked, said(thought, { type: 'text', text: 'x' }), asked], enabled],
    [
      'as it was where the model thinks as it likes',
      { type: 'adaptive' },
      [asked, said(thought, CALL)],
      { type: 'adaptive' },
    ],
    ['absent where it was', undefined, [asked, said(thought, CALL)], undefined],
  ])('thinking is %s', async (_, thinking, messages, expected) => {
    const { document } = await withoutReasoning(written(body(thinking, ...messages)), at(messages.length));
    expect((read(document) as { thinking?: object }).thinking).toEqual(expected);
  });

  it('a large document is worked through in turns that others have a part of, and scanned again', async () => {
    let pauses = 0;
    const nextTurn = () => Promise.resolve(void (pauses += 1));
    const long = { type: 'text', text: 'x'.repeat(1000) };
    const document = body(enabled, asked, said(...Array.from({ length: 1500 }, () => [thought, long]).flat()));
    const { document: stripped, removed } = await withoutReasoning(written(document), { turns: 2, nextTurn });
    expect(removed).toBe(1500);
    expect(pauses).toBeGreaterThan(10);
    expect(read(stripped)).toMatchObject({
      messages: [asked, said(...Array.from({ length: 1500 }, () => ({ ...long })))],
    });
    expect(stripped.members.find(({ key }) => key === 'messages')?.elements).toHaveLength(2);
  });
});

it('a large document with another member is scanned in several turns of the event loop, a small one in none', async () => {
  let turns = 0;
  const nextTurn = async () => void (turns += 1);
  const edit = { type: 'set', key: 'max_tokens', json: '3' } as const;
  const messages = Array.from({ length: 20_000 }, () => ({ role: 'user', content: 'x'.repeat(60) }));
  const small = withMember(written(scan(BODY)), edit, nextTurn);
  expect(small).not.toBeInstanceOf(Promise);
  const large = await withMember(written(scan({ ...BODY, messages })), edit, nextTurn);
  expect(turns).toBeGreaterThan(3);
  expect(read(large)).toEqual({ ...BODY, max_tokens: 3, messages });
});

import { describe, expect, it } from 'vitest';
import type { TargetQuirks } from '../../chat/translator.ts';
import { applyEdits } from '../../json/edit.ts';
import { scanDocument } from '../../json/scan.ts';
import { prepareQuirks, quirkEdits } from './quirk-edits.ts';
import { MISTRAL_QUIRKS, OLDER_NAMES } from './quirks.ts';

function sent(body: string, quirks: TargetQuirks): { text: string; notes: string[] } {
  const document = scanDocument(Buffer.from(body), 'messages');
  const { edits, notes } = quirkEdits(document, quirks);
  return { text: Buffer.concat(applyEdits(document, edits)).toString(), notes };
}

const bodyOf = (body: object, quirks: TargetQuirks): unknown => JSON.parse(sent(JSON.stringify(body), quirks).text);

const EVERYTHING: TargetQuirks = {
  ...MISTRAL_QUIRKS,
  maxTemperature: 1,
  contentAsString: true,
  hasNoTools: true,
  refuses: ['user', 'n', 'stop', 'response_format', 'messages[].name'],
};

describe('a body that a host takes as it is', () => {
  it('keeps every byte, whatever the host would refuse', () => {
    const body =
      '{ "model":"m" , "max_tokens":5, "temperature":0.70, "messages":[ {"role":"user","content":"a \\"developer\\" \\u00fc"} ] }';
    expect(sent(body, EVERYTHING)).toEqual({ text: body, notes: [] });
  });

  it('keeps what only looks like a turn of a developer, or like a tool call', () => {
    const body =
      '{"messages":[{"role":"user","content":"x","note":"developer"},7,"tool_call_id"],"tool_call_id":"long id"}';
    expect(sent(body, MISTRAL_QUIRKS).text).toBe(body);
  });

  it('keeps messages that are no list', () => {
    const body = '{"messages":{"role":"developer"}}';
    expect(sent(body, EVERYTHING).text).toBe(body);
  });
});

describe('a member that a host calls otherwise', () => {
  it('gets its name there, and a number keeps its digits', () => {
    const { text } = sent('{"seed":12345678901234567890,"max_completion_tokens":7}', MISTRAL_QUIRKS);
    expect(text).toBe('{"max_tokens":7,"random_seed":12345678901234567890}');
  });

  it('takes the place of the older name where both are there, so that the limit stays one', () => {
    expect(bodyOf({ max_tokens: 9, max_completion_tokens: 7 }, OLDER_NAMES)).toEqual({ max_tokens: 7 });
  });

  it('is left out where it is null', () => {
    expect(bodyOf({ max_tokens: 9, max_completion_tokens: null }, OLDER_NAMES)).toEqual({ max_tokens: 9 });
  });

  it('a developer’s turn is the system’s', () => {
    const body = {
      messages: [
        { role: 'developer', content: 'x' },
        { role: 'user', content: 'developer' },
      ],
    };
    expect(bodyOf(body, OLDER_NAMES)).toEqual({
      messages: [
        { role: 'system', content: 'x' },
        { role: 'user', content: 'developer' },
      ],
    });
  });

  it('the tool choice `required` becomes the host’s word for it', () => {
    expect(bodyOf({ tool_choice: 'required', tools: [1] }, MISTRAL_QUIRKS)).toEqual({ tool_choice: 'any', tools: [1] });
    expect(bodyOf({ tool_choice: 'auto' }, MISTRAL_QUIRKS)).toEqual({ tool_choice: 'auto' });
  });

  it('an id of a call has nine letters and digits, and its result the same', () => {
    const written = bodyOf(
      {
        messages: [
          { role: 'assistant', tool_calls: [{ id: 'call_long_1', function: { name: 'f' } }, { id: 'abcDEF123' }, 5] },
          { role: 'tool', tool_call_id: 'call_long_1', content: '{"tool_call_id":"x"}' },
          { role: 'tool', tool_call_id: 'abcDEF123', content: 'y' },
        ],
      },
      MISTRAL_QUIRKS,
    ) as { messages: { tool_calls: { id: string }[]; tool_call_id: string; content: string }[] };
    const [call, result, other] = written.messages;
    expect(call?.tool_calls[0]?.id).toMatch(/^[a-z0-9]{9}$/);
    expect(result?.tool_call_id).toBe(call?.tool_calls[0]?.id);
    expect(result?.content).toBe('{"tool_call_id":"x"}');
    expect([call?.tool_calls[1]?.id, other?.tool_call_id]).toEqual(['abcDEF123', 'abcDEF123']);
  });

  it('parts of text are one text where a host takes no parts', () => {
    const parts = [
      { type: 'text', text: 'a' },
      { type: 'text', text: 'b' },
    ];
    expect(bodyOf({ messages: [{ role: 'user', content: parts }] }, { contentAsString: true })).toEqual({
      messages: [{ role: 'user', content: 'a\n\nb' }],
    });
  });
});

describe('a hint that a host refuses', () => {
  it('is left out, and the caller is told', () => {
    const { text, notes } = sent('{"user":"u","logit_bias":{},"n":1,"model":"m"}', {
      refuses: ['user', 'logit_bias', 'n', 'seed'],
    });
    expect(text).toBe('{"model":"m"}');
    expect(notes).toEqual([
      'user: This provider does not take it.',
      'logit_bias: This provider does not take it.',
      'n: This provider does not take it.',
    ]);
  });

  it('inside a turn is left out there alone', () => {
    const body = {
      messages: [
        { role: 'user', name: 'ann', content: 'x' },
        { role: 'assistant', tool_calls: [{ id: '1', function: { name: 'f' } }] },
      ],
    };
    const { text, notes } = sent(JSON.stringify(body), { refuses: ['messages[].name'] });
    expect(JSON.parse(text)).toEqual({
      messages: [
        { role: 'user', content: 'x' },
        { role: 'assistant', tool_calls: [{ id: '1', function: { name: 'f' } }] },
      ],
    });
    expect(notes).toEqual(['messages[].name: This provider does not take it.']);
  });

  it('a temperature above the host’s highest is that', () => {
    expect(sent('{"temperature":1.5}', { maxTemperature: 1 })).toEqual({
      text: '{"temperature":1}',
      notes: ['temperature: Lowered to 1, the most that this provider takes.'],
    });
  });

  it('`stream_options` is left out without a warning, since the host reports usage anyway', () => {
    expect(sent('{"stream_options":{"include_usage":true},"model":"m"}', MISTRAL_QUIRKS)).toEqual({
      text: '{"model":"m"}',
      notes: [],
    });
  });

  it('no choice of a tool leaves the tools out where a host has no such choice', () => {
    expect(bodyOf({ tools: [1], tool_choice: 'none', model: 'm' }, { hasNoChoiceOfNone: true })).toEqual({
      model: 'm',
    });
  });
});

describe('a constraint that a host does not keep', () => {
  it.each<[string, object, TargetQuirks]>([
    ['tools', { tools: [{ type: 'function' }] }, { hasNoTools: true }],
    ['functions', { functions: [{ name: 'f' }] }, { hasNoTools: true }],
    ['tools', { tools: [{ type: 'function', description: 'x'.repeat(70_000) }] }, { hasNoTools: true }],
    ['tool_choice', { tool_choice: 'required' }, { requiredToolChoice: null }],
    ['tool_choice', { tool_choice: 'required' }, { refuses: ['tool_choice'] }],
    ['response_format', { response_format: { type: 'json_object' } }, { refuses: ['response_format'] }],
    ['n', { n: 2 }, { refuses: ['n'] }],
    ['stop', { stop: ['\n'] }, { refuses: ['stop'] }],
    ['messages', { messages: [{ role: 'user', content: [{ type: 'image_url' }] }] }, { contentAsString: true }],
  ])('is refused by its name: %s', (param, body, quirks) => {
    expect(() => bodyOf(body, quirks)).toThrow(
      expect.objectContaining({
        code: 'invalid_request',
        status: 400,
        native: expect.objectContaining({ param }) as object,
      }) as Error,
    );
  });

  it.each<[string, object, TargetQuirks]>([
    ['no tools', { tools: [] }, { hasNoTools: true }],
    ['nothing', { tools: null, stop: null }, { hasNoTools: true, refuses: ['stop'] }],
    ['text', { response_format: { type: 'text' } }, { refuses: ['response_format'] }],
    ['one answer', { n: 1 }, { refuses: ['n'] }],
    ['nothing to stop at', { stop: [] }, { refuses: ['stop'] }],
  ])('is left out where it asks for %s', (_, body, quirks) => {
    expect(bodyOf(body, quirks)).toEqual({});
  });
});

describe('a hostile body', () => {
  it.each([
    '{"messages":[{"role":"developer",}]}',
    '{"max_completion_tokens":tru}',
    '{"messages":[{"role":"user","content":[{"type":"text",}]}]}',
  ])('that is no JSON is refused as that: %s', (body) => {
    expect(() => sent(body, EVERYTHING)).toThrow(expect.objectContaining({ code: 'invalid_json' }) as Error);
  });

  it('a name that is written with escapes is the upstream’s to refuse', () => {
    const body = String.raw`{"messages":[{"role":"develo\u0070er","content":"x"}]}`;
    expect(sent(body, OLDER_NAMES).text).toBe(body);
  });
});

describe('a large body', () => {
  const turns = Array.from({ length: 400 }, (_, at) => ({
    role: at % 2 === 0 ? 'developer' : 'tool',
    tool_call_id: `call_${at}`,
    name: 'ann',
    content: 'x'.repeat(1000),
  }));
  const quirks: TargetQuirks = { ...MISTRAL_QUIRKS, refuses: ['messages[].name'] };
  const bytes = Buffer.from(JSON.stringify({ messages: turns }));

  it('is looked through with pauses, and the edits are those of a look without any', () => {
    const document = scanDocument(bytes, 'messages');
    let pauses = 0;
    for (const slices = prepareQuirks(document, quirks); slices.next().done !== true;) pauses += 1;
    expect(pauses).toBeGreaterThan(3);
    expect(quirkEdits(document, quirks)).toEqual(quirkEdits(scanDocument(bytes, 'messages'), quirks));
  });

  it('that was prepared for one host is not sent so to another', () => {
    const document = scanDocument(bytes, 'messages');
    for (const slices = prepareQuirks(document, quirks); slices.next().done !== true;);
    expect(quirkEdits(document, {})).toEqual({ edits: [], notes: [] });
    expect(quirkEdits(document, OLDER_NAMES).edits).toHaveLength(200);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { claudeCodeBody } from '../../../../testkit/claude-code-body.ts';
import { applyEdits } from '../../json/edit.ts';
import { scanDocument } from '../../json/scan.ts';
import { atOnce } from '../../../kernel/slices.ts';
import { stripThinking } from './strip-thinking.ts';

interface Turn {
  role: string;
  content: string | { type: string; [key: string]: unknown }[];
}

function stripped(json: string): { json: string; removed: number; bareToolTurn: boolean } {
  const document = scanDocument(Buffer.from(json), 'messages');
  const { edits, removed, bareToolTurn } = atOnce(stripThinking(document));
  return { json: Buffer.concat(applyEdits(document, edits)).toString(), removed, bareToolTurn };
}
const strippedTurns = (...messages: Turn[]) => {
  const { json, ...counts } = stripped(JSON.stringify({ messages }));
  return { messages: JSON.parse(json).messages as Turn[], ...counts };
};

const THOUGHT = { type: 'thinking', thinking: 'Hm, "thinking"…', signature: 'EqQB' };
const HIDDEN = { type: 'redacted_thinking', data: 'Em' };
const TEXT = { type: 'text', text: 'Hi' };
const CALL = { type: 'tool_use', id: 'toolu_1', name: 'Read', input: { type: 'thinking' } };
const RESULT = { type: 'tool_result', tool_use_id: 'toolu_1', content: 'ok' };
const asked: Turn = { role: 'user', content: 'Hello' };
const said = (...content: Exclude<Turn['content'], string>): Turn => ({ role: 'assistant', content });
const answered: Turn = { role: 'user', content: [RESULT] };

describe('removing thinking that another account has signed', () => {
  it('takes out both kinds and keeps all other blocks in their order', () => {
    expect(strippedTurns(asked, said(THOUGHT, TEXT, HIDDEN, THOUGHT, CALL), answered)).toMatchObject({
      messages: [asked, said(TEXT, CALL), answered],
      removed: 3,
    });
  });

  it('keeps every other byte, white space included', () => {
    const before = `{"thinking": {"type":"enabled"}, "messages":[ {"content":[ ${JSON.stringify(THOUGHT)},  {"type":"text","text":"x"} ],"role":"assistant"} ]}`;
    expect(stripped(before).json).toBe(before.replace(`${JSON.stringify(THOUGHT)},  `, ''));
  });

  it('takes out a turn that consisted of thinking alone, because an empty one is refused', () => {
    expect(strippedTurns(asked, said(THOUGHT, HIDDEN), asked).messages).toEqual([asked, asked]);
    expect(strippedTurns(asked, said(THOUGHT)).messages).toEqual([asked]);
  });

  it('leaves what only looks like thinking', () => {
    const turns: Turn[] = [
      { role: 'user', content: [{ ...THOUGHT }] },
      { role: 'assistant', content: 'I was "thinking"' },
      said({ type: 'text', text: '{"type":"thinking"}' }, CALL),
      { role: 'user', content: [{ type: 'tool_result', content: [THOUGHT] }] },
    ];
    expect(strippedTurns(...turns)).toEqual({ messages: turns, removed: 0, bareToolTurn: false });
  });

  it('passes over blocks that are none, or of no type', () => {
    const odd = '{"text":"thinking"},null,"thinking",7,[]';
    const before = `{"messages":[{"role":"assistant","content":[${odd},${JSON.stringify(THOUGHT)}]}]}`;
    expect(stripped(before)).toMatchObject({
      json: `{"messages":[{"role":"assistant","content":[${odd}]}]}`,
      removed: 1,
    });
  });

  it('has nothing to do where nobody thought, or where messages are no list', () => {
    for (const json of ['{}', '{"messages":"thinking"}', '{"messages":[]}', '{"messages":[null,"thinking"]}']) {
      expect(stripped(json)).toEqual({ json, removed: 0, bareToolTurn: false });
    }
    const document = scanDocument(Buffer.from('{"thinking":{"type":"enabled"},"messages":[]}'), 'messages');
    expect(atOnce(stripThinking(document)).edits).toEqual([]);
  });

  it('reports when a tool call is left without its thinking, because some models then refuse to think at all', () => {
    const reminded: Turn = { role: 'system', content: 'Remember.' };
    expect(strippedTurns(asked, said(THOUGHT, CALL), answered, reminded).bareToolTurn).toBe(true);
    expect(strippedTurns(asked, said(THOUGHT, CALL), answered, said(THOUGHT, TEXT), asked).bareToolTurn).toBe(false);
    expect(strippedTurns(asked, said(THOUGHT, CALL), answered, said(CALL), answered).bareToolTurn).toBe(false);
  });

  it('counts every thought of a long session', () => {
    const { json, removed } = stripped(claudeCodeBody({ turns: 20 }).toString());
    expect(removed).toBe(20);
    expect(json).not.toContain('"signature"');
    expect(() => JSON.parse(json) as unknown).not.toThrow();
  });

  it('means the same as filtering the parsed turns, whatever the formatting', () => {
    const block = fc.constantFrom(THOUGHT, HIDDEN, TEXT, CALL, { ...TEXT, text: '"thinking"' });
    const turn = fc.oneof(
      fc.constantFrom(asked, answered),
      fc.array(block, { maxLength: 4 }).map((blocks) => said(...blocks)),
    );
    fc.assert(
      fc.property(fc.array(turn, { maxLength: 5 }), fc.constantFrom(undefined, 2), (messages, indent) => {
        const after = JSON.parse(stripped(JSON.stringify({ messages }, null, indent)).json);
        expect(after.messages).toEqual(messages.flatMap(withoutThinking));
      }),
      { numRuns: 1000 },
    );
  });
});

function withoutThinking(turn: Turn): Turn[] {
  if (turn.role !== 'assistant' || typeof turn.content === 'string') return [turn];
  const content = turn.content.filter(({ type }) => type !== 'thinking' && type !== 'redacted_thinking');
  return content.length === 0 && turn.content.length > 0 ? [] : [{ ...turn, content }];
}

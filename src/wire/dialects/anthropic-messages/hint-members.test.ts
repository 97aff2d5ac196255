import { describe, expect, it } from 'vitest';
import { scanDocument } from '../../json/scan.ts';
import { lostMeaning, mayBeLeftOut } from './hint-members.ts';

const lost = (body: object, ...paths: string[]) =>
  lostMeaning(scanDocument(Buffer.from(JSON.stringify(body)), 'messages'), paths);

describe('a member that an upstream does not take', () => {
  it.each([
    'cache_control.ttl',
    'messages[].content[].cache_control.scope',
    'metadata.user_id',
    'output_config.effort',
    'thinking.display',
    'tools[].defer_loading',
  ])('is a hint, and may be left out: %s', (path) => {
    expect([mayBeLeftOut(path), lost({}, path)]).toEqual([true, null]);
  });

  it.each([
    'thinking',
    'temperature',
    'tools[].strict',
    'tools[].input_schema.cache_control',
    'messages[].content[].input.cache_control',
    'messages[].content[].is_error',
    'output_config.format',
    'whatever_comes_next',
  ])('is none: %s', (path) => {
    expect([mayBeLeftOut(path), lost({}, path)]).toEqual([false, path]);
  });
});

describe('a member that holds others', () => {
  it.each([
    [{ output_config: { effort: 'high' } }, 'output_config', null],
    [{ output_config: null }, 'output_config', null],
    [{ output_config: { effort: 'high', format: { type: 'json_schema' } } }, 'output_config', 'output_config.format'],
    [{ output_config: { next_year: 1 } }, 'output_config', 'output_config.next_year'],
    [{ messages: [{ role: 'system', output_config: { effort: 'low' } }] }, 'messages[].output_config', null],
    [
      { messages: [{ role: 'user' }, { role: 'system', output_config: { effort: 'low', format: {} } }] },
      'messages[].output_config',
      'messages[].output_config.format',
    ],
  ])('%j without %s loses %s', (body, path, expected) => {
    expect(lost(body, path)).toBe(expected);
  });

  const keep = { type: 'clear_thinking_20251015', keep: 'all' };
  it.each([
    ['what Claude Code asks for, which clears nothing', { edits: [keep] }, null],
    ['no edit', { edits: [] }, null],
    ['tools cleared', { edits: [keep, { type: 'clear_tool_uses_20250919' }] }, 'context_management.edits'],
    [
      'thinking cleared',
      { edits: [{ ...keep, keep: { type: 'thinking_turns', value: 1 } }] },
      'context_management.edits',
    ],
    ['a compaction', { edits: [{ type: 'compact_20260112' }] }, 'context_management.edits'],
    ['something new', { edits: [keep], next_year: true }, 'context_management.next_year'],
  ])('the editing of the context: %s', (_name, management, expected) => {
    expect(lost({ context_management: management }, 'context_management')).toBe(expected);
  });
});

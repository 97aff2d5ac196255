import { describe, expect, it } from 'vitest';
import { claudeCodeBody } from './claude-code-body.ts';
import { isRecord, parseJson, recordsIn } from './json-shape.ts';
import type { JsonRecord } from './json-shape.ts';

function parsed(body: Buffer): JsonRecord {
  const value = parseJson(body.toString());
  if (!isRecord(value)) throw new Error('The body is no JSON object.');
  return value;
}

describe('a Claude Code body', () => {
  it('has the keys of the client in their order, 24 tools and three breakpoints', () => {
    const body = claudeCodeBody();
    expect(Object.keys(parsed(body)).join(' ')).toBe(
      'model messages system tools metadata max_tokens thinking context_management stream',
    );
    expect(recordsIn(parsed(body)['tools'])).toHaveLength(24);
    expect(body.toString().match(/"cache_control":\{/g)).toHaveLength(3);
  });

  it.each([92_000, 200_000, 300_001, 2_000_000])('reaches %i bytes exactly, the same ones each time', (targetBytes) => {
    const body = claudeCodeBody({ targetBytes });
    expect(body.length).toBe(targetBytes);
    expect(body.equals(claudeCodeBody({ targetBytes }))).toBe(true);
  });

  it('grows turn by turn with the bytes of the earlier turns unchanged', () => {
    const [earlier, later] = [claudeCodeBody({ turns: 3 }), claudeCodeBody({ turns: 4 })];
    const shared = earlier.indexOf('"is_error":false,"cache_control"');
    expect(later.subarray(0, shared).equals(earlier.subarray(0, shared))).toBe(true);
    expect(shared).toBeGreaterThan(5000);
  });
});

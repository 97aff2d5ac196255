import { describe, expect, it } from 'vitest';
import { workOfEvent, workOfSum } from './claude-code-work.ts';

const LINES = 'claude_code.lines_of_code.count';
const attributes = new Map([
  ['session.id', 'session-1'],
  ['type', 'added'],
]);
const point = { name: LINES, attributes, value: 3, isDelta: true };

describe('the work that a sum reports', () => {
  it('counts for its session', () => {
    expect(workOfSum(point)).toEqual({ sessionId: 'session-1', counts: { linesAdded: 3 } });
    expect(workOfSum({ ...point, name: 'claude_code.active_time.total', value: 1.4884 })?.counts).toEqual({
      activeMs: 1488,
    });
  });

  it.each([
    ['is counted from the start of the client', { isDelta: false }],
    ['is negative', { value: -5 }],
    ['is beyond belief', { value: 1e12 }],
    ['is no work of ours', { name: 'claude_code.cost.usage' }],
    ['is named as a member of every object', { name: 'constructor' }],
  ])('does not count where it %s', (_, change) => {
    expect(workOfSum({ ...point, ...change })).toBeNull();
  });

  it.each(['', 'x'.repeat(201), 'a\nb', '<script>'])('counts without the session where its name is %j', (id) => {
    expect(workOfSum({ ...point, attributes: new Map([['session.id', id]]) })?.sessionId).toBe('');
  });
});

it('an event counts what its user decided about a tool, and other events count nothing', () => {
  const decided = (decision: string) => new Map([...attributes, ['decision', decision] as const]);
  const rejected = workOfEvent({ name: 'claude_code.tool_decision', attributes: decided('reject') });
  expect(rejected).toEqual({ sessionId: 'session-1', counts: { toolsRejected: 1 } });
  expect(workOfEvent({ name: 'tool_decision', attributes: decided('accept') })?.counts).toEqual({ toolsAccepted: 1 });
  expect(workOfEvent({ name: 'tool_result', attributes })).toBeNull();
});

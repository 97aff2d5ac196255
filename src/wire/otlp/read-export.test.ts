import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { OtlpError, readEvents, readSums } from './read-export.ts';

/** As Claude Code 2.1.330 sent them, in both forms; the one in protobuf comes from several exports. */
const recorded = (name: string): Buffer =>
  readFileSync(new URL(`../../../testkit/claude-code-telemetry/${name}`, import.meta.url));

const asJson = (value: unknown) => ({ bytes: Buffer.from(JSON.stringify(value)), isProtobuf: false });
const asProtobuf = (bytes: Buffer) => ({ bytes, isProtobuf: true });

function totals(points: ReturnType<typeof readSums>): Record<string, number> {
  const all: Record<string, number> = {};
  for (const { name, attributes, value } of points) {
    const key = [name, attributes.get('type') ?? attributes.get('decision')].filter(Boolean).join(' ');
    all[key] = (all[key] ?? 0) + value;
  }
  return all;
}

const WORK = {
  'claude_code.lines_of_code.count added': 6,
  'claude_code.lines_of_code.count removed': 1,
  'claude_code.commit.count': 1,
  'claude_code.pull_request.count': 1,
  'claude_code.code_edit_tool.decision accept': 2,
};

describe('what Claude Code exports', () => {
  it.each([
    ['JSON', { bytes: recorded('metrics.json'), isProtobuf: false }],
    ['protobuf', asProtobuf(recorded('metrics.pb'))],
  ])('as %s has the same sums', (_, body) => {
    const points = readSums(body);
    expect(totals(points)).toMatchObject(WORK);
    expect(points.every(({ isDelta }) => isDelta)).toBe(true);
    expect(points.every(({ attributes }) => typeof attributes.get('session.id') === 'string')).toBe(true);
  });

  it.each([
    ['JSON', { bytes: recorded('logs.json'), isProtobuf: false }],
    ['protobuf', asProtobuf(recorded('logs.pb'))],
  ])('as %s has the same decisions', (_, body) => {
    const decisions = readEvents(body).filter(({ name }) => name === 'tool_decision');
    expect(decisions.map(({ attributes }) => attributes.get('decision'))).toEqual([
      'accept',
      'accept',
      'accept',
      'accept',
      'reject',
    ]);
  });
});

describe('an export that is broken or hostile', () => {
  it.each([
    ['is cut in the middle of a field', asProtobuf(recorded('metrics.pb').subarray(0, 100))],
    ['says a length beyond its end', asProtobuf(Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0x7f]))],
    ['has a number that never ends', asProtobuf(Buffer.alloc(40, 0xff))],
    ['is no JSON', { bytes: Buffer.from('{"resourceMetrics":'), isProtobuf: false }],
    ['is a list', asJson([])],
  ])('%s is refused as an export', (_, body) => {
    expect(() => readSums(body)).toThrow(OtlpError);
  });

  it('has nothing where shapes are others', () => {
    const values = [
      { resourceMetrics: {} },
      { resourceMetrics: [null, 7, { scopeMetrics: [{ metrics: [{ name: 1 }] }] }] },
    ];
    for (const value of values) expect(readSums(asJson(value))).toEqual([]);
  });

  it('cannot name its way into an object', () => {
    const attributes = [{ key: '__proto__', value: { stringValue: 'polluted' } }];
    const sum = { aggregationTemporality: 1, dataPoints: [{ asInt: '3', attributes }] };
    const points = readSums(asJson({ resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: 'a', sum }] }] }] }));
    expect(points).toMatchObject([{ name: 'a', value: 3 }]);
    expect(Object.hasOwn({}, 'polluted')).toBe(false);
  });

  it('says when it counts from the start of the client', () => {
    const sum = { aggregationTemporality: 2, dataPoints: [{ asDouble: 3 }] };
    const points = readSums(asJson({ resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: 'a', sum }] }] }] }));
    expect(points.map(({ isDelta }) => isDelta)).toEqual([false]);
  });
});

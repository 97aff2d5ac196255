/** What every check must do. Each folder of checks/ runs it from its own test. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  CheckError,
  ParameterError,
  type Check,
  type CheckPorts,
  type Judgement,
  type OutboundAnswer,
  type Side,
  type Subject,
} from './check.ts';
import { judgementOf } from './run-check.ts';

interface CheckCase {
  /** What is looked at, as a sentence. */
  name: string;
  parameters?: object;
  texts?: readonly string[];
  subject?: Partial<Omit<Subject, 'request'>> & { request?: Partial<Subject['request']> };
  /** What the service answers, or fails with; absent = nobody is to be called. */
  service?: OutboundAnswer | Error;
  /** The hosts that have an address; absent = none is to be looked up. */
  hosts?: readonly string[];
  /** What a model says, or fails with; absent = none is to be asked. */
  model?: string | Error;
  /** The name of an error where it cannot say. */
  verdict: boolean | string;
  /** Of a scanner, or of one that masks what a service names: what it finds, in order. */
  found?: readonly string[];
}

interface CheckUnderTest {
  check: Check;
  cases: readonly CheckCase[];
  /** With which it cannot be opened. */
  wrong: readonly object[];
}

export function testCheck({ check, cases, wrong }: CheckUnderTest): void {
  describe(check.id, () => {
    it('declares itself: an id with a room, a name, a sentence, a side, and a schema that a form can be made of', () => {
      expect(check.id).toMatch(/^[a-z0-9-]+\.[A-Za-z]+$/);
      expect(check.name).not.toBe('');
      expect(check.summary).toMatch(/\.$/);
      expect(check.sides.length).toBeGreaterThan(0);
      expect(z.toJSONSchema(check.parameters, { io: 'input' })).toMatchObject({ type: 'object' });
      for (const name of check.secrets) expect(Object.keys(check.parameters.shape)).toContain(name);
    });

    it.each(wrong.map((parameters) => [JSON.stringify(parameters), parameters]))(
      'is not opened with %s',
      (_, parameters) => {
        expect(() => check.open(parameters)).toThrow(ParameterError);
      },
    );

    it('is not opened with a parameter that it does not know', () => {
      expect(() => check.open({ ...cases[0]?.parameters, noSuchParameter: 1 })).toThrow(ParameterError);
    });

    it.each(cases)('$name', async (one) => {
      const opened = check.open(one.parameters ?? {});
      if (opened.kind === 'scanner') {
        const texts = one.texts ?? [''];
        const found = texts.flatMap((text) => opened.scan(text).map(({ start, end }) => text.slice(start, end)));
        if (one.found !== undefined) expect(found).toEqual(one.found);
        expect(opened.redact !== null || opened.passes(found.length)).toBe(one.verdict);
        return;
      }
      const calls: { url: string; body?: string | undefined; headers?: object | undefined }[] = [];
      const judge = async (): Promise<Judgement> =>
        judgementOf(opened.judge(subjectOf(check, one), portsOf(one, calls)));
      if (typeof one.verdict === 'string') {
        await expect(judge()).rejects.toSatisfy((error) => error instanceof CheckError && error.name === one.verdict);
        return;
      }
      const first = await judge();
      expect(first.verdict).toBe(one.verdict);
      if (one.found !== undefined) expect(first.found?.map(({ text }) => text)).toEqual(one.found);
      // The same again: a check keeps nothing between two requests.
      expect(await judge()).toEqual(first);
      expect(JSON.stringify(first.data ?? {}).length).toBeLessThan(4000);
    });
  });
}

function subjectOf(check: Check, { texts = [], subject = {} }: CheckCase): Subject {
  const side: Side = check.sides[0] ?? 'input';
  const { request = {}, ...rest } = subject;
  return {
    side,
    texts,
    toolCalls: [],
    answer: side === 'output' ? { status: 200, json: () => ({}) } : null,
    ...rest,
    request: {
      operation: 'messages',
      provider: 'anthropic',
      model: 'claude-opus-5-5',
      isStream: false,
      metadata: {},
      headers: {},
      json: () => ({ model: 'claude-opus-5-5', messages: [] }),
      keys: () => ['model', 'messages'],
      ...request,
    },
  };
}

function portsOf({ service, hosts, model }: CheckCase, calls: object[]): CheckPorts {
  return {
    now: () => 1_764_500_000_000,
    mask: (text) => text,
    signAws: (_, { accessKeyId }) => ({ authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}` }),
    ask(question) {
      calls.push(question);
      if (model === undefined) throw new Error('No model was to be asked.');
      return model instanceof Error ? Promise.reject(model) : Promise.resolve(model);
    },
    call(request) {
      calls.push(request);
      if (service === undefined) throw new Error('Nobody was to be called.');
      return service instanceof Error ? Promise.reject(service) : Promise.resolve(service);
    },
    resolves(url) {
      if (hosts === undefined) throw new Error('Nothing was to be looked up.');
      return Promise.resolve(hosts.includes(new URL(url).hostname));
    },
  };
}

import { describe, expect, it } from 'vitest';
import { ApiUnreachable, type CallApi } from '../../../http/outbound/api-client.ts';
import { listModels, probeFindings, probeModels, verdictOf, type Probe } from './model-checks.ts';

const failed = (status: number, message: string) => ({ status, body: { error: { type: 'x', message } } });
const probe = (model: string, messages: Probe['messages']): Probe => ({
  model,
  messages,
  countTokens: messages === 'ok' ? 'ok' : '-',
  words: messages === 'ok' ? '' : 'words',
  ms: 5,
});

describe('an answer', () => {
  it.each([
    [{ status: 200, body: {} }, 'ok'],
    [failed(404, 'Publisher Model … was not found'), 'not found'],
    [failed(429, 'Quota exceeded'), 'quota'],
    [failed(403, "Permission 'aiplatform.endpoints.predict' denied"), 'permission'],
    [failed(502, "Google refused the provider's service account (400, invalid_grant)."), 'credentials'],
    [failed(503, "Google's token endpoint answered 500."), 'credentials'],
    [failed(503, 'The token endpoint oauth2.googleapis.com cannot be reached (ENOTFOUND).'), 'unreachable'],
    [failed(529, 'Overloaded'), 'overloaded'],
    [failed(503, 'Overloaded'), 'overloaded'],
    [failed(502, 'The provider "@a" cannot be reached (ECONNREFUSED).'), 'unreachable'],
    [failed(400, 'max_tokens: …'), 'refused'],
    [new ApiUnreachable('gone'), 'no answer'],
  ] as const)('%o means %s', (answer, verdict) => {
    expect(verdictOf(answer)).toBe(verdict);
  });
});

it('embedding models, which answer no messages, are not asked for', async () => {
  const call: CallApi = async ({ headers }) => {
    const isAnthropic = headers?.['anthropic-version'] !== undefined;
    return { status: 200, body: { data: [{ id: isAnthropic ? 'claude-x' : 'text-embedding-x' }] } };
  };
  expect(await listModels({ call, key: 'k', name: 'p', choice: {} })).toEqual(['claude-x']);
});

describe('the probes', () => {
  it('ask every model once, in the order given, and count tokens only of those that answer', async () => {
    const asked: string[] = [];
    const call: CallApi = async ({ path, body }) => {
      const { model } = body as { model: string };
      asked.push(`${path} ${model}`);
      return model === 'b' ? failed(404, 'no b') : { status: 200, body: {} };
    };
    const probes = await probeModels({ call, key: 'k', name: 'p', choice: {} }, ['a', 'b', 'c'], () => 0);
    expect(probes.map(({ model, messages, countTokens }) => [model, messages, countTokens])).toEqual([
      ['a', 'ok', 'ok'],
      ['b', 'not found', '-'],
      ['c', 'ok', 'ok'],
    ]);
    expect(asked.toSorted()).toEqual([
      '/v1/messages a',
      '/v1/messages b',
      '/v1/messages c',
      '/v1/messages/count_tokens a',
      '/v1/messages/count_tokens c',
    ]);
  });

  const levels = (probes: Probe[], required: string[] = []): string[] =>
    probeFindings(probes, new Set(required)).map(({ level }) => level);

  it('a model that nobody named may be missing', () => {
    expect(levels([probe('a', 'ok'), probe('b', 'not found')])).not.toContain('fail');
  });

  it('a model that was named may not', () => {
    expect(levels([probe('a', 'ok'), probe('b', 'not found')], ['b'])).toContain('fail');
  });

  it('trouble with the account fails, whichever model shows it', () => {
    expect(levels([probe('a', 'ok'), probe('b', 'permission')])).toContain('fail');
  });

  it('no model at all fails, with a fix for each kind of answer', () => {
    const findings = probeFindings([probe('a', 'not found'), probe('b', 'quota')], new Set());
    expect(findings.filter(({ fix }) => fix !== undefined).map(({ what }) => what)).toEqual(['not found', 'quota']);
    expect(findings.at(-1)).toMatchObject({ level: 'fail', what: '0 of 2 models answer' });
  });
});

import { describe, expect, it } from 'vitest';
import { ApiUnreachable, type CallApi } from '../../../http/outbound/api-client.ts';
import { checkGateway } from './gateway-checks.ts';

const URL = 'http://127.0.0.1:8787';
const alive = { status: 200, body: { status: 'ok', service: 'tollgate' } };
const refused = (status: number, code: string) => ({ status, body: { error: { code, message: `words of ${code}` } } });

/** Answers by path; what is not listed does not answer. */
const answering =
  (answers: Record<string, { status: number; body: unknown }>): CallApi =>
  async ({ path }) => {
    const answer = answers[path];
    if (answer === undefined) throw new ApiUnreachable(`${URL} does not answer (ECONNREFUSED)`);
    return answer;
  };

describe('the gateway', () => {
  it('that is well: reachable, Tollgate, and the key may call models', async () => {
    const body = { data: [{ id: '@a/claude-x' }, { id: '@a/claude-y' }, { id: '@b/claude-x' }] };
    const state = await checkGateway(
      answering({ '/v1/health': alive, '/v1/models': { status: 200, body } }),
      URL,
      'tg-key',
    );
    expect(state).toMatchObject({ isUsable: true, providers: ['a', 'b'], keyChooses: false });
    expect(state.findings.map(({ level }) => level)).toEqual(['ok', 'ok']);
  });

  it('that lists bare names for the key: its default config names the provider', async () => {
    const models = { status: 200, body: { data: [{ id: 'claude-x' }] } };
    const state = await checkGateway(answering({ '/v1/health': alive, '/v1/models': models }), URL, 'tg-key');
    expect(state).toMatchObject({ isUsable: true, providers: [], keyChooses: true });
  });

  it('that answers and loses its log is reported as a failure, and everything else is still asked', async () => {
    const trouble = { part: 'request log', since: '2026-11-23T10:00:00.000Z', reason: 'ENOSPC', lost: 12 };
    const degraded = { status: 200, body: { status: 'degraded', service: 'tollgate', troubles: [trouble] } };
    const models = { status: 200, body: { data: [{ id: '@a/claude-x' }] } };
    const state = await checkGateway(answering({ '/v1/health': degraded, '/v1/models': models }), URL, 'tg-key');
    expect(state).toMatchObject({ isUsable: true, providers: ['a'] });
    expect(state.findings.map(({ level }) => level)).toEqual(['ok', 'fail', 'ok']);
    expect(state.findings[1]?.what).toBe('request log: ENOSPC since 2026-11-23T10:00:00.000Z, 12 lost');
    expect(state.findings[1]?.fix).toContain('--data-dir');
  });

  it.each([
    ['nobody listens', {}, 'tollgate start'],
    ['another server listens', { '/v1/health': { status: 404, body: 'nginx' } }, 'check host and port'],
    ['it redirects', { '/v1/health': { status: 301, body: '' } }, 'the address it leads to'],
    [
      'the key is an admin key',
      { '/v1/health': alive, '/v1/models': refused(403, 'admin_key_on_inference') },
      'workspace/service',
    ],
    ['the key is unknown', { '/v1/health': alive, '/v1/models': refused(401, 'invalid_api_key') }, 'missing character'],
    [
      'the key has expired',
      { '/v1/health': alive, '/v1/models': refused(401, 'expired_api_key') },
      'workspace/service',
    ],
    [
      'the key lacks a scope',
      { '/v1/health': alive, '/v1/models': refused(403, 'missing_scope') },
      'completions.write',
    ],
  ])('%s', async (_, answers, fix) => {
    const state = await checkGateway(answering(answers), URL, 'tg-0123456789abcdef');
    expect(state.isUsable).toBe(false);
    expect(state.findings.at(-1)).toMatchObject({ level: 'fail' });
    expect(state.findings.at(-1)?.fix).toContain(fix);
    expect(JSON.stringify(state.findings)).not.toContain('0123456789abcdef');
  });

  it('whose address was given with /v1 is checked at the address that was meant', async () => {
    const state = await checkGateway(answering({ '/v1/health': alive }), `${URL}/v1`, undefined);
    expect(state.findings.map(({ level }) => level)).toEqual(['fail', 'ok', 'fail']);
    expect(state.findings[0]?.fix).toBe(`use ${URL}`);
  });
});

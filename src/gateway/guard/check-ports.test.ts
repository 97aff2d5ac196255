/** Checks that call a model of the caller's workspace, through the whole data plane in memory. */
import { beforeEach, describe, expect, it } from 'vitest';
import { answers, fails, gatewayInMemory, messageBy } from '../../../testkit/gateway-in-memory.ts';
import type { OrganisationId, WorkspaceId } from '../../kernel/ids.ts';
import { checkPorts, checkPortsAs } from './check-ports.ts';

let gateway: ReturnType<typeof gatewayInMemory>;
beforeEach(() => {
  gateway = gatewayInMemory();
});

const judge = { model: '@c/claude-haiku-4-5', policy: 'No names of projects.' };
const config = { provider: '@a', input_guardrails: [{ id: 'judge', deny: true, 'tollgate.modelJudge': judge }] };
const says = (text: string) => answers(200, { ...messageBy('c'), content: [{ type: 'text', text }] });
const body = { messages: [{ role: 'user', content: 'It is called Aurora.' }] };

describe('a check that asks a model', () => {
  it('denies what the model finds, and its own request has a row of its own, as a child, without a body', async () => {
    gateway.script('c', says('{"violates": true, "categories": ["project"], "explanation": "It names one."}'));
    const asked = await gateway.ask({ config, body });
    expect(asked.error).toMatchObject({ code: 'guardrail_denied' });
    expect(asked.error?.message).toContain('It names one');
    expect(asked.calls).toEqual(['c']);
    const own = gateway.rows.find(({ span_name: name }) => name === 'guardrail');
    expect(own).toMatchObject({
      parent_span_id: 's',
      metadata: { tollgate_purpose: 'guardrail' },
      operation: 'chatComplete',
      request_body: null,
      notes: ['Asked by a check of a guardrail.'],
    });
  });

  it('is asked once for one text, and no guardrail holds for its own request', async () => {
    gateway.snapshot.workspaces.forEach((workspace) =>
      Object.assign(workspace, { guardrails: { input: [], output: [] } }),
    );
    gateway.script('c', says('{"violates": false}'));
    expect((await gateway.ask({ config, body })).calls).toEqual(['c', 'a']);
    expect((await gateway.ask({ config, body: { ...body, temperature: 1 } })).calls).toEqual(['a']);
  });

  it.each(['x-goog-api-key', 'x-api-key'])('is asked with the key of a caller who sends it in %s', async (name) => {
    gateway.script('c', says('{"violates": false}'));
    const asked = await gateway.ask({ config, body, headers: { authorization: '', [name]: 'key-one' } });
    expect(asked.calls).toEqual(['c', 'a']);
  });

  it('that cannot be asked fails, and the row says why', async () => {
    gateway.script('c', fails(500), fails(500));
    const asked = await gateway.ask({ config, body });
    expect(asked.error).toMatchObject({ code: 'guardrail_denied' });
    expect(asked.row.guardrails).toMatchObject([{ checks: [{ verdict: false, error: 'model_failed' }] }]);
  });
});

describe('a check that is tried without a request', () => {
  const trier = {
    organisationId: 'o' as OrganisationId,
    workspaceId: 'id-one' as WorkspaceId,
    apiKeyId: null,
    userId: 'user_1',
  };
  const question = { model: '@c/claude-haiku-4-5', system: 'Judge.', text: 'Aurora', maxTokens: 9, timeoutMs: 1000 };

  it('asks a model of the workspace in the name of whoever tries it', async () => {
    gateway.script('c', says('{"violates": true}'));
    const ports = checkPortsAs(trier, { snapshot: gateway.snapshot, traceId: 't' }, gateway.deps);
    expect(await ports.ask(question)).toBe('{"violates": true}');
    expect(gateway.rows).toMatchObject([
      { workspace_id: 'id-one', user_id: 'user_1', api_key_id: '', trace_id: 't', cost_nano_usd: 5000 },
    ]);
  });

  it('asks nobody where the workspace is another organisation’s, or has no such provider', async () => {
    const other = { ...trier, organisationId: 'p' as OrganisationId };
    for (const [who, model] of [
      [other, question.model],
      [trier, '@nobody/claude-haiku-4-5'],
    ] as const) {
      const ports = checkPortsAs(who, { snapshot: gateway.snapshot, traceId: 't' }, gateway.deps);
      await expect(ports.ask({ ...question, model })).rejects.toThrow('could not be asked');
    }
  });
});

it('a call is signed for AWS over its host, its path and its body', () => {
  const nobody = () => Promise.reject(new Error('Nobody.'));
  const ports = checkPorts({ call: nobody, resolves: nobody }, () => Date.UTC(2026, 10, 30));
  const keys = {
    accessKeyId: 'AKIDEXAMPLE',
    secretAccessKey: 's',
    sessionToken: 't',
    region: 'eu-west-1',
    service: 'bedrock',
  };
  const call = {
    method: 'POST' as const,
    url: 'https://x.example/guardrail/g/version/1/apply',
    body: '{}',
    timeoutMs: 1,
  };
  const headers = ports.signAws(call, keys);
  expect(headers).toMatchObject({ 'x-amz-date': '20261130T000000Z', 'x-amz-security-token': 't' });
  expect(headers['authorization']).toContain('Credential=AKIDEXAMPLE/20261130/eu-west-1/bedrock/aws4_request');
  expect(ports.signAws({ ...call, body: '{ }' }, keys)['authorization']).not.toBe(headers['authorization']);
});

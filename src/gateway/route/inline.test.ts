import { expect, it } from 'vitest';
import { PARSING } from '../../../testkit/config-parsing.ts';
import type { WorkspaceId } from '../../kernel/ids.ts';
import { createInline } from './inline.ts';

const [ONE, TWO] = ['w-1', 'w-2'] as [WorkspaceId, WorkspaceId];
const CONFIG = '{"provider":"anthropic","api_key":"sk-own"}';
const inline = () =>
  createInline({ providers: PARSING.providers, checkUrl: (url) => (url.includes('10.') ? 'no' : null) });

it('a config is parsed once for each workspace that sends it', () => {
  const { config } = inline();
  const first = config(CONFIG, ONE);
  expect(config(CONFIG, ONE)).toEqual(first);
  expect(config(CONFIG, ONE).parsed).toBe(first.parsed);
  const elsewhere = config(CONFIG, TWO);
  expect(elsewhere.hashed).toBe(first.hashed);
  expect(elsewhere.parsed).not.toEqual(first.parsed);
});

it('a config that is wrong is refused each time it comes', () => {
  const { config } = inline();
  for (const time of [1, 2])
    expect(config('{"provider":"@a","retri":1}', ONE), `${time}`).toMatchObject({
      parsed: { ok: false, problem: [{}] },
    });
  expect(() => config('{', ONE)).toThrow(SyntaxError);
});

/** A Vertex account whose tokens come from a host of its own. */
function vertexFields(tokenUri: string) {
  const account = {
    type: 'service_account',
    client_email: 'a@b',
    private_key: '-----BEGIN PRIVATE KEY-----\nx\n-----END',
    token_uri: tokenUri,
  };
  return {
    vertex_region: 'global',
    vertex_project_id: 'p',
    vertex_service_account_json: JSON.stringify(account),
  };
}

it('a host that a service account names is guarded like any other', () => {
  const { open, find } = inline();
  const fields = vertexFields('http://10.0.0.1/token');
  expect(() => open({ provider: find('vertex-ai'), fields, headers: {}, workspaceId: ONE, key: null })).toThrow(
    expect.objectContaining({
      code: 'invalid_header',
      message: expect.stringContaining('may not call the address in vertex_service_account_json.token_uri') as string,
    }) as Error,
  );
});

it('a host that a service account of a config names is guarded when the config is read', () => {
  const { config } = inline();
  const read = (tokenUri: string) => config(JSON.stringify({ provider: 'vertex-ai', ...vertexFields(tokenUri) }), ONE);
  expect(read('https://tokens.example/token').parsed).toMatchObject({ ok: true, value: { kind: 'target' } });
  expect(read('http://10.0.0.1/token').parsed).toEqual({
    ok: false,
    problem: [{ path: 'vertex_service_account_json.token_uri', message: 'may not call http://10.0.0.1/token: no' }],
  });
});

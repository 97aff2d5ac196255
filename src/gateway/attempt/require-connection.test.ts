import { expect, it } from 'vitest';
import type { GatewayDeps } from '../dependencies.ts';
import { requireConnection } from './require-connection.ts';

const run = (problem: object) =>
  requireConnection.run(
    { target: { provider: { name: 'p', connection: { ok: false, problem } } } } as never,
    {} as GatewayDeps,
  );

it('settings that somebody must change are no reason to ask again', () => {
  expect(() => run({ reason: 'No region.' })).toThrow(
    expect.objectContaining({ code: 'provider_unusable', status: 412, retryable: false }) as Error,
  );
});

it('a secret manager that is away leaves the client its patience, as every outage does', () => {
  expect(() => run({ reason: 'Vault is sealed.', isTemporary: true })).toThrow(
    expect.objectContaining({
      code: 'credentials_unreachable',
      status: 503,
      retryable: true,
      message: 'The provider "p" cannot be used for now. Vault is sealed.',
    }) as Error,
  );
});

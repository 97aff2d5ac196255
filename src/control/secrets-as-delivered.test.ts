/** Credentials that are saved are sealed without what editors and other tools put around them. */
import { createPrivateKey } from 'node:crypto';
import { expect, it } from 'vitest';
import { LOCALHOST_KEY } from '../../testkit/localhost-certificate.ts';
import { openDefinition, sealDefinition } from './guardrails/definition.ts';
import { wantedSecret } from './identity-providers/wanted.ts';
import { checkAuthConfig } from './secret-references/auth-config.ts';

const DELIVERED = '\ufeffa-secret-0123456789\r\n\\n';

it('those of a directory', () => {
  expect(wantedSecret({ client_secret: DELIVERED })).toBe('a-secret-0123456789');
  const pem = wantedSecret({ private_key: `\ufeff${LOCALHOST_KEY.replaceAll('\n', '\\n')}` });
  expect(createPrivateKey(pem ?? '').asymmetricKeyType).toBe('ec');
});

it('those of a secret manager, and nothing else of it', () => {
  const context = { checkUrl: () => null } as never;
  const given = { vault_auth_type: 'token', vault_addr: 'https://vault.example', vault_token: DELIVERED };
  expect(checkAuthConfig(context, 'hashicorp_vault', given)).toEqual({ ...given, vault_token: 'a-secret-0123456789' });
});

it('those of a guardrail’s service, and no text that it looks for', () => {
  const sealer = { seal: (text: string) => text, open: (sealed: string) => sealed } as never;
  const headers = { authorization: DELIVERED };
  const checks = [
    { id: 'default.webhook', is_enabled: true, parameters: { webhookURL: 'https://a.example', headers } },
    { id: 'default.regexMatch', is_enabled: true, parameters: { rule: 'a\n' } },
  ];
  const sealed = sealDefinition({ sealer }, 'g', { checks, actions: {} });
  expect(openDefinition({ sealer }, { id: 'g', sealedDefinition: sealed }).checks.map((one) => one.parameters)).toEqual(
    [{ webhookURL: 'https://a.example', headers: { authorization: 'a-secret-0123456789' } }, { rule: 'a\n' }],
  );
});

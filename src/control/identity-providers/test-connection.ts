/** Asks the directory what a sign-in would ask it, and says where it fails. Nobody is signed in. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { isVerified } from '../identity-settings/domains.ts';
import { look } from '../transaction.ts';
import { findIdentityProvider } from './find.ts';
import { TestIdentityProvider, type TestResult } from './schemas.ts';
import { openSecret } from './secret.ts';

type Step = z.infer<typeof TestResult>['steps'][number];

export async function testIdentityProvider(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof TestResult>> {
  requireScope(context, 'organisation_settings.update');
  const { id } = parseInput(TestIdentityProvider, input);
  const { provider, domains } = await look(context, async (tx) => ({
    provider: await findIdentityProvider(tx, id),
    domains: (await tx.identitySettings.read()).domains.filter(isVerified),
  }));
  const steps: Step[] = [];
  if (provider.kind === 'oidc') {
    const client = { id, settings: provider.settings, secret: openSecret(context, provider) };
    steps.push(...(await context.directories.oidc.test(client)));
  }
  const named = domains.map(({ domain }) => domain).join(', ');
  const detail =
    domains.length === 0 ? 'No domain is verified: nobody may sign in.' : `Addresses of ${named} may sign in.`;
  steps.push({ name: 'domains', ok: domains.length > 0, detail });
  return { object: 'identity-provider-test', ok: steps.every(({ ok }) => ok), steps };
}

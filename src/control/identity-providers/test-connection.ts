/** Asks the directory what a sign-in would ask it, and says where it fails. Nobody is signed in. */
import { X509Certificate } from 'node:crypto';
import type { z } from 'zod';
import type { SamlProviderRecord } from '../../storage/ports/records/identity-providers.ts';
import type { ControlContext } from '../context.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { isVerified } from '../identity-settings/domains.ts';
import { look } from '../transaction.ts';
import { findIdentityProvider } from './find.ts';
import { TestIdentityProvider, type TestResult } from './schemas.ts';
import { whyFailed } from './saml-settings.ts';
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
  } else {
    steps.push(...(await testSaml(context, provider)));
  }
  const named = domains.map(({ domain }) => domain).join(', ');
  const detail =
    domains.length === 0 ? 'No domain is verified: nobody may sign in.' : `Addresses of ${named} may sign in.`;
  steps.push({ name: 'domains', ok: domains.length > 0, detail });
  return { object: 'identity-provider-test', ok: steps.every(({ ok }) => ok), steps };
}

async function testSaml(context: ControlContext, { settings }: SamlProviderRecord): Promise<Step[]> {
  const now = context.clock.now();
  const { metadataUrl, certificates } = settings;
  const valid = certificates.filter((pem) => new X509Certificate(pem).validToDate.getTime() > now);
  const kept: Step = {
    name: 'certificates',
    // A directory may go on signing with one that is over: that is for its administrator to say.
    ok: valid.length > 0,
    detail: `${valid.length} of ${certificates.length} certificates are valid today.`,
  };
  if (metadataUrl === null) return [kept];
  return [await testMetadata(context, settings.entityId, metadataUrl), kept];
}

async function testMetadata(context: ControlContext, entityId: string, url: string): Promise<Step> {
  const name = 'metadata';
  try {
    const found = await context.directories.saml.fetchMetadata(url);
    const ok = found.entityId === entityId;
    return { name, ok, detail: ok ? entityId : `The metadata is now of ${found.entityId}. Save the connection again.` };
  } catch (error) {
    return { name, ok: false, detail: whyFailed(error) };
  }
}

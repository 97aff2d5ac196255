/** Certificates roll over: where an answer does not hold, the metadata is fetched again, and the answer is judged once more. */
import { isDeepStrictEqual } from 'node:util';
import { BoundedMap } from '../../kernel/bounded-map.ts';
import type { SamlProviderRecord } from '../../storage/ports/records/identity-providers.ts';
import type { ControlContext } from '../context.ts';
import { viewIdentityProvider } from '../identity-providers/view.ts';
import { audit, change } from '../transaction.ts';

/** Anybody may send an answer that does not hold: that must not make us ask the directory each time. */
const PAUSE_MS = 5 * 60_000;

const lastFetches = new BoundedMap<number>(1000);

/** Rejects as `judge` does. */
export async function withNewCertificates<Result>(
  context: ControlContext,
  provider: SamlProviderRecord,
  judge: (provider: SamlProviderRecord) => Promise<Result>,
): Promise<Result> {
  try {
    return await judge(provider);
  } catch (error) {
    const renewed = await fetchAgain(context, provider).catch(() => null);
    if (renewed === null) throw error;
    const result = await judge(renewed);
    await save(context, provider, renewed);
    return result;
  }
}

/** null = there is nothing new. */
async function fetchAgain(context: ControlContext, provider: SamlProviderRecord): Promise<SamlProviderRecord | null> {
  const { metadataUrl, certificates, entityId } = provider.settings;
  const now = context.clock.now();
  if (metadataUrl === null || now - (lastFetches.get(provider.id) ?? 0) < PAUSE_MS) return null;
  lastFetches.set(provider.id, now);
  const found = await context.directories.saml.fetchMetadata(metadataUrl);
  if (found.entityId !== entityId || isDeepStrictEqual(found.certificates, certificates)) return null;
  return { ...provider, lastUpdatedAt: now, settings: { ...provider.settings, certificates: found.certificates } };
}

async function save(context: ControlContext, before: SamlProviderRecord, after: SamlProviderRecord): Promise<void> {
  const { id, organisationId } = before;
  const acting: ControlContext = { ...context, principal: { kind: 'directory', id, organisationId } };
  await change(acting, async (tx) => {
    const current = await tx.identityProviders.findById(id);
    // Somebody has changed it meanwhile: the next sign-in fetches again.
    if (current?.lastUpdatedAt !== before.lastUpdatedAt) return;
    await tx.identityProviders.replace(after);
    await audit(acting, tx, {
      action: 'identity_provider.update',
      subject: { ...after, workspaceId: null },
      before: viewIdentityProvider(context, before),
      after: viewIdentityProvider(context, after),
    });
  });
}

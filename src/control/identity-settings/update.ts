/** Changes who may sign in. A domain counts once it is verified: by a TXT record, or because the operator says so. */
import type { z } from 'zod';
import type { AllowedDomain, IdentitySettings } from '../../storage/ports/records/identity-settings.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import { organisationOf, type ControlContext } from '../context.ts';
import { parseInput, unknownReference } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { newToken } from '../sign-in/tokens.ts';
import { audit, change } from '../transaction.ts';
import { requireMayGiveRole } from '../users/rank.ts';
import { proofOf } from './domains.ts';
import { UpdateIdentitySettings, VerifyDomain, type IdentitySettingsView } from './schemas.ts';
import { viewIdentitySettings } from './view.ts';

type Shown = z.infer<typeof IdentitySettingsView>;

export async function updateIdentitySettings(context: ControlContext, input: unknown): Promise<Shown> {
  requireScope(context, 'organisation_settings.update');
  requireMayGiveRole(context, 'admin');
  const wanted = parseInput(UpdateIdentitySettings, input);
  const isHome = await isOperators(context);
  return write(context, async (before) => ({
    ...before,
    domains: wanted.domains?.map((domain) => newDomain(context, domain, { before, isHome })) ?? before.domains,
    requiresSingleSignOn: wanted.require_single_sign_on ?? before.requiresSingleSignOn,
    requiresSecondFactor: wanted.require_second_factor ?? before.requiresSecondFactor,
    requiresUserVerification: wanted.require_user_verification ?? before.requiresUserVerification,
    maxSessionSeconds: wanted.max_session_seconds === undefined ? before.maxSessionSeconds : wanted.max_session_seconds,
  }));
}

/** Looks for the TXT record now. */
export async function verifyDomain(context: ControlContext, input: unknown): Promise<Shown> {
  requireScope(context, 'organisation_settings.update');
  requireMayGiveRole(context, 'admin');
  const { domain } = parseInput(VerifyDomain, input);
  const found = await context.records.within(organisationOf(context), async (tx) =>
    (await tx.identitySettings.read()).domains.find((allowed) => allowed.domain === domain),
  );
  if (found === undefined) throw unknownReference('domain', `"${domain}" is not among the domains`);
  const { name, text } = proofOf(found);
  const records = await context.resolveTxt(name);
  if (!records.includes(text)) {
    throw unknownReference('domain', `no TXT record of ${name} says ${text} (yet: a new one takes minutes to spread)`);
  }
  const verifiedAt = context.clock.now();
  return write(context, async (before) => ({
    ...before,
    domains: before.domains.map((allowed) => (allowed.token === found.token ? { ...allowed, verifiedAt } : allowed)),
  }));
}

function write(
  context: ControlContext,
  changed: (before: IdentitySettings, tx: TenantRecords) => Promise<IdentitySettings>,
): Promise<Shown> {
  return change(context, async (tx) => {
    const before = await tx.identitySettings.read();
    const after = await changed(before, tx);
    await tx.identitySettings.write(after);
    await audit(context, tx, {
      action: 'identity_settings.update',
      subject: { id: tx.organisationId, organisationId: tx.organisationId, workspaceId: null },
      before: viewIdentitySettings(before),
      after: viewIdentitySettings(after),
    });
    return viewIdentitySettings(after);
  });
}

interface WantedDomain {
  domain: string;
  allow_subdomains: boolean;
}

function newDomain(
  context: ControlContext,
  { domain, allow_subdomains: allowsSubdomains }: WantedDomain,
  { before, isHome }: { before: IdentitySettings; isHome: boolean },
): AllowedDomain {
  const known = before.domains.find((allowed) => allowed.domain === domain);
  const isSaid = isHome && context.verifiedDomains.includes(domain);
  const verifiedAt = known?.verifiedAt ?? (isSaid ? context.clock.now() : null);
  return { domain, allowsSubdomains, token: known?.token ?? newToken(context).token, verifiedAt };
}

/** What the operator vouches for is the operator's own organisation's, and no tenant's. */
async function isOperators(context: ControlContext): Promise<boolean> {
  const [home] = await context.records.system(({ organisations }) => organisations.list());
  return home?.id === organisationOf(context);
}

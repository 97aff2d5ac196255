/** Whether the author of a routing object may have requests sent where its targets send them. */
import type { Integration } from '../../storage/ports/records/integrations.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { WorkspaceId } from '../../kernel/ids.ts';
import { destinationsOf, type Destination } from '../../routing/destinations.ts';
import type { JsonObject } from '../../wire/json/object.ts';
import { GatewayError } from '../../kernel/errors.ts';
import type { ControlContext } from '../context.ts';
import { holdsScope } from '../permission.ts';

interface Saving {
  workspaceId: WorkspaceId;
  config: JsonObject;
  /** Null for a new config. What it says already takes no new power. */
  before: JsonObject | null;
}

/**
 * A config with a host has stored credentials sent there. That takes the power over the integration, whose own host
 * nobody else may change either, and a host that the operator trusts: nobody here has shown that they know the secret.
 * Throws `missing_scope` and `invalid_request`.
 */
export async function requireHostPower(context: ControlContext, tx: TenantRecords, saving: Saving): Promise<void> {
  const known = new Set((saving.before === null ? [] : destinationsOf(saving.before)).map(redirection));
  const added = destinationsOf(saving.config).filter((place) => isRedirected(place) && !known.has(redirection(place)));
  for (const { path, provider, host } of added) {
    const saved = provider === null ? null : await tx.providers.findBySlug(saving.workspaceId, provider.slice(1));
    const integration = saved === null ? null : await tx.integrations.findById(saved.integrationId);
    const at = ['config', path, 'custom_host'].filter((part) => part !== '').join('.');
    // One that is not there yet, or that the request names, may be any that the workspace is ever given.
    requirePower(
      context,
      integration?.workspaceId ?? null,
      `${at}: has the credential of ${provider ?? 'any provider'}`,
    );
    if (host === null || context.isTrustedHost(host)) continue;
    throw new GatewayError('invalid_request', `${at}: a stored credential goes to no other host than its own.`, {
      hint: 'Set the host in the integration, with its secret; or have the operator name the host in TRUSTED_CUSTOM_HOSTS.',
    });
  }
}

interface Naming {
  workspaceId: WorkspaceId;
  /** That the new provider is to have. */
  slug: string;
  integration: Integration;
}

/**
 * The same power from the other side: a config may have been saved when the slug stood for another integration. Throws
 * `missing_scope`.
 */
export async function requireSlugPower(context: ControlContext, tx: TenantRecords, naming: Naming): Promise<void> {
  const { workspaceId, slug, integration } = naming;
  const sends = (await tx.configs.listWithMember(workspaceId, 'custom_host')).find(({ config }) =>
    destinationsOf(config).some((place) => isRedirected(place) && place.provider === `@${slug}`),
  );
  if (sends === undefined) return;
  requirePower(context, integration.workspaceId, `slug: the config "${sends.slug}" has the credential of @${slug}`);
}

const redirection = ({ provider, host }: Destination): string => JSON.stringify([provider, host]);

/** Inline credentials are their author's own to send anywhere. */
const isRedirected = ({ provider, host }: Destination): boolean =>
  host !== null && (provider === null || provider.startsWith('@'));

function requirePower(context: ControlContext, workspaceId: WorkspaceId | null, what: string): void {
  const scope = workspaceId === null ? 'organisation_integrations.update' : 'workspace_integrations.update';
  if (holdsScope(context, scope)) return;
  throw new GatewayError('missing_scope', `${what} sent to another host.`, {
    hint: `This takes a key with the scope ${scope}, which could change the host in the integration.`,
  });
}

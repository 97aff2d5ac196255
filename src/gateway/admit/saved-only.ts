/** What a request may not bring where only saved configs and providers are taken (contract#saved-only). Shared with `explain`. */
import { GatewayError, type ErrorCode } from '../../kernel/errors.ts';
import type { OrganisationId } from '../../kernel/ids.ts';
import type { RequestHeaders } from '../../wire/request-headers.ts';
import type { GatewayDeps } from '../dependencies.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';

interface Rules {
  snapshot: Pick<Snapshot, 'organisations'>;
  organisationId: OrganisationId;
}

/** Throws GatewayError inline_config_blocked | inline_provider_blocked | … for the first header that is against the rule. */
export function refuseUnsaved(
  headers: RequestHeaders,
  { snapshot, organisationId }: Rules,
  { savedOnly, inline }: Pick<GatewayDeps, 'savedOnly' | 'inline'>,
): void {
  if (!savedOnly && snapshot.organisations.get(organisationId)?.savedOnly !== true) return;
  const has = (name: string): string => headers[name]?.trim() ?? '';
  if (has('x-portkey-config').startsWith('{')) {
    throw blocked('inline_config_blocked', 'x-portkey-config', 'Name a saved config by its slug, as pc-….');
  }
  const provider = has('x-portkey-provider');
  if (provider !== '' && !provider.startsWith('@')) {
    throw blocked('inline_provider_blocked', 'x-portkey-provider', 'Name a saved provider, as @slug.');
  }
  if (has('x-portkey-custom-host') !== '') {
    throw blocked('inline_custom_host_blocked', 'x-portkey-custom-host', 'The host is saved with the provider.');
  }
  const setting = inline.settingHeaders.find((name) => has(name) !== '');
  if (setting !== undefined) {
    throw blocked('inline_provider_url_blocked', setting, 'Settings of a provider are saved with its integration.');
  }
  if (has('x-portkey-forward-headers') !== '') {
    throw blocked('inline_forward_headers_blocked', 'x-portkey-forward-headers', 'Save forward_headers in a config.');
  }
}

function blocked(code: ErrorCode, field: string, hint: string): GatewayError {
  return new GatewayError(code, `${field}: this organisation takes saved configs and providers only.`, { hint, field });
}

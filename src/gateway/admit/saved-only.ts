/** What a request may not bring where only saved providers, or configs as well, are taken (contract#saved-only). Shared with `explain`. */
import { GatewayError, type ErrorCode } from '../../kernel/errors.ts';
import type { OrganisationId } from '../../kernel/ids.ts';
import { writtenProvider } from '../../routing/precedence.ts';
import { join, writtenNodes } from '../../routing/walk.ts';
import { isObject } from '../../wire/json/object.ts';
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
  const rule = savedOnly ? 'all' : (snapshot.organisations.get(organisationId)?.savedOnly ?? 'off');
  if (rule === 'off') return;
  const has = (name: string): string => headers[name]?.trim() ?? '';
  const config = has('x-portkey-config');
  if (config.startsWith('{')) refuseConfig(config, rule);
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

/** A config of the request's own, with `providers`: it may say how saved providers are used, and bring nothing else. */
function refuseConfig(config: string, rule: 'providers' | 'all'): void {
  if (rule === 'all') {
    throw blocked('inline_config_blocked', 'x-portkey-config', 'Name a saved config by its slug, as pc-….');
  }
  for (const { value: node, path } of writtenNodes(readConfig(config))) {
    if (!isObject(node)) continue;
    const at = (key: string): string => `x-portkey-config: ${join(path, key)}`;
    const provider = writtenProvider(node);
    if (provider !== null && !provider.startsWith('@')) {
      throw blocked('inline_provider_blocked', at('provider'), 'Name a saved provider, as @slug.');
    }
    if (Object.hasOwn(node, 'custom_host')) {
      throw blocked('inline_custom_host_blocked', at('custom_host'), 'The host is saved with the provider.');
    }
    if (Object.hasOwn(node, 'forward_headers')) {
      throw blocked('inline_forward_headers_blocked', at('forward_headers'), 'Save forward_headers in a config.');
    }
  }
}

/** null for text that is no JSON: the stage that parses it says so. */
function readConfig(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function blocked(code: ErrorCode, field: string, hint: string): GatewayError {
  return new GatewayError(code, `${field}: this organisation takes what is saved only.`, { hint, field });
}

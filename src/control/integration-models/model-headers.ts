/** Further headers of models: read, and sealed with the credentials of their integration. */
import { modelIdentity } from '../../catalog/models.ts';
import { SettingsError } from '../../providers/provider.ts';
import { readCustomHeaders, type CustomHeaders } from '../../routing/custom-headers.ts';
import type { Integration } from '../../storage/ports/records/integrations.ts';
import type { ControlContext } from '../context.ts';
import { openCredentials, requireProvider, sealCredentials } from '../integrations/credentials.ts';
import { credentialHeader, keepsStored, unmaskHeaders } from '../integrations/custom-headers.ts';
import { invalid } from '../parse.ts';

interface Asked {
  slug: string;
  configurations?:
    | { custom_host?: string | null | undefined; custom_headers?: CustomHeaders | null | undefined }
    | null
    | undefined;
}

/** Those that a model is given. Throws `invalid_request` at `<at>.configurations.custom_headers.<name>`. */
export type HeadersOf = (model: Asked, at: string) => CustomHeaders;

interface ModelHeaders {
  read: HeadersOf;
  /** The sealed credentials once these models are as they were read, and those are gone. */
  sealed(given: readonly { slug: string }[], gone?: ReadonlySet<string>): string;
}

/** The credentials are sealed anew only where a header comes or goes. */
export function modelHeaders(context: ControlContext, integration: Integration): ModelHeaders {
  const secrets = openCredentials(context, integration);
  const stored = secrets.modelHeaders ?? {};
  const read = new Map<string, CustomHeaders>();
  const hosts = new Map(integration.models.entries.map((one) => [modelIdentity(one.slug), one.customHost]));
  return {
    read({ slug, configurations }, at) {
      const identity = modelIdentity(slug);
      const field = `${at}.configurations.custom_headers`;
      const given = configurations?.custom_headers ?? {};
      // A value that nobody shows must not be sent to another host by somebody who does not know it.
      if (keepsStored(given) && (configurations?.custom_host || null) !== (hosts.get(identity) ?? null)) {
        throw invalid(field, 'must be given again, because this update changes where it is sent');
      }
      const headers = checked(unmaskHeaders(given, stored[identity] ?? {}, field), field);
      const own =
        Object.keys(headers).length === 0
          ? null
          : credentialHeader(requireProvider(context, integration.aiProviderId), secrets);
      if (own !== null && Object.hasOwn(headers, own)) throw invalid(`${field}.${own}`, IS_CREDENTIALS);
      read.set(identity, headers);
      return headers;
    },
    sealed(given, gone = new Set()) {
      const kept = Object.entries(stored).filter(([identity]) => !read.has(identity) && !gone.has(identity));
      const added = given.flatMap(({ slug }) => {
        const headers = read.get(modelIdentity(slug)) ?? {};
        return Object.keys(headers).length === 0 ? [] : [[modelIdentity(slug), headers] as const];
      });
      if (added.length === 0 && kept.length === Object.keys(stored).length) return integration.sealedCredentials;
      const { modelHeaders: _, ...credentials } = secrets;
      const all = Object.fromEntries([...kept, ...added]);
      const after = Object.keys(all).length === 0 ? credentials : { ...credentials, modelHeaders: all };
      return sealCredentials(context, integration.id, after);
    },
  };
}

const IS_CREDENTIALS = 'is the header in which the key of the integration goes';

function checked(value: unknown, field: string): CustomHeaders {
  try {
    return readCustomHeaders(value, field);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    throw invalid(error.field, error.message);
  }
}

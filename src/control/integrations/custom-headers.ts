/** Further headers of integrations and of their models, on their way in and out: their values are never shown. */
import type { Provider } from '../../providers/provider.ts';
import { CUSTOM_HEADERS, type CustomHeaders, type IntegrationSecrets } from '../../routing/custom-headers.ts';
import { invalid } from '../parse.ts';
import { isObject, type JsonObject } from '../../wire/json/object.ts';

/** Shown in the place of a value. Given back, it stands for the value that is stored. */
const MASK = '****';

export const maskHeaders = (names: readonly string[]): CustomHeaders =>
  Object.fromEntries(names.map((name) => [name, MASK]));

/** Is some of it a value that is stored already? */
export const keepsStored = (given: unknown): boolean => Object.values(objectIn(given) ?? {}).includes(MASK);

/** A setting that is an object may come as its text. null = it is none. */
function objectIn(given: unknown): JsonObject | null {
  if (typeof given !== 'string') return isObject(given) ? given : null;
  try {
    return objectIn(JSON.parse(given));
  } catch {
    return null;
  }
}

/** With the stored values in the place of masks. Throws `invalid_request` for a mask that stands for nothing. */
export function unmaskHeaders(given: unknown, stored: CustomHeaders, at: string): unknown {
  const headers = objectIn(given);
  if (headers === null) return given;
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      if (value !== MASK) return [name, value];
      const known = Object.hasOwn(stored, name.toLowerCase()) ? stored[name.toLowerCase()] : undefined;
      if (known === undefined) throw invalid(`${at}.${name}`, 'is a mask, and no stored value stands behind it');
      return [name, known];
    }),
  );
}

/** What is stored in the settings of an integration. */
export function headersIn({ configurations }: Pick<IntegrationSecrets, 'configurations'>): CustomHeaders {
  const stored = configurations[CUSTOM_HEADERS.name];
  return isObject(stored) ? (stored as CustomHeaders) : {};
}

/** The header in which its key goes, in lower case; null = in none, or the settings do not connect without what a secret manager keeps. */
export function credentialHeader(provider: Provider, secrets: IntegrationSecrets): string | null {
  try {
    const { auth } = provider.connect(secrets);
    return auth.type === 'header' ? auth.name.toLowerCase() : null;
  } catch {
    return null;
  }
}

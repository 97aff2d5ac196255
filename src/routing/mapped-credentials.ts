/** Credentials of which a secret manager keeps some fields. A field is `key`, or `configurations.<name>`. */
import type { ProviderCredentials } from '../providers/provider.ts';

export const CONFIGURATIONS = 'configurations.';

/** By field. */
export type MappedValues = Readonly<Record<string, unknown>>;

/** As they are used. */
export function withMapped({ key, configurations }: ProviderCredentials, values: MappedValues): ProviderCredentials {
  const mapped = Object.entries(values).filter(([field]) => field !== 'key');
  const named = mapped.map(([field, value]) => [field.slice(CONFIGURATIONS.length), value] as const);
  const mappedKey = values['key'];
  return {
    key: typeof mappedKey === 'string' ? mappedKey : key,
    configurations: { ...configurations, ...Object.fromEntries(named) },
  };
}

/** As they are stored: what is mapped is not among them. */
export function withoutMapped({ key, configurations }: ProviderCredentials, values: MappedValues): ProviderCredentials {
  const kept = Object.entries(configurations).filter(([name]) => !Object.hasOwn(values, CONFIGURATIONS + name));
  return { key: Object.hasOwn(values, 'key') ? null : key, configurations: Object.fromEntries(kept) };
}

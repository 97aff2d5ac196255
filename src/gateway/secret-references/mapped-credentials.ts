/** An integration's credentials with the values of its secret mappings put in. */
import type { ProviderCredentials } from '../../providers/provider.ts';
import type { SecretMapping } from '../../storage/ports/records/secret-references.ts';
import { failure, success, type Result } from '../../kernel/result.ts';
import type { MappedValues } from './values.ts';

export function withMappedValues(
  credentials: ProviderCredentials,
  mappings: readonly SecretMapping[],
  values: MappedValues,
): Result<ProviderCredentials> {
  let { key } = credentials;
  const configurations: Record<string, unknown> = { ...credentials.configurations };
  for (const { targetField, format } of mappings) {
    const value = values[targetField] ?? '';
    if (targetField === 'key') key = value;
    else {
      const parsed = format === 'json' ? parse(value) : value;
      if (parsed === undefined) return failure(`The secret for ${targetField} is no JSON.`);
      configurations[targetField.slice(CONFIGURATIONS.length)] = parsed;
    }
  }
  return success({ key, configurations });
}

const CONFIGURATIONS = 'configurations.';

/** undefined = it is none. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

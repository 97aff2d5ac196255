/** The fields of an AI service as virtual keys spell them, in camelCase, and as integrations do, in snake_case. */
import { invalid } from '../parse.ts';

/** Members of the contract that are no field of a service. */
const REFUSED: Readonly<Record<string, string>> = {
  deploymentConfig: 'several deployments of one key are not supported: make a virtual key for each',
  secret_mappings: 'references to a secret manager belong to an integration: use /v1/integrations',
};

/** `rest`: what the schema does not name. Throws `invalid_request`. */
export function toConfigurations(rest: Readonly<Record<string, unknown>>): Record<string, unknown> {
  for (const [name, reason] of Object.entries(REFUSED)) {
    const value = rest[name];
    if (value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0)) {
      throw invalid(name, reason);
    }
  }
  return Object.fromEntries(
    Object.entries(rest)
      .filter(([name, value]) => value !== null && value !== undefined && !Object.hasOwn(REFUSED, name))
      .map(([name, value]) => [name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), value]),
  );
}

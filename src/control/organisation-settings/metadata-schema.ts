/** The organisation's rules for default metadata, held to whenever a key or a workspace is saved. */
import type { MetadataSchema } from '../../storage/ports/records/organisation-settings.ts';
import { invalid } from '../parse.ts';

type Metadata = Record<string, string>;

/** What the rules give to a key that brings no tags of its own. */
export function tagsFilledIn(schema: MetadataSchema | null): Metadata {
  const filled: Metadata = {};
  for (const [name, { default: value }] of Object.entries(schema?.properties ?? {})) {
    if (value !== null) filled[name] = value;
  }
  return filled;
}

/** With the defaults that the rules fill in. Throws `invalid_request` at the first tag that is missing or wrong. */
export function heldToSchema(metadata: Metadata, schema: MetadataSchema | null): Metadata {
  if (schema === null) return metadata;
  const filled: Metadata = { ...metadata };
  for (const [name, { enum: allowed, default: otherwise }] of Object.entries(schema.properties)) {
    const value = filled[name] ?? otherwise;
    if (value !== null) filled[name] = value;
    if (value === null || allowed === null || allowed.includes(value)) continue;
    throw invalid(`defaults.metadata.${name}`, `must be one of ${allowed.join(', ')}, as the organisation asks`);
  }
  const missing = schema.required.find((name) => !Object.hasOwn(filled, name));
  if (missing !== undefined) throw invalid(`defaults.metadata.${missing}`, 'is required by the organisation');
  return filled;
}

/** The key under which an answer is cached: equal keys are equal requests of one tenant (contract#cache). */
import { hashInSlices } from '../../kernel/hash-slices.ts';
import type { CacheKey } from '../../kernel/ids.ts';
import type { Slices } from '../../kernel/slices.ts';
import type { JsonDocument } from '../../wire/json/scan.ts';
import type { Admitted } from '../exchange.ts';
import type { Target } from '../route/plan.ts';

/**
 * Tenant, partition, operation, model, request, and the headers that go upstream with it: beta flags, the API's version,
 * what the config forwards. A saved provider is left out: the same model answers alike wherever it runs. One that a config
 * or a caller brings is not: it may be anybody, and answer anything. A namespace takes the place of the metadata as
 * partition.
 */
export function* cacheKeyOf(
  { workspace, headers, metadata, endpoint: { operation, dialect } }: Admitted,
  { provider: { slug, accountId }, model, settings }: Target,
  document: JsonDocument,
): Slices<CacheKey> {
  const { version, flags } = dialect.readOptions(headers, document);
  const sent = [version, flags, settings.forwardHeaders.map((name) => [name, headers[name]])];
  const namespace = headers['x-portkey-cache-namespace'];
  const partition =
    namespace === undefined ? Object.entries(metadata).toSorted(([a], [b]) => (a < b ? -1 : 1)) : namespace;
  const told = JSON.stringify([workspace.id, partition, operation, model, sent, ...(slug === null ? [accountId] : [])]);
  const parts = [Buffer.from(told), ...dialect.cacheableParts(document)];
  return (yield* hashInSlices(parts, 'hex')) as CacheKey;
}

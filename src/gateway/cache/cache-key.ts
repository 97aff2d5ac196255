/** The keys under which an answer is cached: equal keys are equal requests of one tenant (contract#cache). */
import { hash } from 'node:crypto';
import { hashInSlices } from '../../kernel/hash-slices.ts';
import type { CacheKey } from '../../kernel/ids.ts';
import type { Slices } from '../../kernel/slices.ts';
import { cacheKeyParts } from '../../wire/dialects/cache-key-parts.ts';
import type { JsonDocument } from '../../wire/json/scan.ts';
import type { CompiledGuardrail } from '../../guardrails/definition.ts';
import { guardrailKey } from '../../guardrails/guardrail-key.ts';
import type { Admitted } from '../exchange.ts';
import { forwardedNames } from '../headers/forwarded-headers.ts';
import type { Target } from '../route/plan.ts';

export interface CacheKeys {
  /** Covers every byte that goes upstream but Claude Code's billing line (decision 0103). */
  readonly key: CacheKey;
  /**
   * Of the same request however its answer is delivered: the place of the key of its latest answer. null = answers of this
   * dialect come in one way only.
   */
  readonly question: CacheKey | null;
}

type Asked = Pick<Admitted, 'workspace' | 'headers' | 'metadata' | 'endpoint' | 'route' | 'method' | 'url' | 'stream'>;

export interface AskedOf {
  target: Target;
  document: JsonDocument;
  /** What guardrails add to the request upstream. */
  hookHeaders: Readonly<Record<string, string>>;
  /** Guardrails of the answer: what one has let pass another may not. */
  answerGuards: readonly CompiledGuardrail[];
}

export function* cacheKeysOf(exchange: Asked, asked: AskedOf): Slices<CacheKeys> {
  const { endpoint, stream } = exchange;
  const { question, delivery } = cacheKeyParts(asked.document, endpoint.dialect.leftOutOfCacheKey?.(asked.document));
  const place = yield* hashInSlices([Buffer.from(besidesTheBody(exchange, asked)), ...question], 'hex');
  const told = JSON.stringify([place, stream, delivery.map(({ at, bytes }) => [at, bytes.length])]);
  const key = hash('sha256', Buffer.concat([Buffer.from(told), ...delivery.map(({ bytes }) => bytes)]), 'hex');
  return { key: key as CacheKey, question: endpoint.dialect.stream === null ? null : (place as CacheKey) };
}

/**
 * Tenant, partition, operation, model and host, and what goes upstream beside the body: headers, and the path where it is the
 * client's. A saved provider is left out: the same model answers alike wherever it runs. One that a config or a caller
 * brings is not: it may be anybody, and answer anything. A namespace takes the place of the metadata as partition.
 */
function besidesTheBody(exchange: Asked, { target, document, hookHeaders, answerGuards }: AskedOf): string {
  const { workspace, headers, metadata, endpoint } = exchange;
  const { provider, model, settings } = target;
  const { version, flags } = endpoint.dialect.readOptions(headers, document);
  const sent = forwardedNames(exchange, target).map((name) => [name, Object.hasOwn(headers, name) && headers[name]]);
  const namespace = headers['x-portkey-cache-namespace'];
  return JSON.stringify([
    workspace.id,
    namespace ?? inOrder(metadata),
    endpoint.operation,
    pathOf(exchange),
    model,
    [version, flags, sent, inOrder(hookHeaders)],
    settings.customHost?.url ?? null,
    provider.slug === null ? provider.accountId : null,
    // Translated answers differ by it.
    settings.isStrict === true,
    answerGuards.map((one) => [guardrailKey(one), one.isShadow, one.isAsync, one.isSequential, one.stream]),
  ]);
}

const inOrder = (record: Readonly<Record<string, string>>): [string, string][] =>
  Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1));

/** Method, path and query, of endpoints that pass them on. */
const pathOf = ({ endpoint, route, method, url }: Asked): unknown => {
  if (endpoint.passesQuery !== true) return null;
  const query = url.indexOf('?');
  return [method, route.rest ?? null, query === -1 ? '' : url.slice(query)];
};

/** From an admitted exchange and a target to the upstream's request: the provider bridges, the gateway adds what a config asks. */
import type {
  Connection,
  ModelFacts,
  NativeCall,
  NativeOperation,
  Operation,
  UpstreamRequest,
} from '../../providers/provider.ts';
import { GatewayError } from '../../wire/errors.ts';
import type { JsonDocument } from '../../wire/json-scan.ts';
import { isGatewayKey, presentedKey } from '../admit/gateway-key.ts';
import type { Admitted } from '../exchange.ts';
import type { Target } from '../route/plan.ts';
import { buildEmbeddings } from '../endpoints/bridge-embeddings.ts';
import { anthropicVersion, headersToForward } from '../headers/headers.ts';
import type { Refused } from './refusals.ts';

export interface BuildWith {
  connection: Connection;
  facts: ModelFacts;
  refused: Refused;
  /** The client's body as this target is to see it. */
  document: JsonDocument;
}

/** What of an exchange a request is built from. */
export type Question = Pick<Admitted, 'headers' | 'snapshot' | 'route' | 'stream' | 'betas'>;

/** As `draftRequest`; throws invalid_header too, where the gateway key would leave with it. */
export function buildRequest(exchange: Question, target: Target, using: BuildWith): UpstreamRequest {
  const built = draftRequest(exchange, target, using);
  refuseOwnKey(built, presentedKey(exchange.headers));
  return built;
}

/**
 * For one to be looked at, and not sent. Throws GatewayError operation_not_supported, and whatever else the provider refuses
 * without being asked.
 */
export function draftRequest(exchange: Question, target: Target, using: BuildWith): UpstreamRequest {
  const { headers, snapshot } = exchange;
  const names = [...target.provider.provider.clientHeaders, ...target.settings.forwardHeaders];
  const forwarded = headersToForward(names, headers, (value) => isGatewayKey(snapshot, value));
  const operation = operationOf(exchange);
  const request =
    operation === 'embed'
      ? buildEmbeddings(target, using)
      : buildNative(exchange, target, { ...using, operation, betasUntouched: 'anthropic-beta' in forwarded });
  return { ...request, headers: { ...request.headers, ...forwarded } };
}

/** Two headers that arrived as one may bring the key to where a provider takes something else, as `anthropic-version`. */
function refuseOwnKey({ url, headers }: UpstreamRequest, key: string): void {
  const name = url.includes(key) ? 'the URL' : Object.keys(headers).find((header) => headers[header]?.includes(key));
  if (name === undefined) return;
  throw new GatewayError('invalid_header', `The gateway key would go upstream in ${name}.`, {
    hint: 'It belongs in a header of its own: see whether a line break between two headers was lost.',
  });
}

type NativeUsing = BuildWith & { operation: NativeOperation; betasUntouched: boolean };

function buildNative(exchange: Question, target: Target, using: NativeUsing): UpstreamRequest {
  const { operation, betasUntouched } = using;
  const { headers } = exchange;
  const raw = exchange.route.raw !== null;
  if (!using.connection.supports(operation, raw)) {
    const where = raw ? 'this path, which is another provider’s own' : exchange.route.operation;
    throw new GatewayError(
      'operation_not_supported',
      `The provider "${target.provider.name}" does not serve ${where}.`,
    );
  }
  const call: NativeCall = {
    operation,
    model: target.model,
    stream: exchange.stream,
    document: using.document,
    betas: exchange.betas,
    betasUntouched,
    version: anthropicVersion(headers),
    facts: using.facts,
    refused: using.refused,
    raw,
  };
  return using.connection.build(call);
}

/** What the provider is asked to do, whatever path it was asked on. */
export function operationOf(exchange: Pick<Admitted, 'route'>): Operation {
  const { operation } = exchange.route;
  return operation === 'messagesCountTokens' || operation === 'embed' ? operation : 'messages';
}

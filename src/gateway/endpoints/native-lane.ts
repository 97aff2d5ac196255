/** The untouched lane: the upstream speaks the client's dialect, and responses pass byte for byte. */
import type { NativeCall, NativeOperation } from '../../providers/provider.ts';
import { LARGE_BYTES } from '../../wire/json/scan-slices.ts';
import type { AnswerFacts, Dialect } from '../../wire/dialects/dialect.ts';
import { GatewayError } from '../../kernel/errors.ts';
import type { Target } from '../route/plan.ts';
import type { EndpointCall, Lane, LaneUse, WholeAnswer } from './endpoint.ts';
import { unframed } from './unframing-reader.ts';

export interface NativeEndpoint {
  /** As callers know it, for the refusals. */
  path: string;
  operation: string;
  dialect: Dialect;
  asks: NativeOperation;
  /** Absent = as the dialect reads it. */
  readWhole?: (body: Buffer) => AnswerFacts;
}

interface At {
  target: Target;
  use: LaneUse;
}

/** Throws GatewayError operation_not_supported, and whatever else the provider refuses without a call. */
export function nativeLane(endpoint: NativeEndpoint, call: EndpointCall, { target, use }: At): Lane | Promise<Lane> {
  const { dialect, asks: operation } = endpoint;
  const { connection, document } = use;
  refuseUnsupported(endpoint, call, { target, use });
  const asked: NativeCall = {
    dialect: dialect.id,
    operation,
    model: target.model,
    stream: call.stream,
    document,
    headers: call.headers,
    forwarded: call.forwarded,
    facts: use.facts,
    labels: use.labels,
    refused: use.refused,
    raw: call.raw,
  };
  const open = (): Lane => {
    const request = connection.build(asked);
    return {
      request,
      untoldTerms: dialect.untoldTerms(document, request.model),
      openReader: () => (call.stream ? unframed(dialect.stream?.openReader(document) ?? null, request.unframe) : null),
      readWhole: (body) => withBody(body, endpoint.readWhole?.(body) ?? use.translating.facts(dialect, body)),
    };
  };
  return whenPrepared(asked, use, open);
}

/** What leaves a large body is looked for in slices: building the request then finds it done. */
export function whenPrepared<Built>(
  call: NativeCall,
  { connection, translating }: LaneUse,
  build: () => Built,
): Built | Promise<Built> {
  const slices = call.document.bytes.length < LARGE_BYTES ? null : (connection.prepare?.(call) ?? null);
  if (slices === null) return build();
  // If the body is wrong, building the request says what is wrong.
  return translating
    .inSlices(slices)
    .catch(() => undefined)
    .then(build);
}

function withBody(body: Buffer, facts: AnswerFacts | Promise<AnswerFacts>): WholeAnswer | Promise<WholeAnswer> {
  return facts instanceof Promise ? facts.then((told) => ({ body, ...told })) : { body, ...facts };
}

function refuseUnsupported(
  { path, operation, dialect, asks }: NativeEndpoint,
  { raw }: EndpointCall,
  { target, use: { connection } }: At,
): void {
  const { name } = target.provider;
  if (!connection.speaks(target.model).includes(dialect)) {
    throw new GatewayError('operation_not_supported', `The provider "${name}" does not speak the dialect of ${path}.`, {
      status: 400,
      hint: 'Name a provider that does, or call it on the path of its own dialect.',
    });
  }
  if (connection.supports(asks, raw)) return;
  const where = raw ? 'this path, which is another provider’s own' : operation;
  throw new GatewayError('operation_not_supported', `The provider "${name}" does not serve ${where}.`);
}

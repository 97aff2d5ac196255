/** How a request for a token count goes to a provider that counts, and how its answer comes back. */
import type { Dialect } from '../../wire/dialects/dialect.ts';
import { applyEdits, type Edit } from '../../wire/json/edit.ts';
import { readTokenCount } from '../../wire/token-count.ts';
import { GatewayError } from '../../kernel/errors.ts';
import type { Target } from '../route/plan.ts';
import type { CountForm, EndpointCall, Lane, LaneUse, WholeAnswer } from './endpoint.ts';
import { whenPrepared } from './native-lane.ts';
import { hasTranslator, translatedRequest, type TranslationPair } from './translated-lane.ts';

export interface CountingEndpoint {
  dialect: Dialect;
  counts: CountForm;
}

interface At {
  target: Target;
  use: LaneUse;
}

/** In the client's dialect where the provider counts it, else translated. Throws GatewayError where it counts nothing. */
export function countLane(endpoint: CountingEndpoint, call: EndpointCall, { target, use }: At): Lane | Promise<Lane> {
  const { dialect, counts: form } = endpoint;
  const counted = use.connection.counts?.(target.model) ?? [];
  if (counted.includes(dialect)) {
    const asked = { ...nativeCall(call, { target, use }), document: use.document, dialect: dialect.id };
    return whenPrepared(asked, use, () => laneFor(use.connection.build(asked), (body) => inForm(body, form, true)));
  }
  const upstream = counted.find(hasTranslator);
  if (upstream === undefined || dialect.translator === null) throw uncounted(target);
  return translatedLane({ client: dialect.translator, upstream }, call, { form, target, use });
}

async function translatedLane(
  pair: TranslationPair,
  call: EndpointCall,
  { form, target, use }: At & { form: CountForm },
): Promise<Lane> {
  const { document, translating } = use;
  const missing = form.missing(document);
  const whole =
    missing.length === 0 ? document : await translating.scan(Buffer.concat(applyEdits(document, missing)), null);
  const asked = { target, use: { ...use, document: whole }, operation: 'count-tokens' } as const;
  const { request } = await translatedRequest(pair, call, asked);
  return laneFor(request, (body) => inForm(body, form, false));
}

function nativeCall(call: EndpointCall, { target, use }: At) {
  return {
    operation: 'count-tokens' as const,
    model: target.model,
    stream: false,
    headers: call.headers,
    forwarded: call.forwarded,
    facts: use.facts,
    refused: use.refused,
    raw: call.raw,
  };
}

function uncounted({ provider: { name } }: Target): GatewayError {
  return new GatewayError('operation_not_supported', `The provider "${name}" counts no tokens.`);
}

function laneFor(request: Lane['request'], readWhole: (body: Buffer) => WholeAnswer): Lane {
  return { request, untoldTerms: {}, openReader: () => null, readWhole };
}

/** One that is in the client's form stays as it is, with all that it says beside the count. */
function inForm(body: Buffer, form: CountForm, isNative: boolean): WholeAnswer {
  const count = readTokenCount(body);
  if (count === null) return { body, isAnswer: false, usage: null, stopReason: null };
  const written = isNative && count.member === form.member ? body : form.write(count.tokens);
  return { body: written, isAnswer: true, usage: null, stopReason: null };
}

/** A count request as it came: it lacks nothing that the dialect needs. */
export const lacksNothing = (): readonly Edit[] => [];

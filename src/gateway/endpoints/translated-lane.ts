/** The translated lane: the upstream speaks another dialect, so request and response pass through the inner language. */
import type { Connection, NativeCall, NativeOperation, UpstreamRequest } from '../../providers/provider.ts';
import type { JsonDocument } from '../../wire/json/scan.ts';
import { TranslatingReader } from '../../wire/chat/translating-reader.ts';
import type {
  AnswerContext,
  ConstraintProblem,
  DecodeContext,
  FieldProblem,
  Translator,
  Warning,
} from '../../wire/chat/translator.ts';
import type { Dialect } from '../../wire/dialects/dialect.ts';
import type { TranslatedCall, TranslationProblem } from '../../wire/dialects/translations.ts';
import { GatewayError } from '../../kernel/errors.ts';
import type { Target } from '../route/plan.ts';
import type { EndpointCall, Lane, LaneUse } from './endpoint.ts';
import { whenPrepared } from './native-lane.ts';
import { unframed } from './unframing-reader.ts';

/** What is needed of the two dialects between which a call is translated. */
export interface TranslationPair {
  client: Translator;
  upstream: Dialect & { translator: Translator };
}

/** null = the provider speaks no dialect that this client's calls can be written in. */
export function pairFor(
  { translator: client }: Dialect,
  connection: Connection,
  model: string,
): TranslationPair | null {
  const upstream = connection.speaks(model).find(hasTranslator);
  return client === null || upstream === undefined ? null : { client, upstream };
}

export function hasTranslator(dialect: Dialect): dialect is TranslationPair['upstream'] {
  return dialect.translator !== null;
}

interface At {
  target: Target;
  use: LaneUse;
}

/** Throws GatewayError where the call is malformed, or has a constraint that this upstream cannot keep. */
export async function translatedLane(pair: TranslationPair, call: EndpointCall, at: At): Promise<Lane> {
  const { client, upstream } = pair;
  const { model } = at.target;
  const { translated, sent, request } = await translatedRequest(pair, call, { ...at, operation: 'generate' });
  const contexts = contextsOf(translated, call, at.target);
  return {
    request,
    untoldTerms: upstream.untoldTerms(sent, model),
    openReader: () =>
      call.stream
        ? unframed(new TranslatingReader({ client, upstream: upstream.translator, ...contexts }), request.unframe)
        : null,
    readWhole: (bytes) =>
      at.use.translating.answer({ bytes, client: client.id, upstream: upstream.translator.id, ...contexts }),
  };
}

interface Translated {
  translated: Extract<TranslatedCall, { ok: true }>;
  sent: JsonDocument;
  request: UpstreamRequest;
}

/** The call in the upstream's dialect, as the provider is called. Throws as `translatedLane`. */
export async function translatedRequest(
  { client, upstream }: TranslationPair,
  call: EndpointCall,
  { target, use, operation }: At & { operation: NativeOperation },
): Promise<Translated> {
  const { model } = target;
  const { connection, facts, labels, document, refused, translating } = use;
  const translated = await translating.call({
    bytes: document.bytes,
    client: client.id,
    upstream: upstream.translator.id,
    line: { model, stream: call.stream },
    options: { model, maxOutputTokens: facts.maxOutputTokens, quirks: connection.quirks(model, facts) },
  });
  if (!translated.ok) throw refusalOf(client, translated.problem);
  const sent = await translating.scan(asBuffer(translated.body), upstream.turns);
  const asked: NativeCall = {
    dialect: upstream.id,
    operation,
    model,
    stream: call.stream,
    document: sent,
    headers: call.headers,
    forwarded: call.forwarded,
    facts,
    labels,
    refused,
    raw: false,
  };
  const request = await whenPrepared(asked, use, () => connection.build(asked));
  const notes = translated.warnings.map((warning) => noteOf(client, warning));
  return { translated, sent, request: { ...request, notes: [...request.notes, ...notes] } };
}

/** What came from a thread is no Buffer any more. */
function asBuffer({ buffer, byteOffset, length }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, length);
}

function refusalOf(client: Translator, problem: TranslationProblem): GatewayError {
  switch (problem.kind) {
    case 'no-json':
      return new GatewayError('invalid_json', 'The body is not valid JSON.');
    case 'no-object':
      return new GatewayError('invalid_json', 'The body is not a JSON object.');
    case 'too-deep':
      return new GatewayError('invalid_request', 'The body is nested too deeply to be translated.');
    case 'too-many-values':
      return new GatewayError('body_too_large', `The body is more than Tollgate translates: ${problem.message}.`, {
        hint: 'Send it to a provider that speaks the dialect of the request, or compact the conversation.',
      });
    case 'malformed':
      return malformed(client, problem.field);
    case 'unkept':
      return unkept(client, problem.constraint);
  }
}

/** In the words of the vendor whose dialect the client speaks. */
function malformed(client: Translator, { field, message, code }: FieldProblem): GatewayError {
  return new GatewayError('invalid_request', message, {
    native: { dialect: client.id, type: 'invalid_request_error', code, param: field },
  });
}

function unkept(client: Translator, problem: ConstraintProblem): GatewayError {
  const field = client.fieldName(problem.field);
  return new GatewayError('invalid_request', `${field}: ${problem.reason}`, {
    hint: 'Leave it out, or send the request to a model that takes it.',
    native: { dialect: client.id, type: 'invalid_request_error', code: 'unsupported_parameter', param: field },
  });
}

/** A path of the client's own body stays as it is; an inner field gets the name that the client knows. */
function noteOf(client: Translator, { field, reason }: Warning): string {
  return `${client.fieldName(field)}: ${reason}`;
}

const MS_PER_SECOND = 1000;

function contextsOf(
  { restoration, answered }: Extract<TranslatedCall, { ok: true }>,
  call: EndpointCall,
  { model, settings }: Target,
): { decoding: DecodeContext; answering: AnswerContext } {
  const id = call.id.replaceAll(/[^a-zA-Z0-9]/g, '');
  return {
    decoding: { restoration, id },
    answering: {
      id,
      model,
      created: Math.floor(call.arrivedAt / MS_PER_SECOND),
      isStrict: settings.isStrict === true,
      call: answered,
    },
  };
}

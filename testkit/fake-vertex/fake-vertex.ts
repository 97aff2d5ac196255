/** A Google Vertex on loopback that serves Claude, partner and open models, embeddings and images, and refuses what the real one refuses. */
import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { isRecord, recordsIn, stringAt } from '../json-shape.ts';
import type { JsonRecord } from '../json-shape.ts';
import { answer, anthropicError, status } from '../upstream/answer.ts';
import type { Answer } from '../upstream/answer.ts';
import { playAnswer, upstreamHeaders } from '../upstream/play-answer.ts';
import { startRecordingServer } from '../upstream/recording-server.ts';
import type { UpstreamCall } from '../upstream/recording-server.ts';
import { signatureOf, text } from '../upstream/scripted-message.ts';
import type { ScriptedUsage } from '../upstream/scripted-message.ts';
import { BODY_RULES, leakedHeaders } from './body-rules.ts';
import { bareToolTurn, CONVERSATION_RULES, foreignThinking } from './conversation-rules.ts';
import { addressOf, type Addressed, type Operation } from './addresses.ts';
import { chatAnswer, refuseChat, type ChatRequest } from './chat.ts';
import {
  embedContentAnswer,
  embeddingsAnswer,
  isContentModel,
  isEmbeddingModel,
  refuseEmbedContent,
  refuseEmbedding,
} from './embeddings.ts';
import { IMAGE_MODELS, imageAnswer, refuseImage } from './images.ts';
import type { EmbedRequest } from './embeddings.ts';
import { googleError } from './google-errors.ts';
import { answeredModel, findModel } from './models.ts';
import { headerValues } from './predict-request.ts';
import type { PredictRequest } from './predict-request.ts';
import { createTokenEndpoint } from './token-endpoint.ts';
import type { ServiceAccount, TokenControl } from './token-endpoint.ts';

export interface FakeVertexOptions {
  /** Projects whose models the service account may call; the first is the account's own. */
  projects?: readonly string[];
  /** Locations in which the models are served. Counting tokens has its own list, as at Google. */
  locations?: readonly string[];
  /** Location by location, models (Vertex spelling) that are not served there. */
  missing?: Readonly<Record<string, readonly string[]>>;
  /** Refuses thinking blocks whose signature is not the one that this fake gave for their text. */
  checkSignatures?: boolean;
  /**
   * Signs thinking with a seal of this fake and of the project asked; refuses what another one has signed, and a tool turn
   * that has lost its thinking while thinking is enabled.
   */
  ownSignatures?: boolean;
  /** Keeps `calls`; off for long runs. */
  remember?: boolean;
  /** ms since the epoch, for the life of tokens. */
  now?: () => number;
}

export type Script = (request: PredictRequest) => Answer | Promise<Answer>;
export type EmbedScript = (request: EmbedRequest) => Answer | null;
export type ChatScript = (request: ChatRequest) => Answer | null;

export interface FakeVertex {
  url: string;
  /** Every request in order of arrival, token requests included. */
  calls: UpstreamCall[];
  /** Those that reached a Claude model, accepted or refused. */
  messageCalls(): UpstreamCall[];
  /** The fake's reasons for refusing, in order; empty when the caller did all things right. */
  refusals(): string[];
  /** What came through that must not: header names, and the secrets given to `mustNeverSee`. */
  leaks: string[];
  /** From now on this text in a URL, header or body counts as a leak. */
  mustNeverSee(secret: string): void;
  serviceAccount: ServiceAccount;
  tokens: TokenControl;
  /** Scripts answers to messages that pass all rules; the last script given counts. */
  onMessages(script: Script): void;
  onCountTokens(script: Script): void;
  /** Scripts answers to requests for embeddings that pass all rules; null = the fake's own vectors. */
  onEmbeddings(script: EmbedScript): void;
  /** The same for images. */
  onImages(script: EmbedScript): void;
  /** The same for models that take Chat Completions. */
  onChat(script: ChatScript): void;
  close(): Promise<void>;
}

/** Vertex counts tokens for Claude in these only, whatever serves the models. */
const COUNT_TOKENS_LOCATIONS: readonly string[] = ['us-east5', 'europe-west1', 'asia-southeast1'];

const MAX_BODY_BYTES = 30 * 1024 * 1024;
interface Vertex {
  options: Required<FakeVertexOptions>;
  isLive(bearer: string): boolean;
  /** What this fake adds to a text before it signs it. */
  seal(project: string): string;
  leaks: string[];
  secrets: string[];
  scripts: { messages: Script; count_tokens: Script; embed: EmbedScript; image: EmbedScript; chat: ChatScript };
  /** Messages requests accepted so far. */
  turns: number;
}

/** Listens on a free port of 127.0.0.1 until `close`. */
export async function startFakeVertex(options: FakeVertexOptions = {}): Promise<FakeVertex> {
  const settings = {
    projects: ['acme-prod'],
    locations: ['us-east5', 'europe-west1', 'global'],
    missing: {},
    checkSignatures: false,
    ownSignatures: false,
    remember: true,
    now: Date.now,
    ...options,
  };
  const tokenEndpoint = createTokenEndpoint(settings.projects[0] ?? 'acme-prod', settings.now);
  const instance = randomUUID();
  const vertex: Vertex = {
    options: settings,
    seal: (project) => (settings.ownSignatures ? `${instance} ${project} ` : ''),
    isLive: tokenEndpoint.isLive,
    leaks: [],
    secrets: [],
    scripts: {
      messages: defaultAnswer,
      count_tokens: defaultCount,
      embed: () => null,
      image: () => null,
      chat: () => null,
    },
    turns: 0,
  };
  const server = await startRecordingServer(
    async (call, response) => {
      if (call.path !== '/token') return answerPredict(vertex, call, response);
      call.kind = 'token';
      await pause(tokenEndpoint.control.delay);
      const who = { model: '', idPrefix: '' };
      const token = tokenEndpoint.answer(call.body.toString('utf8'), server.url);
      await playAnswer(token, {
        call,
        response,
        who,
        streamed: false,
        headers: { server: 'scaffolding on HTTPServer2' },
      });
    },
    { remember: settings.remember },
  );
  return {
    ...server,
    messageCalls: () => server.calls.filter((call) => call.kind === 'messages'),
    refusals: () => server.calls.flatMap((call) => call.refusal ?? []),
    leaks: vertex.leaks,
    mustNeverSee: (secret) => void vertex.secrets.push(secret),
    serviceAccount: tokenEndpoint.serviceAccount(server.url),
    tokens: tokenEndpoint.control,
    onMessages(script) {
      vertex.scripts.messages = script;
    },
    onCountTokens(script) {
      vertex.scripts.count_tokens = script;
    },
    onEmbeddings(script) {
      vertex.scripts.embed = script;
    },
    onImages(script) {
      vertex.scripts.image = script;
    },
    onChat(script) {
      vertex.scripts.chat = script;
    },
  };
}

async function answerPredict(vertex: Vertex, call: UpstreamCall, response: ServerResponse): Promise<void> {
  const outcome = admit(vertex, call);
  const stage = { call, response, headers: upstreamHeaders('req_vrtx_') };
  if ('refusal' in outcome) {
    call.refusal = outcome.reason;
    return playAnswer(outcome.refusal, { ...stage, who: { model: '', idPrefix: '' }, streamed: false });
  }
  if ('answer' in outcome) {
    return playAnswer(outcome.answer, { ...stage, who: { model: '', idPrefix: '' }, streamed: false });
  }
  const { request } = outcome;
  const scripted = signed(await vertex.scripts[request.operation](request), vertex.seal(request.project));
  const who = { model: answeredModel(request.model), idPrefix: 'msg_vrtx_' };
  await playAnswer(scripted, { ...stage, who, streamed: request.streamed });
}

type Outcome = { request: PredictRequest } | { answer: Answer } | { refusal: Answer; reason: string };

/** Google's front end first (leaks, route, bearer, project, location, model), then the rules of Claude itself. */
function admit(vertex: Vertex, call: UpstreamCall): Outcome {
  const leaks = findLeaks(vertex, call);
  vertex.leaks.push(...leaks);
  if (leaks.length > 0) return refuse(googleError(400, `The fake Vertex saw a leak: ${leaks.join(', ')}`));
  const to = addressOf(call);
  if (to === undefined) return refuse(googleError(404, `Not found: ${call.method} ${call.path}`));
  call.kind = to.operation;
  const wrapped = to.wrapped;
  const frontEnd = refuseAtFrontEnd(vertex, call, to);
  if (frontEnd !== undefined) return refuse(googleError(frontEnd.code, frontEnd.message, { wrapped }));
  if (!isRecord(call.json)) return refuse(googleError(400, 'Invalid JSON payload received.', { wrapped }));
  const { operation } = to;
  if (operation === 'messages' || operation === 'count_tokens') {
    return admitToClaude(vertex, { ...to, operation }, { call, body: call.json });
  }
  return admitElsewhere(vertex, { ...to, operation, call, body: call.json });
}

function admitToClaude(
  vertex: Vertex,
  to: Addressed & { operation: PredictRequest['operation'] },
  { call, body }: { call: UpstreamCall; body: JsonRecord },
): Outcome {
  const { wrapped } = to;
  const model = to.operation === 'messages' ? to.model : stringAt(body, 'model');
  const facts = findModel(model);
  const isServed = facts !== undefined && !(vertex.options.missing[to.location] ?? []).includes(model);
  if (!isServed) return refuse(googleError(404, modelNotFound({ ...to, model }), { wrapped }));
  const request: PredictRequest = {
    call,
    body,
    model,
    facts,
    project: to.project,
    location: to.location,
    operation: to.operation,
    betas: headerValues(call.headers['anthropic-beta']),
    streamed: to.operation === 'messages' && body['stream'] === true,
    turn: vertex.turns,
  };
  const reason = refuseAtModel(request, vertex);
  if (reason !== undefined) return refuse(anthropicError(400, 'invalid_request_error', reason));
  if (to.operation === 'messages') vertex.turns += 1;
  return { request };
}

type Elsewhere = EmbedRequest & ChatRequest & { operation: Exclude<Operation, PredictRequest['operation']> };

/** To embeddings, images and Chat Completions. */
function admitElsewhere(vertex: Vertex, request: Elsewhere): Outcome {
  const { scripts } = vertex;
  switch (request.operation) {
    case 'chat': {
      const refusal = refuseChat(request);
      return refusal === undefined ? { answer: scripts.chat(request) ?? chatAnswer(request) } : refuse(refusal);
    }
    case 'image':
      return predict(
        request,
        { isKnown: IMAGE_MODELS.includes(request.model), reason: refuseImage(request) },
        () => scripts.image(request) ?? imageAnswer(request),
      );
    case 'embed_content':
      return predict(
        request,
        { isKnown: isContentModel(request.model), reason: refuseEmbedContent(request) },
        () => scripts.embed(request) ?? embedContentAnswer(request),
      );
    case 'embed':
      return predict(
        request,
        { isKnown: isEmbeddingModel(request.model), reason: refuseEmbedding(request) },
        () => scripts.embed(request) ?? embeddingsAnswer(request),
      );
  }
}

interface Verdict {
  isKnown: boolean;
  /** Of Google's 400; undefined = nothing is wrong. */
  reason: string | undefined;
}

function predict(request: Elsewhere, { isKnown, reason }: Verdict, answerWith: () => Answer): Outcome {
  if (!isKnown) return refuse(googleError(404, modelNotFound(request)));
  return reason === undefined ? { answer: answerWith() } : refuse(googleError(400, reason));
}

function refuseAtFrontEnd(
  vertex: Vertex,
  call: UpstreamCall,
  { project, location, query, operation }: Addressed,
): { code: number; message: string } | undefined {
  const bearer = /^Bearer (.+)$/.exec(call.headers.authorization ?? '')?.[1] ?? '';
  if (!vertex.isLive(bearer)) return { code: 401, message: UNAUTHENTICATED };
  const parameter = new URLSearchParams(query).keys().next().value;
  if (parameter !== undefined) return { code: 400, message: unknownParameter(parameter) };
  if (!vertex.options.projects.includes(project)) {
    const resource = `//aiplatform.googleapis.com/projects/${project}/locations/${location}`;
    return {
      code: 403,
      message: `Permission 'aiplatform.endpoints.predict' denied on resource '${resource}' (or it may not exist).`,
    };
  }
  const locations = operation === 'count_tokens' ? COUNT_TOKENS_LOCATIONS : vertex.options.locations;
  if (!locations.includes(location)) {
    return { code: 404, message: `Location ${location} does not serve this method for project ${project}.` };
  }
  if (call.body.length > MAX_BODY_BYTES) {
    return { code: 400, message: `The request size (${call.body.length} bytes) exceeds 30.000MB limit.` };
  }
  return undefined;
}

/** The scripted thinking, signed as this fake signs; without a seal of its own the script's signatures are the same. */
function signed(scripted: Answer, seal: string): Answer {
  if (scripted.kind !== 'message' || seal === '') return scripted;
  const blocks = scripted.message.blocks.map((block) =>
    block.type === 'thinking' ? { ...block, signature: signatureOf(seal + block.thinking) } : block,
  );
  return { ...scripted, message: { ...scripted.message, blocks } };
}

function refuseAtModel(request: PredictRequest, { options, seal }: Vertex): string | undefined {
  const rules = [...BODY_RULES, ...CONVERSATION_RULES];
  if (options.checkSignatures || options.ownSignatures) rules.push(foreignThinking(seal(request.project)));
  if (options.ownSignatures) rules.push(bareToolTurn);
  for (const rule of rules) {
    const reason = rule(request);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

function findLeaks(vertex: Vertex, call: UpstreamCall): string[] {
  const headers = leakedHeaders(call.headers);
  const everything = [call.path, ...call.rawHeaders];
  const seen = vertex.secrets.filter(
    (secret) => call.body.includes(secret) || everything.some((piece) => piece.includes(secret)),
  );
  return [...headers, ...seen];
}

function refuse(refusal: Answer): Outcome {
  return { refusal, reason: refusal.kind === 'raw' ? refusal.body : refusal.kind };
}

const UNAUTHENTICATED =
  'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.';

function unknownParameter(name: string): string {
  return `Invalid JSON payload received. Unknown name "${name}": Cannot bind query parameter. Field '${name}' could not be found in request message.`;
}

function modelNotFound({ project, location, publisher, model }: Addressed): string {
  return `Publisher Model \`projects/${project}/locations/${location}/publishers/${publisher}/models/${model}\` was not found or your project does not have access to it. Please ensure you are using a valid model version. For more information, see: https://cloud.google.com/vertex-ai/generative-ai/docs/learn/model-versions`;
}

function defaultAnswer(request: PredictRequest): Answer {
  return answer([text('Hello from the simulated Vertex: grüße, 你好, 👋.')], { usage: plausibleUsage(request) });
}

function defaultCount(request: PredictRequest): Answer {
  return status(200, { input_tokens: tokensOf(request.call.body.length) });
}

/** Counts as a real conversation has them: the first turn writes the cache, the later ones read most of it. */
function plausibleUsage({ body, call }: PredictRequest): Partial<ScriptedUsage> {
  const total = tokensOf(call.body.length);
  if (!hasBreakpoint(body)) return { input: total };
  const isFollowUp = recordsIn(body['messages']).some((message) => message['role'] === 'assistant');
  const cacheRead = isFollowUp ? Math.floor(total * 0.9) : 0;
  return { input: 4, cacheRead, cacheWrite5m: total - cacheRead };
}

function hasBreakpoint(body: JsonRecord): boolean {
  return recordsIn(body['system']).some((block) => 'cache_control' in block);
}

/** About four bytes make a token. */
function tokensOf(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / 4));
}

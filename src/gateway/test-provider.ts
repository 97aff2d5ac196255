/**
 * One test call with a provider's credentials, saved or not: what came of it, in the upstream's own words, and what to do
 * about it. A model is asked for a few tokens; without one the list of models is asked for, which is free.
 */
import type { Provider, ProviderCredentials, UpstreamFailure, UpstreamRequest } from '../providers/provider.ts';
import { secretValuesIn } from '../routing/custom-headers.ts';
import { GatewayError, toGatewayError } from '../kernel/errors.ts';
import type { WorkspaceId } from '../kernel/ids.ts';
import { hideInternalAddresses } from '../kernel/secrets/internal-addresses.ts';
import { formsOf, maskText, NOTHING_KNOWN } from '../kernel/secrets/mask.ts';
import { compileInline, inlineAccountId, type CompiledProvider } from '../routing/compiled-provider.ts';
import { NO_CONFIG } from '../routing/parse.ts';
import { scanDocument } from '../wire/json/scan.ts';
import { upstreamError } from './attempt/classify.ts';
import { translatingFor } from './attempt/translating.ts';
import { credentialIn } from './known-secrets.ts';
import type { GatewayDeps } from './dependencies.ts';
import type { EndpointCall, Lane } from './endpoints/endpoint.ts';
import { messages } from './endpoints/messages.ts';

export interface ProviderToTest {
  provider: Provider;
  credentials: ProviderCredentials;
  workspaceId: WorkspaceId;
  /** null = none is asked. */
  model: string | null;
}

export interface ProviderTest {
  ok: boolean;
  /** What was tried: a few tokens of a model, or the list of models. */
  tried: 'model' | 'list';
  model: string | null;
  /** Of the upstream; null = none came. */
  status: number | null;
  latencyMs: number;
  /** null = all is well. */
  error: { code: string; message: string; fix: string } | null;
}

export interface TestDeps extends Pick<
  GatewayDeps,
  'clock' | 'transport' | 'credentials' | 'catalog' | 'translations' | 'nextTurn'
> {
  /** Starts a one-shot timer; returns the function that cancels it. */
  after: (ms: number, run: () => void) => () => void;
}

const TIMEOUT_MS = 30_000;
const MAX_ANSWER_BYTES = 1024 * 1024;

/** Never rejects for what the upstream does. */
export async function testProvider(asked: ProviderToTest, deps: TestDeps): Promise<ProviderTest> {
  const account = { ...asked, isStored: true };
  const compiled = compileInline(account, inlineAccountId(account));
  const [first = null, ...others] = asked.model === null ? modelsWithoutList(compiled, deps) : [asked.model];
  let test = await testOnce(compiled, { key: asked.credentials.key, model: first }, deps);
  // A project need not have every model: another one may show that the credential is good.
  for (const model of others) {
    if (test.error?.code !== 'model_not_found') break;
    test = await testOnce(compiled, { key: asked.credentials.key, model }, deps);
  }
  return test;
}

async function testOnce(
  compiled: CompiledProvider,
  { key, model }: { key: string | null; model: string | null },
  deps: TestDeps,
): Promise<ProviderTest> {
  const started = deps.clock.elapsed();
  const secrets = new Set<string>(key === null ? [] : [key]);
  const told = (status: number | null, error: GatewayError | null): ProviderTest => ({
    ok: error === null,
    tried: model === null ? 'list' : 'model',
    model,
    status,
    latencyMs: Math.round(deps.clock.elapsed() - started),
    error: error === null ? null : shown(error, secrets),
  });
  try {
    const { lane, connection } = await laneTo(compiled, model, deps);
    const [name, value, beside] = await deps.credentials.headerFor(connection.auth, null, lane.request);
    secrets.add(credentialIn(value));
    const headers = { ...connection.customHeaders, ...lane.request.headers, ...beside, [name]: value };
    for (const further of secretValuesIn(connection.customHeaders ?? {})) secrets.add(further);
    const request = { ...lane.request, headers };
    const answer = await callOnce(request, deps);
    if (answer.status < 200 || answer.status > 299) {
      return told(answer.status, upstreamError(connection.readFailure(answer)));
    }
    const { isAnswer } = await lane.readWhole(answer.body, answer.headers);
    return told(answer.status, isAnswer ? null : noAnswer());
  } catch (thrown) {
    return told(null, toGatewayError(thrown));
  }
}

const noAnswer = (): GatewayError =>
  new GatewayError('upstream_error', 'It answered 200 with something that is no answer of a model.', {
    hint: 'The address may be that of another service, or of a page that asks to sign in.',
  });

const MAX_MODELS = 4;

/** A cloud with regions has no list of models that a credential opens: small ones of its catalog are asked. */
function modelsWithoutList({ connection, provider }: CompiledProvider, { catalog }: TestDeps): string[] {
  if (!connection.ok || connection.value.region === null) return [];
  const ids = catalog.listModels(provider.platform).flatMap(({ id, makes }) => (makes === 'messages' ? [id] : []));
  const small = ids.filter((id) => id.includes('haiku'));
  return [...small, ...ids.filter((id) => !small.includes(id))].slice(0, MAX_MODELS);
}

async function laneTo(compiled: CompiledProvider, model: string | null, deps: TestDeps) {
  if (!compiled.connection.ok) {
    throw new GatewayError('provider_unusable', compiled.connection.problem.reason);
  }
  const connection = compiled.connection.value;
  if (model === null) return { lane: listOf(compiled), connection };
  const body = { model, max_tokens: 16, messages: [{ role: 'user', content: 'Say hello.' }] };
  const document = scanDocument(Buffer.from(JSON.stringify(body)), 'messages');
  const target = {
    path: 'test',
    id: 'test',
    provider: compiled,
    model,
    settings: NO_CONFIG.settings,
    isImpatient: false,
  };
  const lane = await messages.openLane(CALL, target, {
    connection,
    facts: deps.catalog.factsFor(compiled.provider.platform, model),
    refused: { betas: new Set(), fields: new Set() },
    document,
    translating: translatingFor({ ...deps, takeRoom: () => undefined }),
  });
  return { lane, connection };
}

const CALL: EndpointCall = {
  id: 'req_test',
  arrivedAt: 0,
  headers: { 'anthropic-version': '2023-06-01' },
  raw: false,
  stream: false,
  forwarded: {},
  url: messages.path,
  route: { raw: null, notes: [] },
  sent: { form: null, source: null, bytes: null },
  hasBody: true,
};

/** Most providers list their models on one path, and ask for the credential there. */
function listOf({ connection, name }: CompiledProvider): Lane {
  const place = connection.ok
    ? connection.value.pathTo({ operation: null, path: '/models', query: '', model: '' })
    : null;
  if (place === null) throw new GatewayError('operation_not_supported', `The provider "${name}" lists no models.`);
  return {
    request: {
      method: 'GET',
      url: place.url,
      headers: { ...place.headers },
      body: [],
      model: '',
      betasDropped: [],
      notes: [],
    },
    untoldTerms: {},
    openReader: () => null,
    readWhole: (body) => ({ body, isAnswer: body[0] === OBJECT || body[0] === LIST, usage: null, stopReason: null }),
  };
}

const OBJECT = 0x7b;
const LIST = 0x5b;

function callOnce({ method, url, headers, body }: UpstreamRequest, deps: TestDeps): Promise<UpstreamFailure> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let head: Omit<UpstreamFailure, 'body'> = { status: 0, headers: {} };
    const fail = (error: Error): void => {
      cancelTimer();
      reject(error instanceof GatewayError ? error : unreachable(url, error));
    };
    const cancelTimer = deps.after(TIMEOUT_MS, () => {
      abort();
      fail(new GatewayError('upstream_timeout', `It did not answer within ${TIMEOUT_MS / 1000} s.`));
    });
    const abort = deps.transport.send(
      { method, url, headers, body },
      {
        started: (status, answered) => (head = { status, headers: answered }),
        data(chunk) {
          size += chunk.length;
          if (size <= MAX_ANSWER_BYTES) chunks.push(chunk);
        },
        ended() {
          cancelTimer();
          resolve({ ...head, body: Buffer.concat(chunks) });
        },
        failed: fail,
      },
    );
  });
}

function unreachable(url: string, cause: Error): GatewayError {
  const reason = 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
  return new GatewayError('upstream_unreachable', `${new URL(url).host} cannot be reached (${reason}).`, { cause });
}

/** In the upstream's words, without the secret, which it may repeat. */
function shown(error: GatewayError, secrets: ReadonlySet<string>) {
  const hide = (text: string): string => {
    const masked = maskText(text, { ...NOTHING_KNOWN, forms: formsOf(secrets) });
    return [...secrets].reduce((left, secret) => left.replaceAll(secret, '[masked]'), hideInternalAddresses(masked));
  };
  return { code: error.code, message: hide(error.message), fix: hide(fixFor(error)) };
}

/** What to do, by what went wrong. */
function fixFor({ code, status, hint }: GatewayError): string {
  return BY_CODE.get(code) ?? hint ?? BY_STATUS[status] ?? OTHERWISE;
}

const OTHERWISE = 'The upstream’s words say what is wrong: correct it and test again.';
const REACH =
  'Check the host, and that this machine may reach it: a firewall, a proxy (HTTPS_PROXY) or DNS may be in the way.';

/** For codes whose own hint, where they have one, is for a caller of a model. */
const BY_CODE: ReadonlyMap<string, string> = new Map([
  [
    'model_not_found',
    'Check the name of the model, and that this account and region may use it; some must be enabled first.',
  ],
  ['upstream_unreachable', REACH],
  ['credentials_unreachable', REACH],
  ['upstream_timeout', 'Try again. If it stays so, check the host and the network between.'],
]);

const BY_STATUS: Readonly<Record<number, string>> = {
  401: 'Check the credential: it may be mistyped, expired, or of another account.',
  403: 'The credential is known, and may not do this: give it the role or permission that the message names.',
  404: 'Check the host, the region and the name of the model.',
  429: 'The account has no quota left, or none for this model: wait, or ask the vendor for more.',
};

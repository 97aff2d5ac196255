/** Doctor, part two: checks the provider's credentials and region through the gateway, model by model. */
import { ApiUnreachable, type ApiAnswer, type CallApi } from '../../../http/outbound/api-client.ts';
import { at, isRecord, textAt } from '../json-shape.ts';
import { alignRows } from '../align.ts';
import { fail, ok, warn, type Finding, type Level } from './finding.ts';

/** How an upstream answered, in the words in which a person thinks about it. */
export type Verdict =
  | 'ok'
  | 'not found'
  | 'quota'
  | 'permission'
  | 'credentials'
  | 'overloaded'
  | 'refused'
  | 'unreachable'
  | 'no answer';

export interface Probe {
  model: string;
  messages: Verdict;
  /** `-` when it was not called, because the model itself does not answer. */
  countTokens: Verdict | '-';
  /** The upstream's own words, '' when all is well. */
  words: string;
  ms: number;
}

export interface ModelTarget {
  call: CallApi;
  key: string;
  /** How a person calls what is checked, as `the provider @vertex-prod`. */
  name: string;
  /** The headers that choose it; none where the key's default config does. */
  choice: Readonly<Record<string, string>>;
}

const AT_ONCE = 4;

/** The provider's current models that answer messages, as the gateway lists them; a finding when it lists none. */
export async function listModels({ call, key, name, choice }: ModelTarget): Promise<string[] | Finding> {
  // This version gets the list that Anthropic's clients get: without embedding models.
  const headers = { ...headersFor(key, choice), 'anthropic-version': '2023-06-01' };
  const answer = await call({ method: 'GET', path: '/v1/models', headers });
  const data = at(answer.body, 'data');
  if (answer.status === 200 && Array.isArray(data)) return data.filter(isRecord).map(({ id }) => String(id));
  const words = textAt(answer.body, 'error', 'message') ?? `status ${answer.status}`;
  return fail(`${name}: ${words}`, 'give --provider <slug> with one that exists, or create it: POST /v1/integrations');
}

/** One token and one count for each model; `done` is called with each as it comes. */
export async function probeModels(
  target: ModelTarget,
  models: readonly string[],
  elapsed: () => number,
): Promise<Probe[]> {
  const probes: Probe[] = [];
  const queue = models.map((model, index) => ({ model, index }));
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      probes[next.index] = await probe(target, next.model, elapsed);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return probes;
}

async function probe({ call, key, choice }: ModelTarget, model: string, elapsed: () => number): Promise<Probe> {
  const started = elapsed();
  const body = { model, messages: [{ role: 'user', content: '.' }] };
  const ask = (path: string, extra: object): Promise<ApiAnswer | ApiUnreachable> =>
    call({ method: 'POST', path, headers: headersFor(key, choice), body: { ...body, ...extra } }).catch(
      (error: unknown) => {
        if (error instanceof ApiUnreachable) return error;
        throw error;
      },
    );
  const answered = await ask('/v1/messages', { max_tokens: 1 });
  const ms = Math.round(elapsed() - started);
  const messages = verdictOf(answered);
  if (messages !== 'ok') return { model, messages, countTokens: '-', words: wordsOf(answered), ms };
  const counted = await ask('/v1/messages/count_tokens', {});
  const countTokens = verdictOf(counted);
  return { model, messages, countTokens, words: countTokens === 'ok' ? '' : wordsOf(counted), ms };
}

function headersFor(key: string, choice: ModelTarget['choice']): Record<string, string> {
  return { authorization: `Bearer ${key}`, 'x-portkey-span-name': 'tollgate doctor', ...choice };
}

/** Statuses as Vertex and Tollgate use them: 502 and 503 are the gateway's own when it could not ask at all. */
export function verdictOf(answer: ApiAnswer | ApiUnreachable): Verdict {
  if (answer instanceof ApiUnreachable) return 'no answer';
  const { status } = answer;
  const words = wordsOf(answer);
  if (status === 200) return 'ok';
  if (status === 404) return 'not found';
  if (status === 429) return 'quota';
  if (/cannot be reached/.test(words)) return 'unreachable';
  if (status === 401 || /credential|token endpoint|service account|private key|JWT/i.test(words)) return 'credentials';
  if (status === 403) return 'permission';
  if (status === 529 || /overloaded/i.test(words)) return 'overloaded';
  return status >= 500 ? 'unreachable' : 'refused';
}

function wordsOf(answer: ApiAnswer | ApiUnreachable): string {
  if (answer instanceof ApiUnreachable) return answer.message;
  const text = textAt(answer.body, 'error', 'message') ?? textAt(answer.body, 'message') ?? `status ${answer.status}`;
  return text.replaceAll(/\s+/g, ' ').slice(0, 200);
}

const FIXES: Readonly<Record<Exclude<Verdict, 'ok'>, string>> = {
  'not found':
    'enable the model for the project in Vertex AI Model Garden, or choose a region that serves it: vertex_region of the integration ("global" serves the most)',
  quota:
    'ask for quota of this base model and region in the Google Cloud console (new projects have none), or use "global"',
  permission:
    'give the service account the role roles/aiplatform.user in that project, and enable aiplatform.googleapis.com',
  credentials:
    'put a fresh service account key into the integration: PUT /v1/integrations/<slug> {"configurations": {"vertex_service_account_json": …}}',
  overloaded: 'the provider is overloaded; ask again in a minute',
  refused: 'read the words beside it; the log row (tollgate logs) names what was sent',
  unreachable:
    'see whether this machine may reach the host that is named above: egress rules, proxy, vertex_region, custom_host',
  'no answer': 'look at the output of `tollgate start`',
};

/** Degradation of the account is trouble of every model. */
const WHOLE_PROVIDER: readonly Verdict[] = ['permission', 'credentials', 'unreachable', 'no answer'];

/** `required` are models that somebody named: for them any other answer than ok is a failure. */
export function probeFindings(probes: readonly Probe[], required: ReadonlySet<string>): Finding[] {
  const cells = probes.map(({ model, messages, countTokens, ms, words }) => [
    model,
    `messages ${messages}`,
    `count_tokens ${countTokens}`,
    `${ms} ms`,
    words,
  ]);
  const rows = alignRows(cells, { right: [3] });
  const findings = probes.map((found, index): Finding => ({
    level: levelOf(found, required),
    what: rows[index] ?? found.model,
  }));
  const answering = probes.filter(({ messages }) => messages === 'ok').length;
  const summary = `${answering} of ${probes.length} models answer`;
  if (answering === probes.length) return [...findings, ok(summary)];
  const worst = findings.some(({ level }) => level === 'fail') || answering === 0 ? 'fail' : 'warn';
  const verdicts = new Set(probes.flatMap(({ messages, countTokens }) => [messages, countTokens]));
  const fixes = Object.entries(FIXES).filter(([verdict]) => verdicts.has(verdict as Verdict));
  return [
    ...findings,
    ...fixes.map(([verdict, fix]) => (worst === 'fail' ? fail(verdict, fix) : warn(verdict, fix))),
    worst === 'fail' ? { level: 'fail', what: summary } : warn(summary),
  ];
}

function levelOf({ model, messages, countTokens }: Probe, required: ReadonlySet<string>): Level {
  if (messages === 'ok') return countTokens === 'ok' ? 'ok' : 'warn';
  return required.has(model) || WHOLE_PROVIDER.includes(messages) ? 'fail' : 'warn';
}

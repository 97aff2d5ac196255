/** What checks may call outside: other services, and models of the caller's workspace. */
import { hash } from 'node:crypto';
import { CheckError, type CheckPorts, type ModelQuestion } from '../../guardrails/check.ts';
import { BoundedMap } from '../../kernel/bounded-map.ts';
import { GatewayError } from '../../kernel/errors.ts';
import type { RequestHeaders } from '../../wire/request-headers.ts';
import { isObject } from '../../wire/json/object.ts';
import { maskText, NOTHING_KNOWN } from '../../kernel/secrets/mask.ts';
import { signAws } from '../credentials/aws-sigv4.ts';
import type { GatewayDeps } from '../dependencies.ts';
import { chatCompletions } from '../endpoints/chat-completions.ts';
import type { Arrived, Authorized } from '../exchange.ts';
import type { KeyHash, OrganisationId, WorkspaceId } from '../../kernel/ids.ts';
import { NO_LIMITS } from '../../routing/compiled-limits.ts';
import type { CompiledKey, CompiledWorkspace, Snapshot } from '../snapshot/snapshot.ts';
import { knownSecrets } from '../known-secrets.ts';
import type { Outcome } from '../outcome.ts';
import { OwnClient } from '../own-client.ts';
import { ownRequest } from '../own-request.ts';

/** Those without a request behind them: no model can be called. */
export function checkPorts(outside: Pick<CheckPorts, 'call' | 'resolves'>, now: () => number): CheckPorts {
  return {
    ...outside,
    now,
    mask: (text) => maskText(text, NOTHING_KNOWN),
    signAws(request, { region, service, ...keys }) {
      const asked = { method: request.method, url: request.url, body: [Buffer.from(request.body ?? '')] };
      const { authorization, beside } = signAws(asked, { keys, scope: { region, service }, now: now() });
      return { ...beside, authorization };
    },
    ask: () => Promise.reject(new CheckError('no_request', 'A model can be asked for a request of a workspace only.')),
  };
}

type Asking = Pick<Arrived & Authorized, 'headers' | 'trace' | 'snapshot' | 'ownCaller'> & {
  workspace: Pick<CompiledWorkspace, 'id'>;
};

/** With models of the workspace that the request is of. `outcome`: of the request, with what it was sent with so far. */
export function checkPortsFor(asking: Asking, deps: GatewayDeps, outcome?: Outcome): CheckPorts {
  return {
    ...deps.checkPorts,
    mask: (text) => maskText(text, knownSecrets(asking, outcome)),
    ask: (question) => askModel(question, asking, deps),
  };
}

/** Whoever tries a guardrail without a request: its models are asked in the name of that one, in that workspace. */
export interface Trier {
  organisationId: OrganisationId;
  workspaceId: WorkspaceId;
  /** null = it is no key's. */
  apiKeyId: string | null;
  userId: string | null;
}

/** `traceId`: of the log rows of what is asked. */
export function checkPortsAs(trier: Trier, { snapshot, traceId }: Trying, deps: GatewayDeps): CheckPorts {
  const asking: Asking = {
    headers: {},
    trace: { traceId, spanId: deps.newSpanId(), parentSpanId: null, spanName: 'guardrail' },
    snapshot,
    workspace: { id: trier.workspaceId },
    ownCaller: callerFor(trier, snapshot),
  };
  return checkPortsFor(asking, deps);
}

interface Trying {
  snapshot: Snapshot;
  traceId: string;
}

/** With the limits of the key, or of the person; the workspace's hold in any case. */
function callerFor({ organisationId, workspaceId, apiKeyId, userId }: Trier, { keys }: Snapshot): CompiledKey {
  const key = apiKeyId === null ? undefined : [...keys.values()].find(({ id }) => id === apiKeyId);
  return {
    id: apiKeyId ?? '',
    hash: '' as KeyHash,
    organisationId,
    workspaceId,
    type: userId === null ? 'workspace-service' : 'workspace-user',
    userId,
    scopes: new Set(['completions.write']),
    metadata: {},
    defaultConfig: null,
    allowConfigOverride: false,
    expiresAt: null,
    previousHash: null,
    limits: key?.limits ?? NO_LIMITS,
  };
}

/** Verdicts by prompt: the same text is judged once. Some hundred bytes each. */
const MAX_ANSWERS = 10_000;
const answersOf = new WeakMap<GatewayDeps, BoundedMap<string>>();

/** By this a policy can give them a budget of their own. */
const OWN_METADATA = { tollgate_purpose: 'guardrail' };

async function askModel(question: ModelQuestion, asking: Asking, deps: GatewayDeps): Promise<string> {
  let answers = answersOf.get(deps);
  if (answers === undefined) answersOf.set(deps, (answers = new BoundedMap<string>(MAX_ANSWERS)));
  const { model, system, text, maxTokens } = question;
  const key = hash('sha256', JSON.stringify([asking.workspace.id, model, system, text]), 'base64');
  const known = answers.get(key);
  if (known !== undefined) return known;
  const messages = [
    { role: 'system', content: system },
    { role: 'user', content: text },
  ];
  const client = new OwnClient(Buffer.from(JSON.stringify({ model, messages, max_completion_tokens: maxTokens })));
  const request = {
    endpoint: chatCompletions,
    client,
    timeoutMs: question.timeoutMs,
    forwarded: [],
    headers: {
      'x-portkey-metadata': JSON.stringify({ ...metadataIn(asking.headers), ...OWN_METADATA }),
      // The text is what somebody may want to be kept out of the log.
      'x-portkey-debug': 'false',
    },
    spanName: 'guardrail',
    note: 'Asked by a check of a guardrail.',
    isOfGuardrail: true,
  } as const;
  await deps.handleOwn(ownRequest(asking, request, deps));
  const said = read(client);
  answers.set(key, said);
  return said;
}

function read(client: OwnClient): string {
  try {
    const answer: unknown = JSON.parse(client.answered().toString('utf8'));
    const choices: unknown = isObject(answer) ? answer['choices'] : null;
    const first: unknown = Array.isArray(choices) ? choices[0] : null;
    const message: unknown = isObject(first) ? first['message'] : null;
    const content: unknown = isObject(message) ? message['content'] : null;
    if (typeof content === 'string') return content;
  } catch (error) {
    const why = error instanceof GatewayError ? error.code : 'no_json';
    const name = why === 'upstream_timeout' ? 'timeout' : 'model_failed';
    throw new CheckError(name, `The model could not be asked (${why}).`);
  }
  throw new CheckError('model_failed', 'The model answered without a text.');
}

function metadataIn(headers: RequestHeaders): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(headers['x-portkey-metadata'] ?? '{}');
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

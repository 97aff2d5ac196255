/** Runs one guardrail: its checks beside one another or in turn, each with its verdict and time. */
import { maskForms } from '../kernel/secrets/mask.ts';
import type { NextTurn } from '../kernel/slices.ts';
import type { JsonObject } from '../wire/json/object.ts';
import { CheckError, type CheckPorts, type Judgement, type RequestFacts, type Side, type Subject } from './check.ts';
import type { Conversation, Placed } from './conversation.ts';
import type { CompiledCheck, CompiledGuardrail } from './definition.ts';
import type { Exceptions } from './exceptions.ts';
import { hookResult, type CheckResult, type HookResult } from './result.ts';

export interface Scene {
  side: Side;
  conversation: Conversation;
  request: RequestFacts;
  answer: Subject['answer'];
  ports: CheckPorts;
  /** Monotonic ms. */
  elapsed(): number;
  /** Lets others have a turn of the event loop, between checks that took long; absent = there is nobody. */
  nextTurn?: NextTurn;
}

/** ms of the event loop at a time. */
const MAX_TURN_MS = 3;

export interface GuardrailRun {
  result: HookResult;
  /** What scanners would have replaced. */
  replacements: Placed[];
  /** The body that a check wants in place of the one it was shown; null = none. */
  json: NonNullable<Judgement['json']> | null;
  headers: Readonly<Record<string, string>>;
}

interface Ran {
  result: CheckResult;
  replacements: readonly Placed[];
  judgement: Judgement | null;
}

/** Never rejects: a check that fails by itself is reported as one. */
export async function runGuardrail(guardrail: CompiledGuardrail, scene: Scene): Promise<GuardrailRun> {
  const began = scene.ports.now();
  const start = scene.elapsed();
  const checks = guardrail.checks.filter(({ sides }) => sides.includes(scene.side));
  const ran: Ran[] = [];
  if (guardrail.isSequential) for (const check of checks) ran.push(await runCheck(check, scene, guardrail.exceptions));
  else ran.push(...(await Promise.all(await startAll(guardrail, checks, scene))));
  const took = round(scene.elapsed() - start);
  const results = ran.map(({ result }) => result);
  return {
    result: hookResult(guardrail, { checks: results, took, began }),
    replacements: ran.flatMap(({ replacements }) => [...replacements]),
    json: ran.findLast(({ judgement }) => judgement?.json !== undefined)?.judgement?.json ?? null,
    headers: Object.assign({}, ...ran.map(({ judgement }) => judgement?.headers ?? {})) as Record<string, string>,
  };
}

/** All at once, so that those which ask others wait together; but what takes the processor gives way in between. */
async function startAll(
  { exceptions }: CompiledGuardrail,
  checks: readonly CompiledCheck[],
  scene: Scene,
): Promise<Promise<Ran>[]> {
  const started: Promise<Ran>[] = [];
  let since = scene.elapsed();
  for (const check of checks) {
    started.push(runCheck(check, scene, exceptions));
    if (scene.nextTurn === undefined || scene.elapsed() - since < MAX_TURN_MS) continue;
    await scene.nextTurn();
    since = scene.elapsed();
  }
  return started;
}

async function runCheck(check: CompiledCheck, given: Scene, exceptions: Exceptions | null): Promise<Ran> {
  const scene = { ...given, ports: { ...given.ports, mask: maskFor(check, given) } };
  const start = scene.elapsed();
  const told = {
    id: check.id,
    created_at: new Date(scene.ports.now()).toISOString(),
    log: null,
    fail_on_error: check.failsOnError,
  };
  try {
    const { judgement, replacements } = await judged(check, scene, exceptions);
    if (judgement.verdict && check.scope === 'new') scene.conversation.passed(check);
    const isTransformed = replacements.length > 0 || judgement.json !== undefined;
    const { verdict, data = null } = judgement;
    const result = {
      ...told,
      verdict,
      data: maskedJson(data, scene.ports.mask),
      transformed: isTransformed,
      execution_time: round(scene.elapsed() - start),
    };
    return { result, replacements, judgement };
  } catch (thrown) {
    const { name, message } = errorOf(thrown);
    const error = { name, message: scene.ports.mask(message) };
    const took = round(scene.elapsed() - start);
    const result = { ...told, verdict: false, data: null, error, transformed: false, execution_time: took };
    return { result, replacements: [], judgement: null };
  }
}

async function judged(
  check: CompiledCheck,
  scene: Scene,
  exceptions: Exceptions | null,
): Promise<{ judgement: Judgement; replacements: readonly Placed[] }> {
  const { opened } = check;
  if (opened.kind === 'judge') {
    const { side, request, answer, conversation } = scene;
    const subject: Subject = {
      side,
      request,
      answer,
      get texts() {
        const texts = conversation.texts(check);
        return exceptions === null ? texts : texts.flatMap((text) => exceptions.without(check.id, text) ?? []);
      },
      get toolCalls() {
        return conversation.toolCalls;
      },
    };
    return { judgement: withoutOwnSecrets(await opened.judge(subject, scene.ports), check), replacements: [] };
  }
  const all = await scene.conversation.find(check);
  const found = exceptions === null ? all : all.filter(({ text }) => !exceptions.covers(check.id, text));
  const counts: Record<string, number> = {};
  for (const { kind } of found) counts[kind] = (counts[kind] ?? 0) + 1;
  const isRedacted = opened.redact !== null;
  const verdict = isRedacted || opened.passes(found.length);
  const explanation =
    found.length === 0 ? 'Nothing was found.' : `Found ${inWords(counts)}${isRedacted ? ', and replaced it' : ''}.`;
  const excepted = all.length - found.length;
  const data = { explanation, found: counts, ...(excepted > 0 && { excepted }) };
  return { judgement: { verdict, data }, replacements: isRedacted ? found : [] };
}

/** Without what the scene knows to be secret, nor the check's own credentials, which its service may repeat. */
function maskFor({ secretForms }: CompiledCheck, { ports }: Scene): CheckPorts['mask'] {
  return (text) => ports.mask(maskForms(text, secretForms));
}

/** A body that a service writes goes on as it is, but for the credentials that the service was called with. */
function withoutOwnSecrets(judgement: Judgement, { secretForms }: CompiledCheck): Judgement {
  if (judgement.json === undefined || secretForms.length === 0) return judgement;
  const json = maskedJson(judgement.json, (text) => maskForms(text, secretForms));
  return json === null ? judgement : { ...judgement, json };
}

/** The very same where there is nothing to mask. Throws RangeError where it is nested too deeply to be written. */
function maskedJson(json: JsonObject | null, mask: (text: string) => string): JsonObject | null {
  if (json === null) return null;
  const text = JSON.stringify(json);
  const masked = mask(text);
  return masked === text ? json : (JSON.parse(masked) as JsonObject);
}

function inWords(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([kind, count]) => `${count} × ${kind}`)
    .join(', ');
}

function errorOf(thrown: unknown): { name: string; message: string } {
  if (thrown instanceof CheckError) return { name: thrown.name, message: thrown.message };
  // An unforeseen error may reveal more than the reader of the answer should see.
  return { name: 'internal', message: 'The check failed in the gateway.' };
}

const round = (ms: number): number => Math.round(ms * 1000) / 1000;

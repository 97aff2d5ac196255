/** Runs one check of a guardrail on one scene: its verdict, and what it would replace. */
import { hash } from 'node:crypto';
import { maskForms } from '../kernel/secrets/mask.ts';
import { atOnce, inSlices, type NextTurn } from '../kernel/slices.ts';
import type { JsonObject } from '../wire/json/object.ts';
import { CheckError, type CheckPorts, type Judge, type Judgement, type NamedText, type Subject } from './check.ts';
import type { Placed } from './conversation.ts';
import type { CompiledCheck } from './definition.ts';
import type { Exceptions } from './exceptions.ts';
import { finderOf } from './named-texts.ts';
import type { CheckResult } from './result.ts';
import type { Scene } from './scene.ts';

export interface RanCheck {
  result: CheckResult;
  replacements: readonly Placed[];
  /** null = it could not say. */
  judgement: Judgement | null;
}

/** Never rejects: a check that fails by itself is reported as one. */
export async function runCheck(check: CompiledCheck, given: Scene, exceptions: Exceptions | null): Promise<RanCheck> {
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
    const judgement = withoutOwnSecrets(await judgementOf(opened.judge(subject, scene.ports), scene.nextTurn), check);
    if (judgement.found !== undefined) {
      const { found, counts } = await findings(findingAgain(check, judgement.found), scene, exceptions);
      return { judgement: { ...judgement, data: { ...judgement.data, found: counts } }, replacements: found };
    }
    if (opened.masks === undefined) return { judgement, replacements: [] };
    const { found: masked, counts } = await findings(check, scene, exceptions);
    return { judgement: { ...judgement, data: { ...judgement.data, masked: counts } }, replacements: masked };
  }
  const { all, found, counts } = await findings(check, scene, exceptions);
  const isRedacted = opened.redact !== null;
  const verdict = isRedacted || opened.passes(found.length);
  const explanation =
    found.length === 0 ? 'Nothing was found.' : `Found ${inWords(counts)}${isRedacted ? ', and replaced it' : ''}.`;
  const excepted = all.length - found.length;
  const data = { explanation, found: counts, ...(excepted > 0 && { excepted }) };
  return { judgement: { verdict, data }, replacements: isRedacted ? found : [] };
}

/** What a service has found, as a scanner finds it. Its key says what it looks for: turns are remembered by it. */
function findingAgain(check: CompiledCheck, wanted: readonly NamedText[]): CompiledCheck {
  const key = `${check.key} ${hash('sha256', JSON.stringify(wanted), 'base64')}`;
  const opened = {
    kind: 'scanner',
    scan: finderOf(wanted),
    redact: { isReversible: false },
    passes: () => true,
  } as const;
  return { ...check, key, opened };
}

interface Findings {
  all: readonly Placed[];
  /** Without what is excepted. */
  found: readonly Placed[];
  /** By their kinds. */
  counts: Readonly<Record<string, number>>;
}

async function findings(
  check: CompiledCheck,
  { conversation }: Scene,
  exceptions: Exceptions | null,
): Promise<Findings> {
  const all = await conversation.find(check);
  const found = exceptions === null ? all : all.filter(({ text }) => !exceptions.covers(check.id, text));
  const counts: Record<string, number> = {};
  for (const { kind } of found) counts[kind] = (counts[kind] ?? 0) + 1;
  return { all, found, counts };
}

/** One that comes in slices gives way between them, where there is somebody. */
export async function judgementOf(judging: ReturnType<Judge['judge']>, nextTurn?: NextTurn): Promise<Judgement> {
  if (!('next' in judging)) return judging;
  return nextTurn === undefined ? atOnce(judging) : inSlices(judging, nextTurn);
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

/** To whole microseconds. */
export const round = (ms: number): number => Math.round(ms * 1000) / 1000;

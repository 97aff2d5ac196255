/** Runs the guardrails of the input side on one body. */
import type { Placed } from '../../guardrails/conversation.ts';
import type { CompiledGuardrail } from '../../guardrails/definition.ts';
import type { HookResult } from '../../guardrails/result.ts';
import { runGuardrail, type GuardrailRun, type Scene } from '../../guardrails/run.ts';
import { applyEdits, type Edit } from '../../wire/json/edit.ts';
import { scanDocument, type JsonDocument } from '../../wire/json/scan.ts';
import type { TargetRequest } from '../attempt/target-request.ts';
import { checkPortsFor } from './check-ports.ts';
import { clash, denied } from './denied.ts';
import type { Hooks } from './hooks.ts';
import { fittedInto, masked as maskedText } from './replaced.ts';
import { factsOf } from './request-facts.ts';
import { RequestWords } from './request-words.ts';

/** `masked`: with single strings replaced. `after`: what the target gets. Both are the very same document where nothing was changed. */
export interface GuardedInput {
  masked: JsonDocument;
  after: JsonDocument;
}

/** Throws GatewayError guardrail_denied. */
export async function runOnInput(
  request: Pick<TargetRequest, 'exchange' | 'outcome' | 'deps' | 'target'>,
  document: JsonDocument,
  guardrails: readonly CompiledGuardrail[],
): Promise<GuardedInput> {
  const { outcome, deps, exchange } = request;
  const { hooks } = outcome;
  const began = deps.clock.elapsed();
  const elapsed = () => deps.clock.elapsed();
  const words = new RequestWords(document, exchange.endpoint.dialect, {
    memory: deps.scanMemory,
    nextTurn: deps.nextTurn,
    elapsed,
  });
  const scene: Scene = {
    side: 'input',
    conversation: words,
    request: factsOf(request, document),
    answer: null,
    ports: checkPortsFor(exchange, deps, outcome),
    elapsed,
    nextTurn: deps.nextTurn,
  };
  hooks.input = [];
  hooks.softDenial = null;
  for (const guardrail of guardrails.filter(({ isAsync }) => isAsync)) void runAside(hooks, guardrail, scene);
  const enforced: GuardrailRun[] = [];
  await Promise.all(
    guardrails
      .filter(({ isAsync }) => !isAsync)
      .map(async (guardrail) => {
        const ran = await runGuardrail(guardrail, scene);
        if (guardrail.isShadow) hooks.aside.push({ side: 'input', result: ran.result });
        else enforced.push(ran);
      }),
  );
  hooks.input.push(...enforced.map(({ result }) => result));
  for (const { headers } of enforced) Object.assign(hooks.headers, headers);
  hooks.waitedMs += deps.clock.elapsed() - began;
  const masked = maskedBy(words, enforced, hooks);
  const denial = enforced.find(({ result }) => !result.verdict && (result.deny || isUnmasked(result, guardrails)));
  if (denial !== undefined) {
    if (masked !== document) outcome.maskedRequest = masked;
    throw denied({ guardrails, hooks, endpoint: exchange.endpoint, side: 'input' }, denial.result);
  }
  return { masked, after: rewritten(words, enforced, masked) };
}

/** What was to be replaced could not be looked for: it must not leave as it is, even if the guardrail denies nothing. */
function isUnmasked({ id, checks }: HookResult, guardrails: readonly CompiledGuardrail[]): boolean {
  const guardrail = guardrails.find((one) => one.id === id);
  return checks.some((result) => {
    const check = guardrail?.checks.find((one) => one.id === result.id);
    return result.error !== undefined && check?.failsOnError === true && isRedacting(check);
  });
}

const isRedacting = ({ opened }: CompiledGuardrail['checks'][number]): boolean =>
  opened.kind === 'scanner' && opened.redact !== null;

/** Does it deny or change what it cannot look at? One that only reports, or is to pass what it cannot read, does not. */
export function needsReading({ isAsync, isShadow, deny, type, checks }: CompiledGuardrail): boolean {
  if (isAsync || isShadow) return false;
  const acting = checks.filter((check) => deny || type === 'mutator' || isRedacting(check));
  return acting.some(({ sides, failsOnError }) => failsOnError && sides.includes('input'));
}

async function runAside(hooks: Hooks, guardrail: CompiledGuardrail, scene: Scene): Promise<void> {
  hooks.running.add(guardrail.id);
  const { result } = await runGuardrail(guardrail, scene);
  hooks.running.delete(guardrail.id);
  hooks.aside.push({ side: scene.side, result });
}

/** The document with single strings replaced; the very same where there are none. */
function maskedBy(words: RequestWords, runs: readonly GuardrailRun[], hooks: Hooks): JsonDocument {
  const edits = editsFor(
    words,
    runs.flatMap(({ replacements }) => replacements),
    hooks,
  );
  if (edits.length === 0) return words.document;
  return scanDocument(Buffer.concat(applyEdits(words.document, edits)), words.dialect.turns ?? undefined);
}

/** A body that a check wrote anew takes the place of the whole. */
function rewritten(
  { document, dialect }: RequestWords,
  runs: readonly GuardrailRun[],
  masked: JsonDocument,
): JsonDocument {
  const written = runs.findLast(({ json }) => json !== null)?.json ?? null;
  if (written === null) return masked;
  if (masked !== document) throw clash('request');
  return scanDocument(Buffer.from(JSON.stringify(written)), dialect.turns ?? undefined);
}

function editsFor(words: RequestWords, found: readonly Placed[], { placeholders }: Hooks): Edit[] {
  const byWord = Map.groupBy(found, ({ part, word }) => `${part} ${word}`);
  const inOrder = [...byWord.values()].toSorted(([a], [b]) => order(a) - order(b) || (a?.word ?? 0) - (b?.word ?? 0));
  return inOrder.flatMap((list) => {
    const [first] = list;
    const at = first === undefined ? null : words.wordAt(first.part, first.word);
    if (at === null) return [];
    const replacement = JSON.stringify(maskedText(at.text, fittedInto(at.place, list), placeholders));
    return [{ type: 'splice', start: at.place.start, end: at.place.end, replacement }];
  });
}

const order = (placed: Placed | undefined): number => placed?.part ?? 0;

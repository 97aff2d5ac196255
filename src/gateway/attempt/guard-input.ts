/** Target: runs the guardrails of the input side on what the target would get. They deny it, change it, or leave a note. */
import { GatewayError } from '../../kernel/errors.ts';
import type { Placed } from '../../guardrails/conversation.ts';
import type { CompiledGuardrail } from '../../guardrails/definition.ts';
import { runGuardrail, type GuardrailRun, type Scene } from '../../guardrails/run.ts';
import { applyEdits, type Edit } from '../../wire/json/edit.ts';
import { scanDocument, type JsonDocument } from '../../wire/json/scan.ts';
import type { GatewayDeps } from '../dependencies.ts';
import { checkPortsFor } from '../guard/check-ports.ts';
import { denied } from '../guard/denied.ts';
import { guardrailsFor } from '../guard/guardrails-for.ts';
import type { Hooks } from '../guard/hooks.ts';
import { fittedInto, masked as maskedText } from '../guard/replaced.ts';
import { factsOf } from '../guard/request-facts.ts';
import { RequestWords } from '../guard/request-words.ts';
import type { Stage } from '../stage.ts';
import type { TargetRequest, Written } from './target-request.ts';

/** Leaves the very same body where no guardrail changes it. Throws GatewayError guardrail_denied. */
export const guardInput: Stage<TargetRequest & Written, Written, GatewayDeps> = {
  name: 'guard-input',
  run(request) {
    const { document, outcome } = request;
    const guardrails = guardrailsFor(request, 'input');
    if (guardrails.length === 0) return { document };
    const known = outcome.guarded.find((one) => one.before === document && isSame(one.guardrails, guardrails));
    if (known !== undefined) return { document: known.after };
    return run(request, document, guardrails).then((after) => ({ document: after }));
  },
};

const isSame = (a: readonly CompiledGuardrail[], b: readonly CompiledGuardrail[]): boolean =>
  a.length === b.length && a.every((one, index) => one === b[index]);

async function run(
  request: TargetRequest,
  document: JsonDocument,
  guardrails: readonly CompiledGuardrail[],
): Promise<JsonDocument> {
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
  if (masked !== document) outcome.maskedRequest = masked;
  const denial = enforced.find(({ result }) => !result.verdict && result.deny);
  if (denial !== undefined)
    throw denied({ guardrails, hooks, endpoint: exchange.endpoint, side: 'input' }, denial.result);
  const after = rewritten(words, enforced, masked);
  outcome.guarded.push({ guardrails, before: document, after });
  return after;
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
  if (masked !== document) throw clash();
  return scanDocument(Buffer.from(JSON.stringify(written)), dialect.turns ?? undefined);
}

/** One of the two changes would be lost, and with it what it was to keep from leaving. */
const clash = (): GatewayError =>
  new GatewayError('guardrail_denied', 'One guardrail masks this request and another one rewrites it whole.', {
    hint: 'This is for whoever runs the gateway: let one guardrail do both, one check after the other.',
  });

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

/** Runs a guardrail over bodies of the log, to see what it would have found. Nothing is sent anywhere, and nothing is remembered. */
import { CheckError } from '../../guardrails/check.ts';
import type { Conversation, Placed } from '../../guardrails/conversation.ts';
import type { CompiledCheck } from '../../guardrails/definition.ts';
import type { DryFinding, DryRun, LoggedBody } from '../../guardrails/dry-run.ts';
import { passes } from '../../guardrails/result.ts';
import { Placeholders } from '../../guardrails/placeholders.ts';
import { runGuardrail } from '../../guardrails/run.ts';
import type { Scene } from '../../guardrails/scene.ts';
import type { NextTurn } from '../../kernel/slices.ts';
import type { Dialect } from '../../wire/dialects/dialect.ts';
import { JsonScanError, scanDocument } from '../../wire/json/scan.ts';
import { ENDPOINTS } from '../endpoints/endpoints.ts';
import { AnswerWords } from './answer-words.ts';
import { createScanMemory, RequestWords, type ScanMemory } from './request-words.ts';

interface DryRunUse {
  now(): number;
  elapsed(): number;
  nextTurn: NextTurn;
}

const AROUND = 80;
const SERVICE = 'other_service';

export function openDryRun(using: DryRunUse): DryRun {
  const memory = createScanMemory();
  return {
    async run(guardrail, body) {
      const dialect = dialectOf(body.operation);
      const words = dialect === null ? null : wordsOf(body, dialect, { using, memory });
      if (words === null) return 'unreadable';
      const findings: DryFinding[] = [];
      const { result } = await runGuardrail(guardrail, sceneOf(body, words, { using, findings }));
      const skipped = result.checks.filter(({ error }) => error?.name === SERVICE).map(({ id }) => id);
      const scanners = new Set(guardrail.checks.filter(({ opened }) => opened.kind === 'scanner').map(({ id }) => id));
      for (const check of result.checks) {
        if (passes(check) || scanners.has(check.id) || check.error !== undefined) continue;
        const why = check.data?.['explanation'];
        const text = typeof why === 'string' ? why : 'The check does not pass.';
        findings.push({ check: check.id, kind: 'VERDICT', text, before: '', after: '' });
      }
      const { exceptions } = guardrail;
      const kept = findings.filter(({ check, text }) => exceptions === null || !exceptions.covers(check, text));
      return { findings: kept, skipped };
    },
  };
}

const refuse = (): Promise<never> => Promise.reject(new CheckError(SERVICE, 'A dry run asks no other service.'));

function dialectOf(operation: string): Dialect | null {
  const endpoint = ENDPOINTS.find((one) => one.operation === operation);
  return endpoint === undefined || endpoint.kind === 'local' || endpoint.dialect.words === null
    ? null
    : endpoint.dialect;
}

type Words = RequestWords | AnswerWords;

/** null = it is no body of this dialect. */
function wordsOf(
  { side, bytes }: LoggedBody,
  dialect: Dialect,
  { using, memory }: { using: DryRunUse; memory: ScanMemory },
): Words | null {
  try {
    if (side === 'input')
      return new RequestWords(scanDocument(bytes, dialect.turns ?? undefined), dialect, { ...using, memory });
    const isWhole = bytes.subarray(0, 1).toString() === '{';
    const answer = isWhole ? bytes : (dialect.stream?.toWhole(bytes) ?? null);
    return answer === null || dialect.words === null ? null : new AnswerWords(answer, dialect.words, using.nextTurn);
  } catch (error) {
    if (error instanceof JsonScanError) return null;
    throw error;
  }
}

/** The same words, with what scanners find written down. */
function watching(words: Words, findings: DryFinding[]): Conversation {
  return {
    get toolCalls() {
      return words.toolCalls;
    },
    texts: (check) => words.texts(check),
    passed: (check) => words.passed(check),
    async find(check: CompiledCheck) {
      const all = await words.find(onlyLooking(check));
      const found = words instanceof RequestWords ? all.filter(({ part }) => !words.hasPassed(part, check)) : all;
      for (const one of found)
        findings.push({ check: check.id, kind: one.kind, text: one.text, ...around(words, one) });
      // Seen once: the next body of the conversation begins with the same turns.
      words.passed(onlyLooking(check));
      return found;
    },
  };
}

/** A check that masks looks at every turn again: here each turn counts once. */
function onlyLooking(check: CompiledCheck): CompiledCheck {
  const { opened } = check;
  return opened.kind === 'scanner' ? { ...check, opened: { ...opened, redact: null } } : check;
}

function around(words: Words, { part, word, start, end }: Placed): { before: string; after: string } {
  const text = words instanceof RequestWords ? words.wordAt(part, word)?.text : words.textOfWord(word);
  if (text === undefined) return { before: '', after: '' };
  return { before: text.slice(Math.max(0, start - AROUND), start), after: text.slice(end, end + AROUND) };
}

function sceneOf(
  body: LoggedBody,
  words: Words,
  { using, findings }: { using: DryRunUse; findings: DryFinding[] },
): Scene {
  const { side, operation, model, metadata } = body;
  return {
    side,
    conversation: watching(words, findings),
    request: {
      operation,
      provider: '',
      model,
      isStream: false,
      metadata,
      headers: {},
      json: () => null,
      keys: () => [],
    },
    answer: side === 'output' ? { status: 200, json: () => null } : null,
    ports: {
      now: using.now,
      call: refuse,
      resolves: refuse,
      ask: refuse,
      mask: (text) => text,
      signAws: () => ({}),
    },
    elapsed: () => using.elapsed(),
    changed: (change) => sceneOf(body, words.changed(change, new Placeholders()), { using, findings }),
  };
}

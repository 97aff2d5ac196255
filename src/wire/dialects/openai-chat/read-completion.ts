/** What a whole answer of Chat Completions says of itself. */
import type { JsonObject } from '../../json/object.ts';
import type { Ranges } from '../../json/ranges.ts';
import { readMarked } from '../../json/read-marked.ts';
import { findMember, membersOf } from '../../json/scan.ts';
import { emptyUsage, readTerm, tellsUsage, type Usage, requireTotals } from '../../usage.ts';
import type { AnswerFacts } from '../dialect.ts';
import { readUsage } from './read-usage.ts';

/** Read at its top level alone. Something that is no answer may still have been counted, and then it is billed. */
export function readCompletion(body: Buffer): AnswerFacts {
  const { read, elements: choices } = readMarked(body, { key: 'choices', json: null, list: 'choices' });
  const isCompletion = choices !== null;
  const usage = emptyUsage();
  const told = { model: read('model'), usage: read('usage'), service_tier: read('service_tier') };
  readServed(usage, told);
  if (isCompletion) requireTotals(usage);
  return {
    isAnswer: isCompletion,
    usage: isCompletion || tellsUsage(usage) ? usage : null,
    stopReason: isCompletion ? firstReason(body, choices) : null,
  };
}

/** The model that answered, the tier that it ran in, and what it used. */
export function readServed(usage: Usage, { model, service_tier: tier, usage: reported }: JsonObject): void {
  if (typeof model === 'string' && model !== '') usage.model = model;
  readTerm(usage, 'service_tier', { value: tier, path: 'service_tier' });
  readUsage(usage, reported);
}

/** More than any API gives. */
const MAX_CHOICES = 128;
const REASON = /^"([\w.-]{1,64})"$/;
const OPEN_OBJECT = 0x7b;

function firstReason(body: Buffer, choices: Ranges): string | null {
  for (let at = 0; at < Math.min(choices.length, MAX_CHOICES); at += 1) {
    const start = choices.at(at)?.start ?? 0;
    const told = body[start] === OPEN_OBJECT ? findMember(membersOf(body, start), 'finish_reason') : undefined;
    const [, reason] = told === undefined ? [] : (REASON.exec(body.toString('utf8', told.valueStart, told.end)) ?? []);
    if (reason !== undefined) return reason;
  }
  return null;
}

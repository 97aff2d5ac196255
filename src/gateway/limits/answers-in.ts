/** How many answers one request asks for: each may be as long as the request allows, and all of them are billed. */
import { findMember, tryReadMember, type JsonDocument } from '../../wire/json/scan.ts';
import { isObject } from '../../wire/json/object.ts';

/** The vendors' names: of Chat Completions, of Completions, and inside of Gemini's `generationConfig`. */
const MEMBERS = ['n', 'best_of'];
const IN_CONFIG = ['candidateCount', 'candidate_count'];
const CONFIGS = ['generationConfig', 'generation_config'];
/** A longer list of prompts is not read: the shortest prompt, `"",`, takes so many bytes. */
const BYTES_PER_PROMPT = 3;

export function answersIn(document: JsonDocument): number {
  const named = MEMBERS.map((name) => wholeOr1(tryReadMember(document, name)));
  const configs = CONFIGS.map((name) => tryReadMember(document, name)).filter(isObject);
  const candidates = configs.flatMap((config) => IN_CONFIG.map((name) => wholeOr1(config[name])));
  return Math.max(...named, ...candidates) * promptsIn(document);
}

/** Completions take several prompts, and answer each. A prompt of token ids is a list of numbers. */
function promptsIn(document: JsonDocument): number {
  const member = findMember(document.members, 'prompt');
  if (member === undefined) return 1;
  const prompts = tryReadMember(document, 'prompt');
  if (prompts === undefined) return Math.ceil((member.end - member.valueStart) / BYTES_PER_PROMPT);
  return Array.isArray(prompts) && typeof prompts[0] !== 'number' ? Math.max(1, prompts.length) : 1;
}

const wholeOr1 = (value: unknown): number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 1 ? value : 1;

/** What an error answer in Anthropic's dialect says: its parts, what it refuses by name, and when to come back. */
import { isObject } from '../../json/object.ts';
import { UNNAMED_FLAG } from '../../model-facts.ts';
import { mayBeLeftOut } from './hint-members.ts';

export interface ReadError {
  type: string;
  message: string;
  requestId: string | null;
}

/** `{type: "error", error: {type, message}, request_id}`; null for anything else. */
export function readAnthropicError(body: unknown): ReadError | null {
  if (!isObject(body) || !isObject(body['error'])) return null;
  const { type, message } = body['error'];
  if (typeof type !== 'string' || typeof message !== 'string') return null;
  return { type, message, requestId: typeof body['request_id'] === 'string' ? body['request_id'] : null };
}

export interface Refusal {
  /** Flags, or UNNAMED_FLAG. */
  betas: string[];
  /** Paths of src/wire/json/cut.ts. */
  fields: string[];
  /** Those of `fields` that are refused in every request, and not only in a block or a turn of one kind. */
  alwaysFields: string[];
}

const FLAG = '[\\w.:-]{1,128}';
/** Some proxies say whose error it is first. */
const BETA_SENTENCE = new RegExp(
  `^(?:[a-z]{1,20} error: )?Unexpected value\\(s\\) ((?:\`${FLAG}\`(?:, | and )?){1,50}) for the \`anthropic-beta\` header(?:\\. [^\`:]*)?$`,
);
/** Bedrock's sentence, which may or may not go on with the flag. */
const BETA_SENTENCE_BEDROCK = /^invalid beta flag(?:[:\s]+[`'"]?([\w.-]+-\d{4}-\d{2}-\d{2}|[\w.-]+-\d{8})[`'"]?)?\.?$/i;
const FIELD_SENTENCE = /^([A-Za-z_]\w*(?:\.\w+){0,30}): Extra inputs are not permitted\.?$/;
const EFFORT_SENTENCE = /^(?:This model|[\w.@-]{1,100}) does not support the effort parameter\.?$/i;

/** A validator reports one error a line. */
const MAX_LINES = 50;

/**
 * The betas and body members that the upstream refuses by name, to be dropped as pairs; null when it names one that a
 * request cannot do without. Every line has to be a validator's sentence from its first character to its last: elsewhere in a
 * message may stand what the caller has written, which proves nothing. Sources: answers quoted in public issues,
 * docs/reference/errors.md.
 */
export function readRefusal(message: string): Refusal | null {
  const lines = message.trim().split('\n', MAX_LINES + 1);
  if (lines.length > MAX_LINES) return null;
  const betas = new Set<string>();
  const fields = new Map<string, boolean>();
  for (const line of lines) if (!readSentence(line.trim(), betas, fields)) return null;
  if (betas.size + fields.size === 0) return null;
  const alwaysFields = [...fields].flatMap(([path, isAlways]) => (isAlways ? [path] : []));
  return { betas: [...betas], fields: [...fields.keys()], alwaysFields };
}

/** False for a line that is no validator's sentence, or is about more than a hint. `fields`: path → is it refused in every request? */
function readSentence(line: string, betas: Set<string>, fields: Map<string, boolean>): boolean {
  const flags = BETA_SENTENCE.exec(line)?.[1];
  if (flags !== undefined) {
    for (const [, flag = ''] of flags.matchAll(/`([^`]+)`/g)) betas.add(flag);
    return true;
  }
  const bedrock = BETA_SENTENCE_BEDROCK.exec(line);
  if (bedrock !== null) betas.add(bedrock[1] ?? UNNAMED_FLAG);
  else if (EFFORT_SENTENCE.test(line)) fields.set('output_config.effort', true);
  else {
    const location = FIELD_SENTENCE.exec(line)?.[1];
    if (location === undefined) return false;
    const { path, isAlways } = pathOf(location);
    if (!mayBeLeftOut(path)) return false;
    fields.set(path, isAlways);
  }
  return true;
}

/**
 * A validator's location as a path: numbers become `[]`, and the names of union branches, which stand in the location but
 * not in the body, go: `messages.3.content.0.text.cache_control.ephemeral.scope` → `messages[].content[].cache_control.scope`.
 * Such a path stands for blocks of every kind, so what one kind refuses is not refused always: thinking blocks take no
 * `cache_control`, and all others do.
 */
function pathOf(location: string): { path: string; isAlways: boolean } {
  const steps: string[] = [];
  let isAlways = true;
  const parts = location.split('.');
  parts.forEach((part, index) => {
    const previous = parts[index - 1] ?? '';
    const isLast = index === parts.length - 1;
    if (/^\d+$/.test(part)) {
      steps.push('[]');
      // What a turn may have depends on its role.
      if (steps[0] === 'messages') isAlways = false;
    } else if (isLast || !isUnionBranch(previous, part)) {
      // It is the same wherever it stands.
      if (part === 'cache_control' && !isLast) isAlways = true;
      steps.push(part);
    } else if (!ONLY_BRANCHES.has(part)) isAlways = false;
  });
  return { path: steps.join('.').replaceAll('.[]', '[]'), isAlways };
}

/** `cache_control` has no other kind, and the caller's own tools are all of one. */
const ONLY_BRANCHES: ReadonlySet<string> = new Set(['ephemeral', 'custom']);

const UNIONS: Readonly<Record<string, RegExp>> = {
  cache_control: /^ephemeral$/,
  thinking: /^(enabled|adaptive|disabled|between_tools)$/,
  format: /^json_schema$/,
  source: /^(base64|url|text|content|file)$/,
};
/** Content blocks and tools by type: `tool_result`, `custom`, `bash_20250124`. */
const BRANCH_AFTER_INDEX =
  /^(custom|text|image|document|thinking|redacted_thinking|search_result|(\w+_)?tool_(use|result|reference)|\w+_\d{8})$/;

function isUnionBranch(previous: string, part: string): boolean {
  return /^\d+$/.test(previous) ? BRANCH_AFTER_INDEX.test(part) : (UNIONS[previous]?.test(part) ?? false);
}

/** From the first character: what stands before it may be the caller's own text. */
const THINKING_SENTENCE =
  /^(?:messages\.\d+(?:\.content\.\d+)?: Invalid `(?:signature|data)` in `(?:redacted_)?thinking` block|messages\.\d+\.content\.\d+\.thinking\.signature: Field required)/;

/** Thinking that another account has signed, or that has lost its signature: it can only be left out. */
export function refusesThinking(message: string): boolean {
  return THINKING_SENTENCE.test(message.trim());
}

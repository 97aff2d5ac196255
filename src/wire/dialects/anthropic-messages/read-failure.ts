/** What an error answer in Anthropic's dialect says: its parts, what it refuses by name, and when to come back. */
import { isObject } from '../../json-object.ts';
import { UNNAMED_FLAG } from './beta-flags.ts';

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
  betas: string[];
  /** Paths of src/wire/json-cut.ts. */
  fields: string[];
}

const BETA_SENTENCE = /Unexpected value\(s\) ((?:`[^`]{1,128}`(?:, | and )?)+) for the `anthropic-beta` header/g;
/** Bedrock's sentence, which may or may not go on with the flag. */
const BETA_SENTENCE_BEDROCK = /invalid beta flag(?:[:\s]+[`'"]?([\w.-]+-\d{4}-\d{2}-\d{2}|[\w.-]+-\d{8})[`'"]?)?/gi;
const FIELD_SENTENCE = /(?<![\w.])([A-Za-z_][\w.]{0,200}): Extra inputs are not permitted/g;

/**
 * The betas and body members that the upstream's wording refuses by name, to be dropped as pairs; null when it names none.
 * Sources: answers quoted in public issues, docs/reference/errors.md.
 */
export function readRefusal(message: string): Refusal | null {
  const betas = new Set<string>();
  const fields = new Set<string>();
  for (const [, list] of message.matchAll(BETA_SENTENCE)) {
    for (const [, flag] of (list ?? '').matchAll(/`([^`]+)`/g)) betas.add(flag ?? '');
  }
  for (const [, flag] of message.matchAll(BETA_SENTENCE_BEDROCK)) betas.add(flag ?? UNNAMED_FLAG);
  for (const [, location] of message.matchAll(FIELD_SENTENCE)) {
    const path = pathOf(location ?? '');
    if (path !== null) fields.add(path);
  }
  if (/does not support the effort parameter/i.test(message)) fields.add('output_config.effort');
  return betas.size + fields.size === 0 ? null : { betas: [...betas], fields: [...fields] };
}

/** Without these a request is another request: an upstream that refuses them is not to be worked around. */
const ESSENTIAL = new Set([
  'model',
  'messages',
  'max_tokens',
  'system',
  'tools',
  'tool_choice',
  'stream',
  'stop_sequences',
]);
const ESSENTIAL_INSIDE =
  /\.(type|role|content|text|name|input|id|tool_use_id|source|data|signature|thinking|input_schema)$/;

/**
 * A validator's location as a path: numbers become `[]`, and the names of union branches, which stand in the location but
 * not in the body, go: `messages.3.content.0.text.cache_control.ephemeral.scope` → `messages[].content[].cache_control.scope`.
 */
function pathOf(location: string): string | null {
  const steps: string[] = [];
  const parts = location.split('.');
  parts.forEach((part, index) => {
    const previous = parts[index - 1] ?? '';
    const isLast = index === parts.length - 1;
    if (/^\d+$/.test(part)) steps.push('[]');
    else if (isLast || !isUnionBranch(previous, part)) steps.push(part);
  });
  const path = steps.join('.').replaceAll('.[]', '[]');
  return ESSENTIAL.has(path) || ESSENTIAL_INSIDE.test(path) || path.endsWith('[]') ? null : path;
}

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

/** Thinking that another account has signed, or that has lost its signature: it can only be left out. */
export function refusesThinking(message: string): boolean {
  return /Invalid `(signature|data)` in `(redacted_)?thinking` block|thinking\.signature: Field required/.test(message);
}

/**
 * ms from `retry-after-ms` (Azure's has `x-ms-` in front) or `retry-after` (seconds, or a date measured against the
 * answer's own `date`, so that no clock is needed); null = not told.
 */
export function readRetryAfter(headers: Readonly<Record<string, string>>): number | null {
  const exact = Number.parseFloat(headers['retry-after-ms'] ?? headers['x-ms-retry-after-ms'] ?? '');
  if (exact >= 0) return Math.round(exact);
  const value = (headers['retry-after'] ?? '').trim();
  if (/^\d+(\.\d+)?$/.test(value)) return Math.round(Number(value) * 1000);
  // `Date.parse` makes a date of almost anything: of -5 one in the past, so that there would be no wait at all.
  if (!HTTP_DATE.test(value)) return null;
  const wait = Date.parse(value) - Date.parse(headers['date'] ?? '');
  return Number.isNaN(wait) ? null : Math.max(wait, 0);
}

/** All three forms begin with the day of the week. Source: RFC 9110 §5.6.7. */
const HTTP_DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)/;

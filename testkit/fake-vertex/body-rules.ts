/** What Claude on Vertex refuses in the top level of a body and in the betas, with the wording of the real thing. */
import { isRecord, recordsIn, stringAt } from '../json-shape.ts';
import type { PredictRequest } from './predict-request.ts';

/** Returns the text of Anthropic's 400, or undefined when there is nothing to refuse. */
export type Rule = (request: PredictRequest) => string | undefined;

const BETAS = new Set([
  'claude-code-20250219',
  'interleaved-thinking-2025-05-14',
  'effort-2025-11-24',
  'context-management-2025-06-27',
  'context-1m-2025-08-07',
  'tool-search-tool-2025-10-19',
  'web-search-2025-03-05',
  'compact-2026-01-12',
  'compact-2026-09-04',
  'computer-use-2024-10-22',
  'computer-use-2025-01-24',
  'computer-use-2025-11-24',
  'per-turn-control-2026-07-01',
  'thinking-display-updates-2026-08-18',
  'thinking-binding-controls-2026-08-01',
  'dangerous-tool-use-2026-09-03',
]);

const MEMBERS = new Set([
  'anthropic_version',
  'anthropic_beta',
  'messages',
  'system',
  'tools',
  'tool_choice',
  'metadata',
  'max_tokens',
  'thinking',
  'temperature',
  'top_p',
  'top_k',
  'stop_sequences',
  'stream',
  'output_config',
]);

const COUNT_MEMBERS = new Set([...MEMBERS, 'model']);
const VERSIONS = new Set(['vertex-2023-10-16', '2026-10-21']);
const SAMPLING = ['temperature', 'top_p', 'top_k'];
const TYPED_TOOLS = /^(bash|text_editor|computer|tool_search_tool_regex|tool_search_tool_bm25|memory)(_\d{8})?$/;

/** Checked in this order; the first refusal is the answer, as with the real thing. */
export const BODY_RULES: readonly Rule[] = [
  missingVersion,
  betasOnCountTokens,
  unknownBetas,
  missingMembers,
  unknownMembers,
  samplingUnderNewVersion,
  samplingOfAnotherGeneration,
  tooManyOutputTokens,
  thinkingOfAnotherGeneration,
  effortOfAnotherGeneration,
  toolsOfAnotherPlatform,
];

function missingVersion({ body, operation }: PredictRequest): string | undefined {
  const version = body['anthropic_version'];
  if (version === undefined) return operation === 'messages' ? 'anthropic_version: Field required' : undefined;
  if (typeof version === 'string' && VERSIONS.has(version)) return undefined;
  return `anthropic_version: Unexpected value(s) \`${String(version)}\`.`;
}

/** The endpoint takes no betas at all, not even those that the models take. */
function betasOnCountTokens({ betas, operation }: PredictRequest): string | undefined {
  return operation === 'count_tokens' ? refusedBetas(betas) : undefined;
}

function unknownBetas({ betas, body, facts }: PredictRequest): string | undefined {
  const inBody = Array.isArray(body['anthropic_beta']) ? body['anthropic_beta'].map(String) : [];
  const isKnown = (beta: string): boolean =>
    (BETAS.has(beta) || (beta === 'thinking-token-count-2026-05-13' && facts.thinkingTokenCount)) &&
    !facts.refusedBetas.includes(beta);
  return refusedBetas([...betas, ...inBody].filter((beta) => !isKnown(beta)));
}

function refusedBetas(betas: readonly string[]): string | undefined {
  if (betas.length === 0) return undefined;
  const named = betas.map((beta) => `\`${beta}\``).join(', ');
  return `Unexpected value(s) ${named} for the \`anthropic-beta\` header. Please consult our documentation at docs.anthropic.com or try again without the header.`;
}

export function missingMembers({ body, operation }: Pick<PredictRequest, 'body' | 'operation'>): string | undefined {
  if (!Array.isArray(body['messages'])) return 'messages: Field required';
  if (body['messages'].length === 0) return 'messages: at least one message is required';
  if (operation === 'messages' && typeof body['max_tokens'] !== 'number') return 'max_tokens: Field required';
  return undefined;
}

function unknownMembers({ body, operation, betas }: PredictRequest): string | undefined {
  const known = operation === 'messages' ? MEMBERS : COUNT_MEMBERS;
  const unknown = Object.keys(body).find((key) => !known.has(key) && !isBetaMember(key, betas));
  return unknown === undefined ? undefined : `${unknown}: Extra inputs are not permitted`;
}

/** Only the header turns these members on; `anthropic_beta` in the body does not. */
function isBetaMember(key: string, betas: readonly string[]): boolean {
  if (key === 'context_management') return betas.includes('context-management-2025-06-27');
  return key === 'compaction' && betas.includes('compact-2026-09-04');
}

function samplingUnderNewVersion({ body }: PredictRequest): string | undefined {
  if (body['anthropic_version'] !== '2026-10-21') return undefined;
  const present = SAMPLING.find((key) => key in body);
  return present === undefined ? undefined : `${present}: Extra inputs are not permitted`;
}

function samplingOfAnotherGeneration({ body, facts }: PredictRequest): string | undefined {
  const [temperature, topP, topK] = SAMPLING.map((key) => body[key]);
  if (temperature !== undefined && topP !== undefined) {
    return '`temperature` and `top_p` cannot both be specified for this model. Please use only one.';
  }
  if (facts.sampling) return undefined;
  // The defaults pass, or near enough to them.
  if (temperature !== undefined && temperature !== 1) return '`temperature` is deprecated for this model.';
  if (topP !== undefined && Number(topP) < 0.99) return '`top_p` is deprecated for this model.';
  return topK === undefined ? undefined : '`top_k` is deprecated for this model.';
}

function tooManyOutputTokens({ body, facts, model }: PredictRequest): string | undefined {
  const asked = Number(body['max_tokens'] ?? 0);
  if (asked <= facts.maxOutputTokens) return undefined;
  return `max_tokens: ${asked} > ${facts.maxOutputTokens}, which is the maximum allowed number of output tokens for ${model.replace('@', '-')}`;
}

function thinkingOfAnotherGeneration({ body, facts }: PredictRequest): string | undefined {
  const thinking = body['thinking'];
  if (!isRecord(thinking)) return undefined;
  const type = stringAt(thinking, 'type');
  if (!facts.thinking.includes(type)) return refusedThinking(type);
  // Claude Code's own Vertex mode leaves it out for the same models that take no system turns.
  if ('display' in thinking && !facts.systemTurns) return `thinking.${type}.display: Extra inputs are not permitted`;
  if (type !== 'enabled') return undefined;
  const budget = Number(thinking['budget_tokens']);
  if (!(budget >= 1024)) return 'thinking.enabled.budget_tokens: Input should be greater than or equal to 1024';
  if (budget >= Number(body['max_tokens'] ?? Infinity)) {
    return '`max_tokens` must be greater than `thinking.budget_tokens`. Please consult our documentation at https://docs.claude.com/en/docs/build-with-claude/extended-thinking#max-tokens-and-context-window-size';
  }
  return undefined;
}

function refusedThinking(type: string): string {
  if (type === 'adaptive') return 'adaptive thinking is not supported on this model';
  return `"thinking.type.${type}" is not supported for this model. Use "thinking.type.adaptive" and "output_config.effort" to control thinking behavior.`;
}

function effortOfAnotherGeneration({ body, facts }: PredictRequest): string | undefined {
  const config = body['output_config'];
  if (!isRecord(config) || config['effort'] === undefined || facts.effort) return undefined;
  return 'This model does not support the effort parameter.';
}

function toolsOfAnotherPlatform({ body, betas }: PredictRequest): string | undefined {
  for (const [index, tool] of recordsIn(body['tools']).entries()) {
    const type = stringAt(tool, 'type');
    const isServed =
      type === '' ||
      type === 'custom' ||
      TYPED_TOOLS.test(type) ||
      (type.startsWith('web_search_2025') && betas.includes('web-search-2025-03-05'));
    if (!isServed) {
      return `tools.${index}: Input tag '${type}' found using 'type' does not match any of the expected tags: 'bash_20250124', 'custom', 'text_editor_20250124', 'text_editor_20250429', 'text_editor_20250728'`;
    }
    if ('defer_loading' in tool && !betas.includes('tool-search-tool-2025-10-19')) {
      return `tools.${index}.custom.defer_loading: Extra inputs are not permitted`;
    }
  }
  return undefined;
}

/** Headers that only a gateway's own client sends. One of them here means that the gateway leaks. */
export function leakedHeaders(headers: Record<string, string | string[] | undefined>): string[] {
  return Object.keys(headers).filter(
    (name) => name === 'x-api-key' || name.startsWith('x-portkey-') || name.startsWith('x-tollgate-'),
  );
}

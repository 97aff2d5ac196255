/**
 * The anthropic-beta map: what each platform does with each flag, and which body members a flag governs.
 *
 * Kinds of source, the more trusted first: `seen` = Anthropic's own client sends it to that platform; `refused` = a
 * public report quotes the platform's 400; `listed` = another gateway's published map; no mark = documented by the vendor.
 */
import type { BetaRule, UnknownBetas } from '../wire/model-facts.ts';

/** true = forward, false = drop, a string = send that name instead; a platform without an entry has no evidence. */
type Verdict = boolean | string;

interface BetaRow {
  platforms: Readonly<Record<string, Verdict>>;
  governs?: readonly string[];
}

/**
 * Anthropic asks gateways to treat the header as an open list towards its own API; Vertex answers 400 to any flag that
 * it does not know, so there an unknown flag is dropped unless the provider's settings say otherwise.
 */
const UNKNOWN_BETAS: Readonly<Record<string, UnknownBetas>> = { anthropic: 'forward', vertex: 'drop', bedrock: 'drop' };

/** Everywhere a cache breakpoint may stand; elsewhere (a tool's own input, say) `scope` is the user's word. */
export const CACHE_SCOPES: readonly string[] = [
  'cache_control.scope',
  'system[].cache_control.scope',
  'tools[].cache_control.scope',
  'messages[].content[].cache_control.scope',
  'messages[].content[].content[].cache_control.scope',
];
const DEFERRED_TOOLS = ['tools[].defer_loading'];
const TOOL_EXAMPLES = ['tools[].input_examples'];
const EDITS = ['context_management'];
const MCP = ['mcp_servers'];

const both = { anthropic: true, vertex: true };
const firstPartyOnly = { anthropic: true, vertex: false };
const noEvidenceOnVertex = { anthropic: true };

export const BETAS: Readonly<Record<string, BetaRow>> = {
  // seen on Vertex.
  'claude-code-20250219': { platforms: both },
  'interleaved-thinking-2025-05-14': { platforms: both },
  'effort-2025-11-24': { platforms: both, governs: ['output_config.effort'] },
  'web-search-2025-03-05': { platforms: both },
  'context-1m-2025-08-07': { platforms: both },
  'tool-search-tool-2025-10-19': { platforms: both, governs: DEFERRED_TOOLS },
  'thinking-token-count-2026-05-13': { platforms: both },
  // listed for Vertex; Anthropic's client never sends these there, so the learned refusal is the safety net.
  'context-management-2025-06-27': { platforms: both, governs: EDITS },
  'compact-2026-01-12': { platforms: both, governs: EDITS },
  'compact-2026-09-04': { platforms: both, governs: ['compaction'] },
  'computer-use-2024-10-22': { platforms: both },
  'computer-use-2025-01-24': { platforms: both },
  'computer-use-2025-11-24': { platforms: both },
  'per-turn-control-2026-07-01': { platforms: both, governs: ['messages[].output_config'] },
  'thinking-display-updates-2026-08-18': { platforms: both },
  'thinking-binding-controls-2026-08-01': { platforms: both, governs: ['thinking.block_binding'] },
  'dangerous-tool-use-2026-09-03': { platforms: both, governs: ['safeguards'] },
  // The vendor documents other names for these two on the clouds.
  'advanced-tool-use-2025-11-20': {
    platforms: { anthropic: true, vertex: 'tool-search-tool-2025-10-19' },
    governs: [...DEFERRED_TOOLS, ...TOOL_EXAMPLES, 'tools[].allowed_callers'],
  },
  'tool-examples-2025-10-29': { platforms: both, governs: TOOL_EXAMPLES },
  // refused by Vertex.
  'prompt-caching-scope-2026-01-05': { platforms: firstPartyOnly, governs: CACHE_SCOPES },
  // Not `output_config.format`: Vertex takes that one without the flag (since 2026-08, says the vendor's staff).
  'structured-outputs-2025-11-13': { platforms: firstPartyOnly, governs: ['tools[].strict', 'output_format'] },
  'structured-outputs-2025-12-15': { platforms: firstPartyOnly, governs: ['tools[].strict', 'output_format'] },
  'adaptive-thinking-2026-01-28': { platforms: firstPartyOnly },
  'pdfs-2024-09-25': { platforms: firstPartyOnly },
  'oauth-2025-04-20': { platforms: firstPartyOnly },
  // listed as refused by Vertex, or the feature behind it is documented as first-party only.
  'fine-grained-tool-streaming-2025-05-14': { platforms: firstPartyOnly, governs: ['tools[].eager_input_streaming'] },
  'web-fetch-2025-09-10': { platforms: firstPartyOnly },
  'code-execution-2025-05-22': { platforms: firstPartyOnly },
  'code-execution-2025-08-25': { platforms: firstPartyOnly },
  'files-api-2025-04-14': { platforms: firstPartyOnly },
  'skills-2025-10-02': { platforms: firstPartyOnly, governs: ['container'] },
  'mcp-client-2025-04-04': { platforms: firstPartyOnly, governs: MCP },
  'mcp-client-2025-11-20': { platforms: firstPartyOnly, governs: MCP },
  'mcp-client-2026-09-15': { platforms: firstPartyOnly, governs: MCP },
  'mcp-servers-2025-12-04': { platforms: { anthropic: false, vertex: false }, governs: MCP },
  'output-128k-2025-02-19': { platforms: firstPartyOnly },
  'token-efficient-tools-2025-02-19': { platforms: firstPartyOnly },
  'fast-mode-2026-02-01': { platforms: firstPartyOnly, governs: ['speed'] },
  'extended-cache-ttl-2025-04-11': { platforms: firstPartyOnly },
  'prompt-caching-2024-07-31': { platforms: firstPartyOnly },
  'token-counting-2024-11-01': { platforms: firstPartyOnly },
  'message-batches-2024-09-24': { platforms: firstPartyOnly },
  'cache-diagnosis-2026-04-07': { platforms: firstPartyOnly, governs: ['diagnostics'] },
  'request-tags-2026-08-21': { platforms: firstPartyOnly, governs: ['tags'] },
  'advisor-tool-2026-03-01': { platforms: firstPartyOnly },
  'server-side-fallback-2026-06-01': { platforms: firstPartyOnly, governs: ['fallbacks'] },
  'server-side-fallback-2026-07-01': { platforms: firstPartyOnly, governs: ['fallbacks'] },
  'message-threads-2026-08-12': { platforms: firstPartyOnly, governs: ['thread'] },
  // seen on Vertex from one client version for one model; dropped because no other source knows it there.
  'fallback-credit-2026-06-01': { platforms: firstPartyOnly, governs: ['fallback_credit_token'] },
  // Vertex takes system turns without this flag and refuses the flag.
  'mid-conversation-system-2026-04-07': { platforms: firstPartyOnly },
  // No evidence on Vertex: its default decides.
  'mid-conversation-tool-changes-2026-07-01': { platforms: noEvidenceOnVertex },
  'mid-conversation-output-config-2026-07-01': {
    platforms: noEvidenceOnVertex,
    governs: ['messages[].output_config'],
  },
  'mid-conversation-system-clear-at-2026-08-21': { platforms: noEvidenceOnVertex, governs: ['messages[].clear_at'] },
  'inline-tools-2026-09-15': { platforms: noEvidenceOnVertex },
  'redact-thinking-2026-02-12': { platforms: noEvidenceOnVertex },
  'task-budgets-2026-03-13': { platforms: noEvidenceOnVertex, governs: ['output_config.task_budget'] },
  'code-execution-web-tools-2026-02-09': { platforms: noEvidenceOnVertex },
};

/**
 * InvokeModel of Bedrock, which answers 400 to any flag that it does not know: what it takes, and under which name. All
 * others are dropped. Sources: Anthropic's own client (seen), flags that another gateway has tried live, AWS's page on Claude.
 */
const ON_BEDROCK: Readonly<Record<string, Verdict>> = {
  ...Object.fromEntries(
    [
      // seen.
      'claude-code-20250219',
      'interleaved-thinking-2025-05-14',
      'effort-2025-11-24',
      'tool-search-tool-2025-10-19',
      // tried live.
      'context-management-2025-06-27',
      'output-128k-2025-02-19',
      'token-efficient-tools-2025-02-19',
      'dev-full-thinking-2025-05-14',
      'model-context-window-exceeded-2025-08-26',
      'search-results-2025-06-09',
      // listed.
      'compact-2026-01-12',
      'context-1m-2025-08-07',
      'tool-examples-2025-10-29',
      'computer-use-2024-10-22',
      'computer-use-2025-01-24',
      'computer-use-2025-11-24',
      'fine-grained-tool-streaming-2025-05-14',
      'mid-conversation-tool-changes-2026-07-01',
      'mid-conversation-output-config-2026-07-01',
      'thinking-display-updates-2026-08-18',
      'thinking-binding-controls-2026-08-01',
      'dangerous-tool-use-2026-09-03',
    ].map((flag) => [flag, true]),
  ),
  'advanced-tool-use-2025-11-20': 'tool-search-tool-2025-10-19',
};

const COLUMNS: Readonly<Record<string, Readonly<Record<string, Verdict>>>> = { bedrock: ON_BEDROCK };

/** undefined = nobody knows. In a column of its own, what is not there is dropped where it is known elsewhere. */
function verdictIn(platform: string, flag: string, row: BetaRow | undefined): Verdict | undefined {
  const column = COLUMNS[platform];
  if (column === undefined) return row?.platforms[platform];
  if (Object.hasOwn(column, flag)) return column[flag];
  return row === undefined ? undefined : false;
}

/** The platform's rule for one flag, whatever the model; src/catalog/models.ts adds what a model refuses. */
export function betaRuleFor(platform: string, flag: string): BetaRule {
  const row = Object.hasOwn(BETAS, flag) ? BETAS[flag] : undefined;
  const governs = row?.governs ?? [];
  const verdict = verdictIn(platform, flag, row);
  if (verdict === undefined) return { action: 'unknown', byDefault: UNKNOWN_BETAS[platform] ?? 'forward', governs };
  if (typeof verdict === 'boolean') return { action: verdict ? 'forward' : 'drop', governs };
  const covered = BETAS[verdict]?.governs ?? [];
  return { action: 'rename', to: verdict, governs: covered, loses: governs.filter((path) => !covered.includes(path)) };
}

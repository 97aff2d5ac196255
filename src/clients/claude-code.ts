/**
 * What Tollgate knows of Claude Code, a client that it serves above all: how it names itself and its sessions, what it puts
 * into a request that is not for the model, and how long it waits. Seen in versions 1.0.128 to 2.1.330.
 */

type Headers = Readonly<Record<string, string | undefined>>;

/** The conversation. Sent from 2.1 on. */
export const SESSION_HEADER = 'x-claude-code-session-id';
/** A subagent within the conversation, and the one that started it. */
export const AGENT_HEADER = 'x-claude-code-agent-id';
const PARENT_AGENT_HEADER = 'x-claude-code-parent-agent-id';

/** The headers that say to which conversation a request belongs. */
export const SESSION_HEADERS: readonly string[] = [SESSION_HEADER, AGENT_HEADER, PARENT_AGENT_HEADER];

export interface Session {
  /** null = another client, or an older one. */
  session: string | null;
  agent: string | null;
  parentAgent: string | null;
}

/** An empty header counts as none. */
export function sessionOf(headers: Headers): Session {
  return {
    session: headers[SESSION_HEADER] || null,
    agent: headers[AGENT_HEADER] || null,
    parentAgent: headers[PARENT_AGENT_HEADER] || null,
  };
}

/**
 * The first text of `system` gives Claude's own hosts a version and a hash of the user's first prompt. Other models must not
 * read it, and it does not decide an answer.
 */
const BILLING_NAME = 'x-anthropic-billing-header:';

/** The text of a block begins as the billing line does, whatever follows. */
export const isBillingText = (text: string): boolean => text.startsWith(BILLING_NAME);

/**
 * What the billing line says, each with the values that it can have: none of them could tell a model anything. Source: Claude
 * Code 2.1.330. A name that is new, or a value that a caller made up, makes it another text.
 */
const BILLED = [
  'cc_version=[0-9a-f.]{1,24}',
  'cc_entrypoint=(?:cli|mcp|sdk-(?:cli|ts|py)|claude-(?:vscode|desktop|code-github-action)|local[-_]agent|remote|unknown)',
  'cch=[0-9a-f]{1,16}',
  'cc_workload=cron',
  'cc_is_subagent=true',
  'cc_gateway=(?:1|env)',
  'cc_prompt_id=[0-9a-f-]{36}',
  String.raw`cc_(?:prev_)?(?:prompt|turn)_index=\d{1,9}`,
  'cc_project=claude_proj_(?:staging_|local_)?01[1-9A-HJ-NP-Za-km-z]{22}',
  'cc_project_src=(?:harness|user|project|local|flag|managed|admin_default)',
].join('|');

/** The billing line as a JSON string, in its exact form. Longer it never is. */
export const BILLING_LINE = {
  form: new RegExp(`^"${BILLING_NAME}(?: (?:${BILLED});?){1,12}"$`),
  maxBytes: 512,
} as const;

/** Sent by every Claude Code to every Claude platform. */
export const CORE_BETAS: ReadonlySet<string> = new Set(['claude-code-20250219', 'interleaved-thinking-2025-05-14']);

const CONTEXT_MARK = /\[1m\]$/i;

/** `[1m]` after a model's name asks for a context of a million tokens. */
export const asksForLongContext = (model: string): boolean => CONTEXT_MARK.test(model);

/** The model's own name has no such mark. */
export const withoutContextMark = (model: string): string => model.replace(CONTEXT_MARK, '');

/** Paths that some versions probe with `HEAD`, without a key, before the first request. */
export const PROBE_PATHS: readonly string[] = ['/', '/v1', '/v1/', '/api/hello'];

/** ms: how long it waits for the first byte of an answer, and for any event of a stream that runs. */
export const PATIENCE = { firstByteMs: 600_000, idleMs: 300_000 } as const;

/** What it adds to a user's turn by itself: reminders with the project's files and rules, and what its own commands say. */
const SCAFFOLDING = [
  'system-reminder',
  'command-name',
  'command-message',
  'command-args',
  'local-command-stdout',
] as const;

/** The text without its own blocks; the very same text where there is none. Linear: a block that does not end stays. */
export function withoutScaffolding(text: string): string {
  return SCAFFOLDING.reduce((rest, name) => withoutBlocks(rest, `<${name}>`, `</${name}>`), text);
}

function withoutBlocks(text: string, open: string, close: string): string {
  let kept = '';
  let at = 0;
  for (;;) {
    const start = text.indexOf(open, at);
    const end = start === -1 ? -1 : text.indexOf(close, start);
    if (end === -1) return at === 0 ? text : kept + text.slice(at);
    kept += text.slice(at, start);
    at = end + close.length;
  }
}

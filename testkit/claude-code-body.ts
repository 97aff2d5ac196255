/** Bodies shaped like Claude Code's: the same keys in the same order, any size, the same bytes for the same options. */
import { createHash } from 'node:crypto';
import type { JsonRecord } from './json-shape.ts';
import { signatureOf } from './upstream/scripted-message.ts';

export interface ClaudeCodeBodyOptions {
  /** Bytes of JSON to reach, exactly; the last tool result is padded. Must be over `SMALLEST_BODY_BYTES`. */
  targetBytes?: number;
  model?: string;
  /** Tool-using turns already in the conversation. A following turn keeps all bytes of the earlier ones. */
  turns?: number;
  stream?: boolean;
  sessionId?: string;
}

const SMALLEST_BODY_BYTES = 92_000;
const BYTES_PER_TURN = 3300;
const SESSION_ID = '0f5b7c1e-92a4-4c7d-9a51-3d2f6be80c11';
const EPHEMERAL = { type: 'ephemeral' };
/** Text that hurts whoever handles bytes, quotes or code points carelessly. */
const AWKWARD =
  'grep -n "cache_control" src/*.ts | sed \'s/\\\\/\\//g\'\n\t→ ünïcode ✓ 漢字 👩‍💻 \u2028 "model": "fake", {"stream":false}\\';

const TOOL_NAMES = [
  'Agent',
  'Bash',
  'CronCreate',
  'CronDelete',
  'CronList',
  'Edit',
  'EnterWorktree',
  'ExitWorktree',
  'NotebookEdit',
  'Read',
  'ReportFindings',
  'ScheduleWakeup',
  'SendMessage',
  'Skill',
  'TaskCreate',
  'TaskGet',
  'TaskList',
  'TaskOutput',
  'TaskStop',
  'TaskUpdate',
  'WebFetch',
  'WebSearch',
  'Workflow',
  'Write',
] as const;

/** Headers that go with the body: credentials and gateway headers are the caller's. */
export const CLAUDE_CODE_HEADERS: Readonly<Record<string, string>> = {
  accept: 'application/json',
  'content-type': 'application/json',
  'user-agent': 'claude-cli/2.1.330 (external, sdk-cli)',
  'x-claude-code-session-id': SESSION_ID,
  'x-stainless-lang': 'js',
  'x-stainless-retry-count': '0',
  'x-stainless-timeout': '600',
  'anthropic-beta':
    'claude-code-20250219,interleaved-thinking-2025-05-14,context-management-2025-06-27,thinking-token-count-2026-05-13,advanced-tool-use-2025-11-20',
  'anthropic-dangerous-direct-browser-access': 'true',
  'anthropic-version': '2023-06-01',
  'x-app': 'cli',
};

/** The body's bytes. Compact JSON as the client writes it; see `claudeCodeRequest` for the value itself. */
export function claudeCodeBody(options: ClaudeCodeBodyOptions = {}): Buffer {
  const target = options.targetBytes;
  if (target === undefined) return Buffer.from(JSON.stringify(claudeCodeRequest(options, 0)));
  if (target < SMALLEST_BODY_BYTES) throw new Error(`A Claude Code body has at least ${SMALLEST_BODY_BYTES} bytes.`);
  const turns = options.turns ?? 1 + Math.floor((target - SMALLEST_BODY_BYTES) / BYTES_PER_TURN);
  const unpadded = Buffer.byteLength(JSON.stringify(claudeCodeRequest({ ...options, turns }, 0)));
  if (unpadded > target) throw new Error(`${turns} turns alone take ${unpadded} bytes.`);
  return Buffer.from(JSON.stringify(claudeCodeRequest({ ...options, turns }, target - unpadded)));
}

/** `padding` ASCII bytes go into the last tool result. */
function claudeCodeRequest(options: ClaudeCodeBodyOptions, padding: number): JsonRecord {
  const { model = 'claude-sonnet-4-20250514', turns = 1, stream = true, sessionId = SESSION_ID } = options;
  const userId = { device_id: '5e'.repeat(32), account_uuid: '', session_id: sessionId };
  return {
    model,
    messages: conversation(turns, padding),
    system: [
      { type: 'text', text: 'x-anthropic-billing-header: cc_version=2.1.330.1c0; cc_entrypoint=sdk-cli;' },
      {
        type: 'text',
        text: "You are a Claude agent, built on Anthropic's Claude Agent SDK.",
        cache_control: EPHEMERAL,
      },
      { type: 'text', text: prose('system', 26_000), cache_control: EPHEMERAL },
    ],
    tools: TOOL_NAMES.map(tool),
    metadata: { user_id: JSON.stringify(userId) },
    max_tokens: 32_000,
    thinking: { budget_tokens: 31_999, type: 'enabled' },
    context_management: { edits: [{ type: 'clear_thinking_20251015', keep: 'all' }] },
    stream,
  };
}

function conversation(turns: number, padding: number): JsonRecord[] {
  const messages: JsonRecord[] = [
    {
      role: 'user',
      content: [
        { type: 'text', text: `<system-reminder>\n${prose('reminder', 4500)}\n</system-reminder>` },
        { type: 'text', text: `Please look at this: ${AWKWARD}` },
      ],
    },
  ];
  for (let turn = 0; turn < turns; turn += 1) {
    const isLast = turn === turns - 1;
    messages.push(assistantTurn(turn), resultTurn(turn, isLast ? padding : 0));
  }
  // The client marks the last block of the last message, whichever that is.
  const lastContent = messages.at(-1)?.['content'];
  if (Array.isArray(lastContent)) Object.assign(lastContent.at(-1), { cache_control: EPHEMERAL });
  return messages;
}

function assistantTurn(turn: number): JsonRecord {
  const thought = `Turn ${turn}: ${prose(`thought ${turn}`, 300)}`;
  return {
    role: 'assistant',
    content: [
      { type: 'thinking', thinking: thought, signature: signatureOf(thought) },
      { type: 'text', text: `Now step ${turn}.` },
      {
        type: 'tool_use',
        id: toolId(turn, 'a'),
        name: 'Read',
        input: { file_path: `/home/dev/project/file-${turn}.ts` },
      },
      {
        type: 'tool_use',
        id: toolId(turn, 'b'),
        name: 'Bash',
        input: { command: AWKWARD, description: 'Look around' },
      },
    ],
  };
}

/** Key order differs between blocks, as it does in the client's own history. */
function resultTurn(turn: number, padding: number): JsonRecord {
  const bash = `${prose(`bash ${turn}`, 900)}${'.'.repeat(padding)}`;
  return {
    role: 'user',
    content: [
      {
        tool_use_id: toolId(turn, 'a'),
        type: 'tool_result',
        content: `1\t${AWKWARD}\n2\t${prose(`file ${turn}`, 900)}`,
      },
      { tool_use_id: toolId(turn, 'b'), type: 'tool_result', content: bash, is_error: false },
    ],
  };
}

function tool(name: string): JsonRecord {
  return {
    name,
    description: prose(`tool ${name}`, 2000),
    input_schema: {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      properties: { command: { description: `What "${name}" does`, type: 'string' }, timeout: { type: 'number' } },
      required: ['command'],
      additionalProperties: false,
    },
  };
}

function toolId(turn: number, slot: string): string {
  return `toolu_01${createHash('sha256').update(`${turn}${slot}`).digest('hex').slice(0, 22)}`;
}

const WORDS =
  'the file test run and then path of module when call value line edit change user note returns string "quoted" code with list from every before after only if tool result\n error `name` shell import'.split(
    ' ',
  );

/** About so many characters of words that compress and scan like prose; the seed decides which. */
function prose(seed: string, length: number): string {
  let state = createHash('sha256').update(seed).digest().readUInt32LE(0);
  let written = '';
  while (written.length < length) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    written += `${WORDS[(state >>> 16) % WORDS.length] ?? ''} `;
  }
  return written.slice(0, length);
}

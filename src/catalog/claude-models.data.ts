/**
 * Claude models as data, the newest first. Sources, 2026-11: the vendor's model pages and SDK types; what Anthropic's own
 * client sends to each model; public reports where a platform differs. Add a model by adding a row.
 */

export type ThinkingType = 'adaptive' | 'enabled' | 'disabled';

export interface ClaudeModel {
  /** The first-party name. */
  id: string;
  vertexId: string;
  /** Without the prefix of an inference profile. */
  bedrockId: string;
  displayName: string;
  /** Other names that mean exactly this model. */
  aliases: readonly string[];
  /** Tokens. */
  contextWindow: number;
  maxOutputTokens: number;
  /** `thinking.type` values that the model accepts. */
  thinking: readonly ThinkingType[];
  /** Takes `output_config.effort`. */
  effort: boolean;
  /** Takes `output_config.format` and `strict` on tools. Source: Envoy's AI gateway, which models it sends them to. */
  structuredOutput: boolean;
  /** Takes `role:"system"` inside `messages` (Opus 4.6 refused it on live Vertex). */
  systemTurns: boolean;
  /** Takes `temperature`, `top_p` and `top_k`. */
  sampling: boolean;
  /** Anthropic's client leaves the interleaved-thinking flag out for the others on Vertex. */
  interleavedThinking: boolean;
  /** Gone from every list, though old clients may still name it. */
  retired: boolean;
  /** By platform: the day from which it is not served there, as `2026-06-15`. Absent = none is announced. */
  endsOn?: Readonly<Record<string, string>>;
}

const CURRENT = {
  contextWindow: 1_000_000,
  maxOutputTokens: 128_000,
  thinking: ['adaptive', 'enabled', 'disabled'],
  effort: true,
  structuredOutput: true,
  systemTurns: true,
  sampling: false,
  interleavedThinking: true,
  retired: false,
} as const satisfies Partial<ClaudeModel>;

/** Thinks as it sees fit: no budget, and no switching off. */
const ADAPTIVE_ONLY = { ...CURRENT, thinking: ['adaptive'] } as const satisfies Partial<ClaudeModel>;

/** The 4.5 family and older: no adaptive thinking, no system turns, sampling allowed. */
const CLAUDE_4 = {
  ...CURRENT,
  contextWindow: 200_000,
  maxOutputTokens: 64_000,
  thinking: ['enabled', 'disabled'],
  effort: false,
  systemTurns: false,
  sampling: true,
} as const satisfies Partial<ClaudeModel>;

/** Before the 4.5 family. */
const OLDER_4 = { ...CLAUDE_4, structuredOutput: false } as const satisfies Partial<ClaudeModel>;

const CLAUDE_3 = {
  ...OLDER_4,
  maxOutputTokens: 8192,
  thinking: ['disabled'],
  interleavedThinking: false,
  retired: true,
} as const satisfies Partial<ClaudeModel>;

/** Source: the warning of Anthropic's own client. */
const FIRST_PARTY_END = { anthropic: '2026-06-15' };

export const CLAUDE_MODELS: readonly ClaudeModel[] = [
  {
    ...ADAPTIVE_ONLY,
    id: 'claude-fable-5-2',
    vertexId: 'claude-fable-5-2',
    bedrockId: 'anthropic.claude-fable-5-2',
    displayName: 'Claude Fable 5.2',
    aliases: [],
  },
  {
    ...ADAPTIVE_ONLY,
    id: 'claude-fable-5-1',
    vertexId: 'claude-fable-5-1',
    bedrockId: 'anthropic.claude-fable-5-1',
    displayName: 'Claude Fable 5.1',
    aliases: [],
  },
  {
    ...ADAPTIVE_ONLY,
    id: 'claude-fable-5',
    vertexId: 'claude-fable-5',
    bedrockId: 'anthropic.claude-fable-5',
    displayName: 'Claude Fable 5',
    aliases: [],
  },
  {
    ...ADAPTIVE_ONLY,
    id: 'claude-opus-5-5',
    vertexId: 'claude-opus-5-5',
    bedrockId: 'anthropic.claude-opus-5-5',
    displayName: 'Claude Opus 5.5',
    aliases: [],
  },
  {
    ...ADAPTIVE_ONLY,
    id: 'claude-sonnet-5-5',
    vertexId: 'claude-sonnet-5-5',
    bedrockId: 'anthropic.claude-sonnet-5-5',
    displayName: 'Claude Sonnet 5.5',
    aliases: [],
  },
  {
    ...CURRENT,
    id: 'claude-haiku-5-5',
    vertexId: 'claude-haiku-5-5',
    bedrockId: 'anthropic.claude-haiku-5-5',
    displayName: 'Claude Haiku 5.5',
    aliases: [],
    thinking: ['adaptive', 'disabled'],
  },
  {
    ...CURRENT,
    id: 'claude-opus-5',
    vertexId: 'claude-opus-5',
    bedrockId: 'anthropic.claude-opus-5',
    displayName: 'Claude Opus 5',
    aliases: [],
  },
  {
    ...CURRENT,
    id: 'claude-sonnet-5',
    vertexId: 'claude-sonnet-5',
    bedrockId: 'anthropic.claude-sonnet-5',
    displayName: 'Claude Sonnet 5',
    aliases: [],
  },
  {
    ...CURRENT,
    id: 'claude-opus-4-8',
    vertexId: 'claude-opus-4-8',
    bedrockId: 'anthropic.claude-opus-4-8',
    displayName: 'Claude Opus 4.8',
    aliases: [],
  },
  {
    ...CURRENT,
    id: 'claude-opus-4-7',
    vertexId: 'claude-opus-4-7',
    bedrockId: 'anthropic.claude-opus-4-7',
    displayName: 'Claude Opus 4.7',
    aliases: [],
    systemTurns: false,
  },
  {
    ...CURRENT,
    id: 'claude-opus-4-6',
    vertexId: 'claude-opus-4-6',
    bedrockId: 'anthropic.claude-opus-4-6-v1',
    displayName: 'Claude Opus 4.6',
    aliases: [],
    systemTurns: false,
    sampling: true,
  },
  {
    ...CURRENT,
    id: 'claude-sonnet-4-6',
    vertexId: 'claude-sonnet-4-6',
    bedrockId: 'anthropic.claude-sonnet-4-6',
    displayName: 'Claude Sonnet 4.6',
    aliases: [],
    systemTurns: false,
    sampling: true,
  },
  {
    ...CLAUDE_4,
    id: 'claude-opus-4-5-20251101',
    vertexId: 'claude-opus-4-5@20251101',
    bedrockId: 'anthropic.claude-opus-4-5-20251101-v1:0',
    displayName: 'Claude Opus 4.5',
    aliases: ['claude-opus-4-5'],
    effort: true,
  },
  {
    ...CLAUDE_4,
    id: 'claude-haiku-4-5-20251001',
    vertexId: 'claude-haiku-4-5@20251001',
    bedrockId: 'anthropic.claude-haiku-4-5-20251001-v1:0',
    displayName: 'Claude Haiku 4.5',
    // `claude-haiku-4-20250514` never existed anywhere, and much-copied settings name it.
    aliases: ['claude-haiku-4-5', 'claude-haiku-4-20250514'],
    interleavedThinking: false,
  },
  {
    ...CLAUDE_4,
    id: 'claude-sonnet-4-5-20250929',
    vertexId: 'claude-sonnet-4-5@20250929',
    bedrockId: 'anthropic.claude-sonnet-4-5-20250929-v1:0',
    displayName: 'Claude Sonnet 4.5',
    aliases: ['claude-sonnet-4-5'],
  },
  {
    ...OLDER_4,
    id: 'claude-opus-4-1-20250805',
    vertexId: 'claude-opus-4-1@20250805',
    bedrockId: 'anthropic.claude-opus-4-1-20250805-v1:0',
    displayName: 'Claude Opus 4.1',
    aliases: ['claude-opus-4-1'],
    maxOutputTokens: 32_000,
  },
  {
    ...OLDER_4,
    id: 'claude-opus-4-20250514',
    vertexId: 'claude-opus-4@20250514',
    bedrockId: 'anthropic.claude-opus-4-20250514-v1:0',
    displayName: 'Claude Opus 4',
    aliases: ['claude-opus-4', 'claude-opus-4-0', 'claude-4-opus-20250514'],
    maxOutputTokens: 32_000,
    endsOn: FIRST_PARTY_END,
  },
  {
    ...OLDER_4,
    id: 'claude-sonnet-4-20250514',
    vertexId: 'claude-sonnet-4@20250514',
    bedrockId: 'anthropic.claude-sonnet-4-20250514-v1:0',
    displayName: 'Claude Sonnet 4',
    aliases: ['claude-sonnet-4', 'claude-sonnet-4-0', 'claude-4-sonnet-20250514'],
    endsOn: FIRST_PARTY_END,
  },
  {
    ...OLDER_4,
    id: 'claude-3-7-sonnet-20250219',
    vertexId: 'claude-3-7-sonnet@20250219',
    bedrockId: 'anthropic.claude-3-7-sonnet-20250219-v1:0',
    displayName: 'Claude Sonnet 3.7',
    aliases: ['claude-3-7-sonnet', 'claude-3-7-sonnet-v2@20250219'],
    interleavedThinking: false,
    retired: true,
  },
  {
    ...CLAUDE_3,
    id: 'claude-3-5-sonnet-20241022',
    vertexId: 'claude-3-5-sonnet-v2@20241022',
    bedrockId: 'anthropic.claude-3-5-sonnet-20241022-v2:0',
    displayName: 'Claude Sonnet 3.5 v2',
    aliases: ['claude-3-5-sonnet', 'claude-3-5-sonnet-v2'],
  },
  {
    ...CLAUDE_3,
    id: 'claude-3-5-sonnet-20240620',
    vertexId: 'claude-3-5-sonnet@20240620',
    bedrockId: 'anthropic.claude-3-5-sonnet-20240620-v1:0',
    displayName: 'Claude Sonnet 3.5',
    aliases: [],
  },
  {
    ...CLAUDE_3,
    id: 'claude-3-5-haiku-20241022',
    vertexId: 'claude-3-5-haiku@20241022',
    bedrockId: 'anthropic.claude-3-5-haiku-20241022-v1:0',
    displayName: 'Claude Haiku 3.5',
    aliases: ['claude-3-5-haiku'],
  },
  {
    ...CLAUDE_3,
    id: 'claude-3-opus-20240229',
    vertexId: 'claude-3-opus@20240229',
    bedrockId: 'anthropic.claude-3-opus-20240229-v1:0',
    displayName: 'Claude Opus 3',
    aliases: ['claude-3-opus'],
    maxOutputTokens: 4_096,
  },
  {
    ...CLAUDE_3,
    id: 'claude-3-sonnet-20240229',
    vertexId: 'claude-3-sonnet@20240229',
    bedrockId: 'anthropic.claude-3-sonnet-20240229-v1:0',
    displayName: 'Claude Sonnet 3',
    aliases: ['claude-3-sonnet'],
    maxOutputTokens: 4_096,
  },
  {
    ...CLAUDE_3,
    id: 'claude-3-haiku-20240307',
    vertexId: 'claude-3-haiku@20240307',
    bedrockId: 'anthropic.claude-3-haiku-20240307-v1:0',
    displayName: 'Claude Haiku 3',
    aliases: ['claude-3-haiku'],
    maxOutputTokens: 4_096,
  },
];

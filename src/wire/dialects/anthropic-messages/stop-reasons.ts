/** Why an answer in Anthropic's dialect ends. Source: Messages API reference, `stop_reason`; the last one is a beta's. */
export const STOP_REASONS = [
  'end_turn',
  'max_tokens',
  'stop_sequence',
  'tool_use',
  'pause_turn',
  'refusal',
  'model_context_window_exceeded',
  'compaction',
] as const;

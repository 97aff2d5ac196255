/** Innocent: a dialect. */

export const openaiChat = { id: 'openai-chat' };

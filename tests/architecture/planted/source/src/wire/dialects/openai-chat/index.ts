/** Innocent: a dialect may say its own name. */
export const openaiChat = { id: 'openai-chat' };

// breaks: shared-code-names-no-dialect
import { openaiChat } from '../../wire/dialects/openai-chat/index.ts';

export const dialect = openaiChat;

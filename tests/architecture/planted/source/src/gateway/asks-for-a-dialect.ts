// breaks: no-dialect-literal

export const isChat = (dialect: string): boolean => dialect === 'openai-chat';

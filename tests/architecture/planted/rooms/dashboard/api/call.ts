export const call = (): string => 'answer';

export const formatTime = (): string => '12:00';

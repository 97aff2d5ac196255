// breaks: files
export const orphan = 1;

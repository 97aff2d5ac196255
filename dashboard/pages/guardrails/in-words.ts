/** The API marks names of parameters by backquotes. */
export const inWords = (text: string): string => text.replaceAll('`', '');

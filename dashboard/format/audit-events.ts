/** What an event of the audit trail was, in words: `API key: rotate`. */
export function whatHappened({ resource_type: noun, action }: { resource_type: string; action: string }): string {
  return `${inWords(noun)}: ${inWords(action)}`;
}

const inWords = (code: string): string => code.replaceAll(/[-_]/g, ' ').replaceAll(/\bapi\b/g, 'API');

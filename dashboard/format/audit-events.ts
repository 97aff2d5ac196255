/** What an event of the audit trail was, in words: `api key: rotate`. */
export function whatHappened({ resource_type: noun, action }: { resource_type: string; action: string }): string {
  return `${noun.replaceAll('_', ' ')}: ${action.replaceAll('-', ' ')}`;
}

/** Searches of Chat Completions: each is billed, and no usage counts them. Source: OpenAI's guide to web search. */
import { findMember, type JsonDocument } from '../../json/scan.ts';

/** Models that search before every answer, as `gpt-4o-search-preview` and `gpt-5-search-api`. */
const SEARCHES_ALWAYS = /-search-(preview|api)\b/;

export function untoldTerms({ members }: JsonDocument, model: string): Readonly<Record<string, string>> {
  if (findMember(members, 'web_search_options') !== undefined) return { web_search_options: 'asked for' };
  return SEARCHES_ALWAYS.test(model) ? { web_search: 'before every answer' } : {};
}

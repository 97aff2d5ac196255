/** Which row of a price list a model's name means, by the rules of the list itself. */

/** As the package behind the lists writes them. */
export type MatchRule =
  | { equals: string }
  | { starts_with: string }
  | { ends_with: string }
  | { contains: string }
  | { regex: string }
  | { or: readonly MatchRule[] }
  | { and: readonly MatchRule[] };

export function matches(rule: MatchRule, name: string): boolean {
  if ('or' in rule) return rule.or.some((part) => matches(part, name));
  if ('and' in rule) return rule.and.every((part) => matches(part, name));
  if ('equals' in rule) return name === rule.equals;
  if ('starts_with' in rule) return name.startsWith(rule.starts_with);
  if ('ends_with' in rule) return name.endsWith(rule.ends_with);
  if ('contains' in rule) return name.includes(rule.contains);
  return new RegExp(rule.regex).test(name);
}

/** The rule names the model in full, and is no prefix that a later model may share. */
export function namesExactly(rule: MatchRule, name: string): boolean {
  if ('or' in rule) return rule.or.some((part) => namesExactly(part, name));
  return 'equals' in rule && name === rule.equals;
}

/** A name that the rule means: the row's own, or else the first that it gives in full. */
export function nameFor(rule: MatchRule, id: string): string {
  return matches(rule, id) ? id : (exactName(rule) ?? id);
}

function exactName(rule: MatchRule): string | undefined {
  if ('equals' in rule) return rule.equals;
  return 'or' in rule ? rule.or.map(exactName).find((name) => name !== undefined) : undefined;
}

/** Dates and revisions say nothing of a price. */
const DATES =
  /[-@](\d{8}|\d{4}-\d{2}-\d{2}|\d{4}|\d{3}|\d{2}-\d{2,4}|latest|default|preview)(?=$|[-:@])|[-:]v\d+(:\d+)?$/g;

/**
 * `claude-opus-4-1-20250805` → `4.1`, `gpt-5.2-2026-01-01` → `5.2`. A rule by prefix would price Sonnet 5.5 as Sonnet 5: it
 * counts only where the versions in the two names agree.
 */
export function versionIn(name: string): string {
  const numbers = name.replaceAll(DATES, '').match(/\d+/g) ?? [];
  return numbers.filter((number) => number !== '0').join('.');
}

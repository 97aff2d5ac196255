/** What stands in a tool's input, however deep. */

export interface Member {
  /** Of a member of an object; '' of the input itself, and of what stands in a list. */
  name: string;
  value: unknown;
}

/**
 * The input itself first, and then what stands in it, in order. null = it is no JSON. Not by a function that `JSON.parse` calls for
 * each value: of an input that is nested some thousand levels deep that throws, as if it were no JSON.
 */
export function membersOf(input: string): Member[] | null {
  let whole: unknown;
  try {
    whole = JSON.parse(input);
  } catch {
    return null;
  }
  const members: Member[] = [];
  const ahead: Member[] = [{ name: '', value: whole }];
  for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
    members.push(next);
    for (const inner of insideOf(next.value).toReversed()) ahead.push(inner);
  }
  return members;
}

function insideOf(value: unknown): Member[] {
  if (Array.isArray(value)) return value.map((item: unknown) => ({ name: '', value: item }));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).map(([name, item]: [string, unknown]) => ({ name, value: item }));
}

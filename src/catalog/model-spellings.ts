/** The names under which one model of a platform is known: a list may have it by another than a request uses. */

/** Case and the signs between words say nothing: `GPT-4.1`, `gpt-4-1` and `gpt_4@1` are one. */
export function sameSpelling(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replaceAll(/[._@ ]/g, '-');
}

/** A snapshot's date, or its number: `-2024-08-06`, `@20251001`, `-0613`, `-001`, `-09-2025`. */
const SNAPSHOT = /[-@](?:\d{4}-\d{2}-\d{2}|\d{8}|\d{2}-\d{4}|\d{2}-\d{2}|\d{4}|00\d)$/;
const ALIAS = /[-@:](?:latest|default)$/;
const REVISION = /(?:[-:]v\d+(?::\d+)?|:\d+)$/;
/** Of Bedrock: the profile's regions before the maker. */
const PROFILE = /^(?:us|eu|apac|ap|au|jp|ca|in|sa|global|us-gov)\.(?=[a-z0-9-]+\.)/;
const ARN = /^arn:[^/]*\//;
/** A place, a publisher or an account before the model: `publishers/x/models/`, `models/`, `accounts/fireworks/models/`. */
const PATH = /^.*\/(?:models|deployments)\//;
const MAKER = /^[^/]+\//;
const BEDROCK_MAKER =
  /^(?:anthropic|amazon|meta|mistral|cohere|ai21|deepseek|openai|qwen|moonshotai|zai|minimax|writer|nvidia|google|xai)\./;
/** As Azure writes it. */
const GPT_35 = /gpt-35(?=-|$)/;

/** What one step of each kind makes of a name, the surest first. */
const STEPS: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [ARN, ''],
  [PATH, ''],
  [GPT_35, 'gpt-3.5'],
  [ALIAS, ''],
  [REVISION, ''],
  [PROFILE, ''],
  [MAKER, ''],
  [BEDROCK_MAKER, ''],
  [SNAPSHOT, ''],
];

const MOST_SPELLINGS = 12;

/** The name as it is, then with less and less around it, then with `-latest`: the first that a list has is meant. */
export function spellingsOf(name: string): readonly string[] {
  const spellings = [
    name
      .trim()
      .toLowerCase()
      .replace(/\[\w+\]$/, ''),
  ];
  for (let at = 0; at < spellings.length && spellings.length < MOST_SPELLINGS; at += 1) {
    for (const [pattern, replacement] of STEPS) {
      const next = (spellings[at] ?? '').replace(pattern, replacement);
      if (next !== '' && !spellings.includes(next)) spellings.push(next);
    }
  }
  return [...spellings, ...spellings.filter((one) => !ALIAS.test(one)).map((one) => `${one}-latest`)];
}

/** Without its snapshot; null = it names none. */
export function withoutSnapshot(name: string): string | null {
  const plain = name.replace(SNAPSHOT, '');
  return plain === name || plain === '' ? null : plain;
}

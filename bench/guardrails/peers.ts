/**
 * The same sets through the best packages of npm: `npm install --no-save @openredaction/openredaction @secretlint/core
 * @secretlint/secretlint-rule-preset-recommend` first. A package that is not there is left out, and said to be.
 */
import { measure, print, type Found } from './measure-set.ts';
import type { Sample } from './secret-samples.ts';

interface Sets {
  secrets: readonly Sample[];
  pii: readonly Sample[];
}

export async function measurePeers({ secrets, pii }: Sets): Promise<void> {
  await withPackage('@openredaction/openredaction', async (loaded) => {
    const scan = openRedaction(loaded);
    const found = new Map<string, Found[]>();
    for (const { text } of pii) found.set(text, await scan(text));
    print(
      'openredaction',
      measure(
        pii,
        (text) => [...(found.get(text) ?? [])],
        ({ kind }) => kind,
      ),
    );
  });
  await withPackage('@secretlint/core', async (core) => {
    await withPackage('@secretlint/secretlint-rule-preset-recommend', async (preset) => {
      const found = new Map<string, Found[]>();
      for (const { text } of secrets) found.set(text, await secretlint(core, preset, text));
      print(
        'secretlint',
        measure(
          secrets,
          (text) => [...(found.get(text) ?? [])],
          () => 'secret',
        ),
      );
    });
  });
}

type Loaded = Readonly<Record<string, unknown>>;

async function withPackage(name: string, use: (loaded: Loaded) => Promise<void>): Promise<void> {
  let loaded: Loaded;
  try {
    loaded = (await import(name)) as Loaded;
  } catch {
    console.log(`${name} is not installed.`);
    return;
  }
  await use(loaded);
}

/** Its names of types, as ours. What is not here is another kind, and wrong wherever it is found. */
const KINDS: readonly [RegExp, string][] = [
  [/EMAIL/, 'EMAIL_ADDRESS'],
  [/PHONE/, 'PHONE_NUMBER'],
  [/CREDIT_CARD/, 'CREDIT_CARD'],
  [/IBAN/, 'IBAN'],
  [/SSN/, 'SSN'],
  [/^IP|IPV[46]/, 'IP_ADDRESS'],
  [/BIRTH|DOB/, 'DATE_OF_BIRTH'],
  [/PASSPORT/, 'PASSPORT'],
  [/NINO|NATIONAL|DNI|NATIONAL_INSURANCE/, 'NATIONAL_ID'],
  [/NAME/, 'NAME'],
  [/ADDRESS/, 'LOCATION_ADDRESS'],
];

interface Detection {
  type: string;
  position: [number, number];
}

function openRedaction({ OpenRedaction: Detector }: Loaded): (text: string) => Promise<Found[]> {
  const detector = new (Detector as new () => {
    detect(text: string): Promise<{ detections: Detection[] }> | { detections: Detection[] };
  })();
  return async (text) =>
    (await detector.detect(text)).detections.map(({ type, position: [start, end] }) => ({
      start,
      end,
      kind: KINDS.find(([pattern]) => pattern.test(type))?.[1] ?? type,
    }));
}

interface LintMessage {
  range: [number, number];
}

async function secretlint({ lintSource }: Loaded, { creator }: Loaded, text: string): Promise<Found[]> {
  const lint = lintSource as (asked: object) => Promise<{ messages: LintMessage[] }>;
  const rule = { id: '@secretlint/secretlint-rule-preset-recommend', rule: creator, options: {} };
  const { messages } = await lint({
    source: { filePath: 'sample.txt', content: text, contentType: 'text' },
    options: { config: { rules: [rule] } },
  });
  return messages.map(({ range: [start, end] }) => ({ start, end, kind: 'secret' }));
}

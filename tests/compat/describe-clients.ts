/** One suite for every client of compatibility.data.ts: what it makes of the answers of upstreams of other dialects. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLIENTS, FEATURES, UPSTREAMS, type ClientId, type CompatClient, type Feature } from './compatibility.data.ts';
import { CALLS, HELLO, openUpstreams, RESULTS, WEATHER, type Upstreams } from './compat-upstreams.ts';

export interface Tool {
  name: string;
  /** JSON Schema. */
  schema: object;
}
export interface Task {
  /** `@mock-…`: the provider. */
  provider: string;
  model: string;
  text: string;
  isStream: boolean;
  tools: readonly Tool[];
  /** A PNG in base64. */
  image?: string;
  /**
   * What the tools gave, by call. The first answer is then requested whole; it goes back as the library has it, with these; and the
   * answer to that is what is told.
   */
  results?: readonly string[];
}
export interface Told {
  text: string;
  /** Arguments are what the library made of them. */
  calls: readonly { name: string; arguments: unknown }[];
  /** In the client's own words. */
  end: string;
}

/** A library, ready to ask. */
export interface Driver {
  /** Rejects with the library's own error. */
  ask(task: Task): Promise<Told>;
  /** Tokens of a question. */
  count?(task: Task): Promise<number>;
  close?(): void;
}
export type OpenDriver = (url: string, key: string) => Promise<Driver>;

/** One red pixel, whose base64 has a plus and a slash. */
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC';
const TOOLS: readonly Tool[] = [
  { name: 'get_weather', schema: { type: 'object', properties: { city: { type: 'string' } } } },
  { name: 'now', schema: { type: 'object', properties: {} } },
];

/** The clients of a language, all of them: the compiler refuses a row that no test drives. */
type Drivers<Language extends CompatClient['language']> = {
  [Id in ClientId as (typeof CLIENTS)[Id]['language'] extends Language ? Id : never]: OpenDriver | undefined;
};

/** A client that could not be installed is skipped. */
export function describeClients<Language extends CompatClient['language']>(
  _language: Language,
  drivers: Drivers<Language>,
): void {
  let upstreams: Upstreams | undefined;
  beforeAll(async () => {
    upstreams = await openUpstreams();
  });
  afterAll(() => upstreams?.close());
  const open = (): Upstreams => {
    if (upstreams === undefined) throw new Error('The upstreams could not be installed.');
    return upstreams;
  };

  for (const [id, openDriver] of Object.entries<OpenDriver | undefined>(drivers)) {
    const client: CompatClient = CLIENTS[id as ClientId];
    const title = `${client.library} ${client.version} for ${client.language}, ${client.speaks}`;
    describe.skipIf(openDriver === undefined)(title, () => {
      let driver: Driver | undefined;
      beforeAll(async () => {
        const { world } = open();
        driver = await openDriver?.(world.url, world.key);
      });
      afterAll(() => driver?.close?.());
      describe.each(UPSTREAMS)('on $title', (upstream) => {
        for (const feature of client.features) {
          const run = async (): Promise<void> => {
            if (driver === undefined) throw new Error('The client is not open.');
            const { id: provider, model } = upstream;
            const ends = { ...client.ends, tools: client.toolsEnd?.[provider] ?? client.ends.tools };
            const at = { provider: `@mock-${provider}`, model };
            await CASES[feature]({ client: { ...client, ends }, driver, upstreams: open(), at });
          };
          const gap = client.gaps?.find((listed) => listed.upstream === upstream.id && listed.feature === feature);
          if (gap === undefined) it(FEATURES[feature], run);
          else it(`${FEATURES[feature]}: fails, since ${gap.reason}`, () => expect(run()).rejects.toThrow());
        }
      });
    });
  }
}

interface Setting {
  client: Pick<CompatClient, 'ends' | 'refusal'>;
  driver: Driver;
  upstreams: Upstreams;
  at: Pick<Task, 'provider' | 'model'>;
}

async function getsText({ client, driver, at }: Setting, isStream: boolean): Promise<void> {
  const told = await driver.ask({ ...at, text: 'say hello', isStream, tools: [] });
  expect(told).toEqual({ text: HELLO, calls: [], end: client.ends.text });
}

async function getsCalls({ client, driver, at }: Setting, isStream: boolean): Promise<void> {
  const told = await driver.ask({ ...at, text: 'call both', isStream, tools: TOOLS });
  expect(told).toMatchObject({ calls: CALLS, end: client.ends.tools });
}

const CASES: Record<Feature, (setting: Setting) => Promise<void>> = {
  text: (setting) => getsText(setting, false),
  stream: (setting) => getsText(setting, true),
  tools: (setting) => getsCalls(setting, false),
  'tools-stream': (setting) => getsCalls(setting, true),
  async 'tool-results'({ client, driver, at }) {
    const told = await driver.ask({ ...at, text: 'call both', isStream: true, tools: TOOLS, results: RESULTS });
    expect(told).toEqual({ text: WEATHER, calls: [], end: client.ends.text });
  },
  async images({ driver, upstreams, at }) {
    upstreams.tap.calls.length = 0;
    const told = await driver.ask({ ...at, text: 'say hello', isStream: false, tools: [], image: PNG });
    expect(told.text).toBe(HELLO);
    // Google reads both alphabets of base64; the others read the usual one only.
    const forUrls = PNG.replaceAll('+', '-').replaceAll('/', '_');
    const isThere = (body: Buffer): boolean =>
      body.includes(PNG) || (at.provider === '@mock-google' && body.includes(forUrls));
    expect(upstreams.tap.calls.map(({ body }) => isThere(body))).toEqual([true]);
  },
  async count({ driver, at }) {
    expect(await driver.count?.({ ...at, text: 'How many?', isStream: false, tools: [] })).toBeGreaterThan(0);
  },
  async refusal({ client, driver, at }) {
    const refused = driver.ask({ ...at, text: 'too fast', isStream: false, tools: [] }).then(() => '', words);
    expect(await refused).toMatch(client.refusal);
  },
};

/** Class, status and message of a library's error. */
function words(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { status, statusCode } = error as { status?: unknown; statusCode?: unknown };
  return `${error.name} ${String(status ?? statusCode ?? '')} ${error.message}`;
}

/** Large and hostile conversations, in no dialect yet. */

interface Part {
  text?: string;
  /** Base64 of a PNG. */
  image?: string;
}

interface Turn {
  role: 'user' | 'assistant';
  parts: Part[];
  call?: { id: string; input: unknown };
  result?: { id: string; text: string };
}

export interface Conversation {
  turns: Turn[];
  system?: string;
  tools?: { name: string; description: string; schema: unknown }[];
  /** JSON text of further members, as `"x":1`. */
  more?: string;
  /** JSON text in the place of the turns. */
  rawTurns?: string;
}

const MB = 1_000_000;
const user = (...parts: Part[]): Turn => ({ role: 'user', parts });
const HELLO = user({ text: 'Hello' });
const repeat = <Item>(count: number, item: (index: number) => Item): Item[] =>
  Array.from({ length: count }, (_, index) => item(index));
const talk = (count: number, bytes: number): Conversation => ({
  turns: repeat(count, (index) => ({
    role: index % 2 === 0 ? 'user' : 'assistant',
    parts: [{ text: `${index} ${'word '.repeat(bytes / 5)}` }],
  })),
});
const called = (count: number, bytes: number): Conversation => ({
  turns: [
    HELLO,
    ...repeat(count, (index): Turn[] => [
      { role: 'assistant', parts: [], call: { id: `call_${index}`, input: { path: `/f/${index}`, limit: 10 } } },
      { role: 'user', parts: [], result: { id: `call_${index}`, text: 'line '.repeat(bytes / 5) } },
    ]).flat(),
  ],
});
const manyTools = (count: number, properties: number): Conversation => ({
  turns: [HELLO],
  tools: repeat(count, (tool) => ({
    name: `tool_${tool}`,
    description: `Does ${tool}.`,
    schema: {
      type: 'object',
      properties: Object.fromEntries(
        repeat(properties, (index) => [`p${index}`, { type: 'string', description: 'What it is. '.repeat(8) }]),
      ),
    },
  })),
});
const withMore = (more: string): Conversation => ({ turns: [HELLO], more });

/** What is there before anything large comes, and a body that is large enough for the thread that translates. */
export const QUESTION: Conversation = { turns: [HELLO] };
export const LONG_QUESTION: Conversation = talk(300, 1000);

/** By what is large in them. `1,1,1…` and what else is no conversation is what a hostile caller would send. */
export const CONVERSATIONS: Readonly<Record<string, () => Conversation>> = {
  'one text of 30 MB': () => ({ turns: [user({ text: 'word '.repeat((30 * MB) / 5) })] }),
  'one text of 30 MB with a letter beyond Latin-1': () => ({
    turns: [user({ text: `${'word '.repeat((30 * MB) / 5)}Ω` })],
  }),
  'one text of 15 MB of quotes': () => ({ turns: [user({ text: '"'.repeat(15 * MB) })] }),
  'one text of 30 MB of beginnings of secrets': () => ({ turns: [user({ text: 'eyJaaaaaaaaaaa.'.repeat(2 * MB) })] }),
  'a system prompt of 30 MB': () => ({ turns: [HELLO], system: 'word '.repeat((30 * MB) / 5) }),
  '1,000 turns of 30 KB': () => talk(1000, 30_000),
  '7,000 turns of 4 KB': () => talk(7000, 4200),
  '10,000 turns of 3 KB': () => talk(10_000, 3000),
  '16,000 turns of 1.4 KB': () => talk(16_000, 1400),
  '20,000 turns of 20 bytes': () => talk(20_000, 20),
  '60,000 turns of 300 bytes': () => talk(60_000, 300),
  '20,000 texts in a turn': () => ({
    turns: [user(...repeat(20_000, (index) => ({ text: `${index} ${'word '.repeat(250)}` })))],
  }),
  '8,000 calls of tools with results of 3 KB': () => called(8000, 3000),
  '20,000 small images': () => ({
    turns: [user(...repeat(20_000, () => ({ image: 'iVBORw0KGgo'.repeat(110).slice(0, 1200) })))],
  }),
  '2,000 images of 14 KB': () => ({ turns: [user(...repeat(2000, () => ({ image: 'iVBORw0K'.repeat(1750) })))] }),
  'four images of 7 MB': () => ({ turns: [user(...repeat(4, () => ({ image: 'iVBORw0K'.repeat(875_000) })))] }),
  'one image of 28 MB': () => ({ turns: [user({ image: 'iVBORw0K'.repeat(3_500_000) })] }),
  '2,000 tools of 14 KB': () => manyTools(2000, 100),
  'a tool of 9,000 properties': () => manyTools(1, 9000),
  '31 MB of 1,1,1… for the turns': () => ({ turns: [], rawTurns: `[${'1,'.repeat(15.5 * MB)}1]` }),
  '400,000 empty turns': () => ({ turns: [], rawTurns: `[${'{},'.repeat(400_000)}{}]` }),
  '31 MB of spaces': () => withMore(`"x":${' '.repeat(31 * MB)}1`),
  '31 MB of brackets': () => withMore(`"x":${'['.repeat(15.5 * MB)}${']'.repeat(15.5 * MB)}`),
  '31 MB of digits': () => withMore(`"x":${'1'.repeat(31 * MB)}`),
  '400,000 short texts in another member': () => withMore(`"x":[${'"abcdefghijklmnopqrstuvwxyz",'.repeat(400_000)}1]`),
  '20,000 unknown members in turns': () => ({
    turns: [],
    rawTurns: `[${repeat(20_000, (index) => `{"role":"user","content":"Hello","cache_control":{"type":"ephemeral","scope":"${index}"}}`).join(',')}]`,
  }),
};

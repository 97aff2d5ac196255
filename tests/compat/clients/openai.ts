/** OpenAI's library for JavaScript, by Chat Completions and by Responses; and Portkey's, which has the same Chat Completions. */
import type { ClientId } from '../compatibility.data.ts';
import type { OpenDriver, Task, Told } from '../describe-clients.ts';
import { all, loadLibrary } from './load-library.ts';

/** What the drivers use of the libraries. */
interface ChatCall {
  id?: string;
  index?: number;
  function?: { name?: string; arguments?: string };
}
interface ChatChoice {
  message?: { content?: string | null; tool_calls?: ChatCall[] };
  delta?: { content?: string | null; tool_calls?: ChatCall[] };
  finish_reason?: string | null;
}
type Chat = { choices: ChatChoice[] } & AsyncIterable<{ choices: ChatChoice[] }>;
interface Response {
  output_text: string;
  status: string;
  output: { type: string; name?: string; arguments?: string; call_id?: string }[];
}
interface Client {
  chat: { completions: { create(body: object): Promise<Chat> } };
  responses: {
    create(body: object): Promise<Response & AsyncIterable<{ type: string; response?: Response; delta?: string }>>;
    inputTokens: { count(body: object): Promise<{ input_tokens: number }> };
  };
}
interface Library {
  default: new (options: object) => Client;
}

const open = (library: Library, url: string, key: string): Client =>
  new library.default({ baseURL: `${url}/v1`, apiKey: key, maxRetries: 0 });

const load = (id: ClientId): Promise<Library | undefined> =>
  id === 'portkey'
    ? loadLibrary(id, { folder: 'portkey-node-sdk', entry: 'dist/src/index.js' })
    : loadLibrary(id, { folder: 'openai-sdk', entry: 'index.mjs' });

/** `id` is of a library whose clients have `chat.completions`. Undefined where it cannot be installed. */
export async function chatDriver(id: ClientId): Promise<OpenDriver | undefined> {
  const library = await load(id);
  if (library === undefined) return undefined;
  return async (url, key) => {
    const { completions } = open(library, url, key).chat;
    return {
      ask: async (task) => {
        const create = (messages: readonly unknown[], isStream: boolean): Promise<Chat> =>
          completions.create({
            model: `${task.provider}/${task.model}`,
            messages,
            ...(task.tools.length === 0 ? {} : { tools: task.tools.map(chatTool) }),
            ...(isStream ? { stream: true } : {}),
          });
        const messages: unknown[] = [{ role: 'user', content: chatContent(task) }];
        if (task.results !== undefined) {
          const called = (await create(messages, false)).choices[0]?.message;
          messages.push(called, ...chatResults(called?.tool_calls ?? [], task.results));
        }
        const chat = await create(messages, task.isStream);
        return task.isStream ? toldByChunks(await all(chat)) : toldByChoice(chat.choices[0]);
      },
    };
  };
}

const chatResults = (calls: readonly ChatCall[], results: readonly string[]): object[] =>
  calls.map(({ id }, at) => ({ role: 'tool', tool_call_id: id, content: results[at] }));

const chatTool = ({ name, schema }: Task['tools'][number]): object => ({
  type: 'function',
  function: { name, parameters: schema },
});

const chatContent = ({ text, image }: Task): unknown =>
  image === undefined
    ? text
    : [
        { type: 'text', text },
        { type: 'image_url', image_url: { url: `data:image/png;base64,${image}` } },
      ];

function toldByChoice(choice: ChatChoice = {}): Told {
  return {
    text: choice.message?.content ?? '',
    calls: (choice.message?.tool_calls ?? []).map(called),
    end: choice.finish_reason ?? '',
  };
}

function toldByChunks(chunks: readonly { choices: ChatChoice[] }[]): Told {
  const choices = chunks.flatMap((chunk) => chunk.choices);
  const calls: { name: string; arguments: string }[] = [];
  for (const { index = 0, function: piece } of choices.flatMap(({ delta }) => delta?.tool_calls ?? [])) {
    const call = (calls[index] ??= { name: '', arguments: '' });
    call.name += piece?.name ?? '';
    call.arguments += piece?.arguments ?? '';
  }
  return {
    text: choices.map(({ delta }) => delta?.content ?? '').join(''),
    calls: calls.map((call) => called({ function: call })),
    end: choices.findLast((choice) => choice.finish_reason)?.finish_reason ?? '',
  };
}

const called = ({ function: given }: ChatCall): Told['calls'][number] => ({
  name: given?.name ?? '',
  arguments: JSON.parse(given?.arguments ?? '') as unknown,
});

export async function responsesDriver(id: ClientId): Promise<OpenDriver | undefined> {
  const library = await load(id);
  if (library === undefined) return undefined;
  return async (url, key) => {
    const { responses } = open(library, url, key);
    const asked = (task: Task): { model: string; input: unknown[] } => ({
      model: `${task.provider}/${task.model}`,
      input: [{ role: 'user', content: responseContent(task) }],
    });
    return {
      ask: async (task) => {
        const create = (input: readonly unknown[], isStream: boolean) =>
          responses.create({
            ...asked(task),
            input,
            store: false,
            tools: task.tools.map(({ name, schema }) => ({
              type: 'function',
              name,
              parameters: schema,
              strict: false,
            })),
            ...(isStream ? { stream: true } : {}),
          });
        const { input } = asked(task);
        if (task.results !== undefined) {
          const { output } = await create(input, false);
          input.push(...output, ...responseResults(output, task.results));
        }
        const answer = await create(input, task.isStream);
        return toldByResponse(task.isStream ? await streamed(answer) : answer);
      },
      count: async (task) => (await responses.inputTokens.count(asked(task))).input_tokens,
    };
  };
}

const responseResults = (output: Response['output'], results: readonly string[]): object[] =>
  output
    .filter(({ type }) => type === 'function_call')
    .map(({ call_id: id }, at) => ({ type: 'function_call_output', call_id: id, output: results[at] }));

const responseContent = ({ text, image }: Task): unknown =>
  image === undefined
    ? text
    : [
        { type: 'input_text', text },
        { type: 'input_image', image_url: `data:image/png;base64,${image}` },
      ];

const toldByResponse = ({ output_text: text, output, status }: Response): Told => ({
  text,
  calls: output.filter(({ type }) => type === 'function_call').map((item) => called({ function: item })),
  end: status,
});

/** The last event holds the whole response; its text is what the pieces said. */
async function streamed(events: AsyncIterable<{ type: string; response?: Response; delta?: string }>) {
  const list = await all(events);
  const last = list.at(-1)?.response;
  if (last === undefined) throw new Error(`The stream ended with ${JSON.stringify(list.at(-1))}.`);
  const pieces = list.filter(({ type }) => type === 'response.output_text.delta');
  return { ...last, output_text: pieces.map(({ delta }) => delta ?? '').join('') };
}

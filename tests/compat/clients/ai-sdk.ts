/** Vercel's AI SDK (`ai`) with the provider packages of OpenAI, Anthropic, Google and Bedrock. */
import { AI_VERSION, type ClientId } from '../compatibility.data.ts';
import type { OpenDriver, Task } from '../describe-clients.ts';
import { all, loadLibrary, loadPackage } from './load-library.ts';

/** What the driver uses of the library. */
interface Result {
  text: string;
  toolCalls: { toolCallId: string; toolName: string; input: unknown }[];
  finishReason: string;
  response: { messages: object[] };
}
interface Ai {
  generateText(options: object): Promise<Result>;
  streamText(options: object): {
    textStream: AsyncIterable<string>;
    toolCalls: PromiseLike<Result['toolCalls']>;
    finishReason: PromiseLike<string>;
  };
  jsonSchema(schema: object): object;
  tool(options: object): object;
}
type Provider = ((model: string) => object) & { chat(model: string): object; responses(model: string): object };
type Create = (options: object) => Provider;

/** For each client its function, the options beside the key, and how it names a model. */
const PROVIDERS = {
  'ai-openai-chat': {
    folder: 'ai-sdk-openai',
    create: 'createOpenAI',
    path: '/v1',
    model: (provider: Provider, model: string) => provider.chat(model),
  },
  'ai-openai-responses': {
    folder: 'ai-sdk-openai',
    create: 'createOpenAI',
    path: '/v1',
    model: (provider: Provider, model: string) => provider.responses(model),
  },
  'ai-anthropic': {
    folder: 'ai-sdk-anthropic',
    create: 'createAnthropic',
    path: '/v1',
    model: (provider: Provider, model: string) => provider(model),
  },
  'ai-google': {
    folder: 'ai-sdk-google',
    create: 'createGoogleGenerativeAI',
    path: '/v1beta',
    model: (provider: Provider, model: string) => provider(model),
  },
  'ai-bedrock': {
    folder: 'ai-sdk-amazon-bedrock',
    create: 'createAmazonBedrock',
    path: '',
    model: (provider: Provider, model: string) => provider(model),
  },
} as const satisfies Partial<Record<ClientId, object>>;

export async function aiDriver(id: keyof typeof PROVIDERS): Promise<OpenDriver | undefined> {
  const { folder, create, path, model } = PROVIDERS[id];
  const ai = await loadPackage<Ai>('ai', AI_VERSION, { folder: 'ai-sdk', entry: 'dist/index.js' });
  const library = await loadLibrary<Record<string, Create>>(id, { folder, entry: 'dist/index.js' });
  const make = library?.[create];
  if (ai === undefined || make === undefined) return undefined;
  return async (url, key) => ({
    ask: async (task) => {
      const headers = { 'x-portkey-provider': task.provider };
      const provider = make({ baseURL: `${url}${path}`, apiKey: key, headers, region: 'us-east-1' });
      const options = {
        model: model(provider, task.model),
        maxRetries: 0,
        messages: messages(task),
        ...toolsOf(ai, task),
      };
      if (task.results !== undefined) {
        const { response, toolCalls } = await ai.generateText(options);
        options.messages.push(...response.messages, resultsOf(toolCalls, task.results));
      }
      if (task.isStream) {
        // Without it the library prints an error that it rejects with as well.
        const stream = ai.streamText({ ...options, onError: () => undefined });
        const text = (await all(stream.textStream)).join('');
        return { text, calls: (await stream.toolCalls).map(called), end: await stream.finishReason };
      }
      const { text, toolCalls, finishReason: end } = await ai.generateText(options);
      return { text, calls: toolCalls.map(called), end };
    },
  });
}

const resultsOf = (calls: Result['toolCalls'], results: readonly string[]): object => ({
  role: 'tool',
  content: calls.map(({ toolCallId, toolName }, at) => ({
    type: 'tool-result',
    toolCallId,
    toolName,
    output: { type: 'text', value: results[at] },
  })),
});

const called = ({ toolName, input }: Result['toolCalls'][number]): { name: string; arguments: unknown } => ({
  name: toolName,
  arguments: input,
});

function messages({ text, image }: Task): object[] {
  const picture = { type: 'image', image, mediaType: 'image/png' };
  return [{ role: 'user', content: [{ type: 'text', text }, ...(image === undefined ? [] : [picture])] }];
}

/** Tools without a function: the library hands out their calls. */
function toolsOf(ai: Ai, { tools }: Task): object {
  if (tools.length === 0) return {};
  const declared = tools.map(({ name, schema }) => [name, ai.tool({ inputSchema: ai.jsonSchema(schema) })]);
  return { tools: Object.fromEntries(declared) as object };
}

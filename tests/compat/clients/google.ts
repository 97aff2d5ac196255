/** Google's Gen AI library for JavaScript. */
import type { OpenDriver, Task } from '../describe-clients.ts';
import { all, loadLibrary } from './load-library.ts';

/** What the driver uses of the library. */
interface Answer {
  text?: string;
  functionCalls?: { id?: string; name: string; args: unknown }[];
  candidates?: { finishReason?: string; content?: object }[];
}
interface Models {
  generateContent(asked: object): Promise<Answer>;
  generateContentStream(asked: object): Promise<AsyncIterable<Answer>>;
  countTokens(asked: object): Promise<{ totalTokens: number }>;
}
interface Library {
  GoogleGenAI: new (options: object) => { models: Models };
}

export async function googleDriver(): Promise<OpenDriver | undefined> {
  const library = await loadLibrary<Library>('google-genai', {
    folder: 'google-genai-sdk',
    entry: 'dist/node/index.mjs',
  });
  if (library === undefined) return undefined;
  return async (url, key) => {
    const modelsOf = ({ provider }: Task): Models => {
      const httpOptions = { baseUrl: url, headers: { 'x-portkey-provider': provider } };
      return new library.GoogleGenAI({ apiKey: key, httpOptions }).models;
    };
    return {
      ask: async (task) => {
        const models = modelsOf(task);
        const body = asked(task);
        if (task.results !== undefined) {
          const called = await models.generateContent(body);
          body.contents.push(called.candidates?.[0]?.content ?? {}, resultsOf(called, task.results));
        }
        const chunks = task.isStream
          ? await all(await models.generateContentStream(body))
          : [await models.generateContent(body)];
        return {
          text: chunks.map(({ text }) => text ?? '').join(''),
          calls: chunks.flatMap(({ functionCalls = [] }) =>
            functionCalls.map(({ name, args }) => ({ name, arguments: args ?? {} })),
          ),
          end: chunks.at(-1)?.candidates?.[0]?.finishReason ?? '',
        };
      },
      count: async (task) => (await modelsOf(task).countTokens(asked(task))).totalTokens,
    };
  };
}

function resultsOf({ functionCalls = [] }: Answer, results: readonly string[]): object {
  const parts = functionCalls.map(({ id, name }, at) => ({
    functionResponse: { ...(id === undefined ? {} : { id }), name, response: { output: results[at] } },
  }));
  return { role: 'user', parts };
}

function asked({ model, text, image, tools }: Task): { model: string; contents: object[] } {
  const declared = tools.map(({ name, schema }) => ({ name, description: name, parametersJsonSchema: schema }));
  const picture = { inlineData: { mimeType: 'image/png', data: image } };
  return {
    model,
    contents: [{ role: 'user', parts: [{ text }, ...(image === undefined ? [] : [picture])] }],
    ...(tools.length === 0 ? {} : { config: { tools: [{ functionDeclarations: declared }] } }),
  };
}

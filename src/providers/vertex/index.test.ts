import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { factsFor } from '../../catalog/models.ts';
import type { EmbeddingsRequest } from '../../wire/embeddings.ts';
import { bodyText, nativeCall, testClaudePlatform } from '../claude-platform.suite.ts';
import type { JsonObject } from '../claude-platform.suite.ts';
import { vertex } from './index.ts';

const facts = (model: string) => factsFor('vertex', model);
const credentials = { key: null, configurations: { vertex_project_id: 'some-project', vertex_region: 'us-east5' } };
const connection = vertex.connect(credentials);

testClaudePlatform({
  provider: vertex,
  credentials,
  factsFor: facts,
  expectedBody,
  failureBody: (code, message) =>
    JSON.stringify([{ error: { code, message, status: STATUS[code] ?? 'INVALID_ARGUMENT' } }]),
  embeddings: {
    model: 'text-embedding-005',
    answer: ([values], tokens) =>
      JSON.stringify({
        predictions: [{ embeddings: { values, statistics: { truncated: false, token_count: tokens } } }],
      }),
  },
  gaps: {
    'forwards a beta that nobody knows yet':
      'Vertex answers 400 to a flag that it does not know, unless the settings say otherwise',
  },
});

const STATUS: Record<number, string> = {
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
};

/** The bridge said again on parsed objects, for the members that the suite's random bodies have. */
function expectedBody(body: JsonObject): JsonObject {
  const { model: _model, tags: _tags, cache_control: _root, ...rest } = structuredClone(body);
  const withoutScope = (blocks: unknown) => {
    for (const block of Array.isArray(blocks)
      ? (blocks as { cache_control?: { scope?: unknown }; content?: unknown }[])
      : []) {
      delete block.cache_control?.scope;
      if (Array.isArray(block.content)) withoutScope(block.content);
    }
  };
  withoutScope(rest['system']);
  withoutScope(rest['tools']);
  withoutScope(rest['messages']);
  return { ...rest, anthropic_version: 'vertex-2023-10-16' };
}

interface Fixture {
  note: string;
  model: string;
  operation?: 'generate' | 'count-tokens';
  stream?: boolean;
  version?: string | null;
  betas?: string[];
  body: JsonObject;
}

const FIXTURES = new URL('fixtures/', import.meta.url);
const cases = readdirSync(FIXTURES)
  .filter((name) => name.endsWith('.in.json'))
  .map((name) => ({ name: name.slice(0, -'.in.json'.length) }));

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(name, FIXTURES), 'utf8'));
}

describe('a member that changes what the answer means', () => {
  const FORMAT = '{"type":"json_schema","schema":{"type":"object","properties":{"n":{"const":12345678901234567890}}}}';
  const FLAGS = ['structured-outputs-2025-11-13'];
  const built = (members: string, betas = FLAGS, model = 'claude-sonnet-4-6') => {
    const json = `{"model":"${model}","max_tokens":10,"messages":[{"role":"user","content":"hi"}],${members}}`;
    return connection.build(nativeCall({ json, model, betas }, facts));
  };

  it.each([
    ['alone', `"output_format":${FORMAT}`, `"output_config":{"format":${FORMAT}}`],
    [
      'beside an effort',
      `"output_config":{"effort":"high"},"output_format":${FORMAT}`,
      `"output_config":{"effort":"high","format":${FORMAT}}`,
    ],
    [
      'in front of an empty place',
      `"output_format":${FORMAT},"output_config":{}`,
      `"output_config":{"format":${FORMAT}}`,
    ],
  ])('is moved to where Vertex takes it, byte for byte: output_format %s', (_, members, expected) => {
    const request = built(members);
    const text = bodyText(request);
    expect(text).toContain(expected);
    expect(text).not.toContain('output_format');
    expect(JSON.parse(text)).toMatchObject({ max_tokens: 10, anthropic_version: 'vertex-2023-10-16' });
    expect(request.notes).toContain('output_format sent as output_config.format');
    expect(request.headers).not.toHaveProperty('anthropic-beta');
  });

  it('is moved for a model without effort, and the effort is not', () => {
    const request = built(`"output_config":{"effort":"high"},"output_format":${FORMAT}`, FLAGS, 'claude-haiku-4-5');
    expect(bodyText(request)).toContain(`"output_config":{"format":${FORMAT}}`);
    expect(request.notes).toContain('output_config.effort dropped');
  });

  it('goes upstream where nobody knows whether it is taken, and never without saying so', () => {
    const tools = '"tools":[{"name":"a","input_schema":{"type":"object"},"strict":true}]';
    expect(bodyText(built(tools))).toContain('"strict":true');
    expect(bodyText(built(`"output_config":{"format":${FORMAT}}`))).toContain(`"output_config":{"format":${FORMAT}}`);
  });

  it.each([
    ['mcp_servers', '[{"type":"url","url":"https://m.example"}]'],
    ['container', '"c"'],
    ['fallbacks', '[{"model":"claude-opus-5"}]'],
    ['thread', '{"id":"t"}'],
    ['inference_geo', '"eu"'],
    ['inference_geo', '7'],
  ])('is refused by its name where Vertex has nothing for it: %s %s', (member, json) => {
    expect(() => built(`"${member}":${json}`)).toThrow(
      expect.objectContaining({ status: 400, message: expect.stringMatching(new RegExp(`^${member}: `)) as string }),
    );
  });

  it.each([
    ['us-east5', 'us', true],
    ['us', 'us', true],
    ['europe-west1', 'eu', true],
    ['global', 'us', false],
    ['global', 'global', true],
    ['asia-southeast1', 'eu', false],
  ])('in %s, inference_geo %s is kept: %j', (region, geography, isKept) => {
    const there = vertex.connect({
      key: null,
      configurations: { ...credentials.configurations, vertex_region: region },
    });
    const json = `{"model":"claude-opus-4-8","max_tokens":1,"messages":[],"inference_geo":"${geography}"}`;
    const build = () => there.build(nativeCall({ json, model: 'claude-opus-4-8' }, facts));
    if (isKept) expect(build().notes).toEqual(['inference_geo dropped']);
    else expect(build).toThrow(/^inference_geo: /);
  });

  it('is not taken from both of its places', () => {
    const both = `"output_config":{"format":${FORMAT}},"output_format":${FORMAT}`;
    expect(() => built(both)).toThrow(/^output_format: /);
  });

  it('does not go with a hint that it is inside of', () => {
    const json = `{"model":"claude-sonnet-4-6","max_tokens":1,"messages":[],"output_config":{"format":${FORMAT}}}`;
    const call = nativeCall({ json, model: 'claude-sonnet-4-6' }, facts);
    const refused = { betas: new Set<string>(), fields: new Set(['output_config']) };
    expect(() => connection.build({ ...call, refused })).toThrow(/^output_config\.format: /);
  });
});

describe('what Claude Code sends, as it reaches Vertex', () => {
  it.each(cases)('$name', ({ name }) => {
    const { note: _note, body, ...call } = read(`${name}.in.json`) as Fixture;
    const {
      url,
      headers,
      body: pieces,
      betasDropped,
      notes,
      model,
    } = connection.build(nativeCall({ json: JSON.stringify(body), ...call }, facts));
    const built = {
      url,
      model,
      headers,
      betasDropped,
      notes,
      body: JSON.parse(Buffer.concat(pieces).toString()) as unknown,
    };
    expect(built).toEqual(read(`${name}.out.json`));
  });
});

const build = (json: string, over: Partial<Parameters<typeof nativeCall>[0]> = {}) =>
  connection.build(nativeCall({ json, ...over }, facts));

it('reports each request’s changes, and nothing of the one before, though clients send the same flags again and again', () => {
  const over = { facts: facts('claude-opus-4-8'), betas: ['advanced-tool-use-2025-11-20'] };
  const renamed = 'beta advanced-tool-use-2025-11-20 sent as tool-search-tool-2025-10-19';
  const notesOf = (json: string) => build(json, over).notes;
  const tagged = '{"messages":[],"max_tokens":1,"tags":["a"]}';
  expect([notesOf(tagged), notesOf(tagged), notesOf('{"messages":[],"max_tokens":1}')]).toEqual([
    [renamed, 'tags dropped'],
    [renamed, 'tags dropped'],
    [renamed],
  ]);
});

describe('the version', () => {
  it.each([
    ['2023-06-01', 'vertex-2023-10-16'],
    [null, 'vertex-2023-10-16'],
    ['nonsense', 'vertex-2023-10-16'],
    ['2026-10-21', '2026-10-21'],
    ['2027-05-01', '2027-05-01'],
  ])('%s goes as %s, last in the body and never in a header', (version, expected) => {
    const request = build('{"model":"m","messages":[]}', { version });
    expect(bodyText(request)).toBe(`{"messages":[],"anthropic_version":"${expected}"}`);
    expect(request.headers).not.toHaveProperty('anthropic-version');
  });

  it('stays the body’s own on Vertex’s own paths', () => {
    expect(
      bodyText(build('{"anthropic_version":"vertex-2023-10-16","messages":[]}', { version: '2026-10-21', raw: true })),
    ).toBe('{"anthropic_version":"vertex-2023-10-16","messages":[]}');
  });
});

describe('betas', () => {
  it('forwards unknown ones where the settings say so', () => {
    const open = vertex.connect({
      ...credentials,
      configurations: { ...credentials.configurations, unknown_betas: 'forward' },
    });
    const request = open.build(nativeCall({ json: '{"messages":[]}', betas: ['invented-2027-01-01'] }, facts));
    expect(request.headers['anthropic-beta']).toBe('invented-2027-01-01');
  });

  it('does not add the web search flag where the upstream refused it, nor for a tool that only mentions it', () => {
    const tools = '{"tools":[{"type":"web_search_20250305","name":"web_search"}]}';
    expect(build(tools).headers['anthropic-beta']).toBe('web-search-2025-03-05');
    expect(
      build(tools, { refused: { betas: new Set(['web-search-2025-03-05']), fields: new Set() } }).headers,
    ).not.toHaveProperty('anthropic-beta');
    expect(
      build('{"tools":[{"name":"a","input_schema":{"enum":["web_search_20250305"]}}]}').headers,
    ).not.toHaveProperty('anthropic-beta');
  });

  it('reads Claude Code’s [1m] as the wish for the long window, where the model has one', () => {
    expect(build('{"messages":[]}', { model: 'claude-opus-4-8[1m]' }).headers['anthropic-beta']).toBe(
      'context-1m-2025-08-07',
    );
    const old = build('{"messages":[]}', { model: 'claude-sonnet-4-5[1m]' });
    expect(old).toMatchObject({ model: 'claude-sonnet-4-5@20250929', betasDropped: ['context-1m-2025-08-07'] });
    expect(old.notes.join()).toContain('no such window');
  });
});

describe('thinking in a type that the model refuses', () => {
  const thinkingOf = (model: string, members: string) => {
    const body = JSON.parse(bodyText(build(`{${members}}`, { model }))) as JsonObject;
    return { thinking: body['thinking'], max_tokens: body['max_tokens'] };
  };

  it.each([
    [
      'claude-haiku-4-5',
      '"thinking":{"type":"adaptive"},"max_tokens":32000',
      { type: 'enabled', budget_tokens: 31_999 },
      32_000,
    ],
    [
      'claude-haiku-4-5',
      '"thinking":{"type":"adaptive","display":"omitted"},"max_tokens":128000',
      { type: 'enabled', budget_tokens: 31_999 },
      64_000,
    ],
    [
      'claude-haiku-4-5',
      '"thinking":{"type":"adaptive"},"max_tokens":3000',
      { type: 'enabled', budget_tokens: 2999 },
      3000,
    ],
    ['claude-haiku-4-5', '"thinking":{"type":"adaptive"},"max_tokens":1', undefined, 1],
    ['claude-3-5-haiku', '"thinking":{"type":"adaptive"},"max_tokens":32000', undefined, 8192],
    [
      'claude-opus-4-1',
      '"thinking":{"type":"enabled","budget_tokens":40000},"max_tokens":64000',
      { type: 'enabled', budget_tokens: 31_999 },
      32_000,
    ],
    [
      'claude-opus-5-5',
      '"thinking":{"type":"enabled","budget_tokens":5000},"max_tokens":32000',
      { type: 'adaptive' },
      32_000,
    ],
    ['claude-opus-5-5', '"thinking":{"type":"disabled"},"max_tokens":32000', undefined, 32_000],
    ['claude-opus-4-8', '"thinking":{"type":"disabled"},"max_tokens":32000', { type: 'disabled' }, 32_000],
    ['my-alias', '"thinking":{"type":"adaptive"},"max_tokens":999999', { type: 'adaptive' }, 999_999],
  ])('%s: %s', (model, members, thinking, max_tokens) => {
    expect(thinkingOf(model, members)).toEqual({ thinking, max_tokens });
  });

  it('goes together with the edit that would clear it, and no other edit does', () => {
    const json =
      '{"thinking":{"type":"adaptive"},"max_tokens":9,"context_management":{"edits":[{"type":"clear_thinking_20251015"},{"type":"clear_tool_uses_20250919"}]}}';
    const body = JSON.parse(bodyText(build(json, { model: 'claude-haiku-4-5' }))) as Record<string, unknown>;
    expect(body['context_management']).toEqual({ edits: [{ type: 'clear_tool_uses_20250919' }] });
  });

  it('goes together with the edit that would clear it', () => {
    const json =
      '{"thinking":{"type":"adaptive"},"max_tokens":9,"context_management":{"edits":[{"type":"clear_thinking_20251015"}]}}';
    expect(JSON.parse(bodyText(build(json, { model: 'claude-haiku-4-5' })))).toEqual({
      max_tokens: 9,
      anthropic_version: 'vertex-2023-10-16',
    });
  });
});

describe('sampling', () => {
  it.each([
    ['claude-opus-4-8', '"temperature":0.2,"top_k":5,"top_p":0.5', {}],
    ['claude-opus-4-8', '"temperature":1', { temperature: 1 }],
    ['claude-opus-4-8', '"top_p":0.99', { top_p: 0.99 }],
    ['claude-sonnet-4-5', '"temperature":0.2,"top_k":5', { temperature: 0.2, top_k: 5 }],
    ['claude-sonnet-4-5', '"temperature":0.2,"top_p":0.5', { temperature: 0.2 }],
  ])('%s: %s', (model, members, expected) => {
    expect(JSON.parse(bodyText(build(`{${members}}`, { model })))).toEqual({
      ...expected,
      anthropic_version: 'vertex-2023-10-16',
    });
  });
});

describe('system turns', () => {
  const turns = String.raw`{"messages":[{"role":"user","content":"the word \"system\""},{ "role" : "system" , "content":[{"type":"text","text":"t","cache_control":{"type":"ephemeral"}}],"output_config":{"effort":"low"}},{"content":"s","role":"system"},{"role":"assistant","content":[{"type":"tool_use","input":{"role":"system"}}]}]}`;

  it('become user turns in place on models that refuse them, byte for byte otherwise', () => {
    expect(bodyText(build(turns, { model: 'claude-opus-4-6' }))).toBe(
      turns
        .replace('{ "role" : "system" ', '{ "role" : "user" ')
        .replace('"content":"s","role":"system"', '"content":"s","role":"user"')
        .replace(',"output_config":{"effort":"low"}', '')
        .replace(/}$/, ',"anthropic_version":"vertex-2023-10-16"}'),
    );
  });

  it('stay on models that take them', () => {
    expect(bodyText(build(turns, { model: 'claude-opus-4-8' }))).toContain('{ "role" : "system" ');
  });
});

describe('embeddings', () => {
  const embed = (model: string, over: Partial<EmbeddingsRequest> = {}) => {
    const asked = { input: ['a text'], dimensions: null, encoding: 'float', taskType: null, others: [] } as const;
    if (connection.embeddings === null) throw new Error('Vertex makes embeddings.');
    return connection.embeddings.build({ ...asked, ...over }, model);
  };

  it.each([
    ['gemini-embedding-001', 'gemini-embedding-001'],
    ['google.text-embedding-005', 'text-embedding-005'],
    ['google/text-embedding-005', 'text-embedding-005'],
    ['text-embedding-new', 'text-embedding-new'],
  ])('of %s are asked at Google’s %s, cutting nothing off in silence', (named, model) => {
    const request = embed(named, { taskType: 'CLUSTERING' });
    expect(request.model).toBe(model);
    expect(request.url).toMatch(new RegExp(`/publishers/google/models/${model}:predict$`));
    expect(JSON.parse(bodyText(request))).toEqual({
      instances: [{ content: 'a text', task_type: 'CLUSTERING' }],
      parameters: { autoTruncate: false },
    });
  });

  it.each([
    ['claude-opus-4-8', /makes no embeddings/],
    ['gemini-2.5-pro', /makes no embeddings/],
    ['meta/llama-3.3-70b-instruct-maas', /makes no embeddings/],
    ['..', /no Vertex model name/],
  ])('of %s are refused', (model, why) => {
    expect(() => embed(model)).toThrow(why);
  });

  it('of Gemini Embedding 2 and later are asked by embedContent, with the settings where it has them', () => {
    const request = embed('gemini-embedding-2', { taskType: 'CLUSTERING', dimensions: 256 });
    expect(request.url).toMatch(/\/publishers\/google\/models\/gemini-embedding-2:embedContent$/);
    expect(JSON.parse(bodyText(request))).toEqual({
      content: { parts: [{ text: 'a text' }] },
      embedContentConfig: { autoTruncate: false, taskType: 'CLUSTERING', outputDimensionality: 256 },
    });
    expect(embed('google/gemini-embedding-3').url).toMatch(/gemini-embedding-3:embedContent$/);
    expect(() => embed('gemini-embedding-2', { input: ['a', 'b'] })).toThrow(/at most one text/);
  });

  it('of the multimodal model have members of their own, and no place for a task', () => {
    const request = embed('multimodalembedding@001', { taskType: 'CLUSTERING', dimensions: 128 });
    expect(request.url).toMatch(/\/multimodalembedding@001:predict$/);
    expect(JSON.parse(bodyText(request))).toEqual({ instances: [{ text: 'a text' }], parameters: { dimension: 128 } });
    expect(request.notes).toEqual(['task_type dropped']);
  });

  it('of more texts than the model takes are refused with the number, and so are token ids', () => {
    const texts = (count: number) => Array.from({ length: count }, () => 'a');
    expect(() => embed('gemini-embedding-001', { input: texts(2) })).toThrow(/at most one text.*here are 2/);
    expect(embed('text-embedding-005', { input: texts(250) }).notes).toEqual([]);
    expect(() => embed('text-embedding-005', { input: texts(251) })).toThrow(/at most 250 texts.*here are 251/);
    expect(() => embed('text-embedding-005', { input: 'token-ids' })).toThrow(/not token ids/);
  });
});

describe('a model that is not Vertex’s', () => {
  it.each(['..', '', 'anthropic/a/b', 'claude;x', 'claude?x=1'])('%j never reaches a URL', (model) => {
    expect(() => build('{}', { model })).toThrow(/no Vertex model name/);
  });

  it('is refused where it holds no conversations', () => {
    expect(() => build('{}', { model: 'google.imagen-4.0-generate-001' })).toThrow(/holds no conversations/);
  });
});

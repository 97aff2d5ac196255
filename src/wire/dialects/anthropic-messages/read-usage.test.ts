import { describe, expect, it } from 'vitest';
import { allMeters, emptyUsage, type Usage, requireTotals } from '../../usage.ts';
import { readModel, readUsage } from './read-usage.ts';

function read(...reports: unknown[]): Usage {
  const usage = emptyUsage();
  for (const reported of reports) readUsage(usage, reported);
  return usage;
}

/** The whole record of a finished answer. */
function finished(reported: unknown): Usage {
  const usage = read(reported);
  requireTotals(usage);
  return usage;
}

const WHOLE = {
  input_tokens: 1,
  output_tokens: 2,
  cache_read_input_tokens: 3,
  cache_creation_input_tokens: 9,
  cache_creation: { ephemeral_5m_input_tokens: 4, ephemeral_1h_input_tokens: 5 },
  output_tokens_details: { thinking_tokens: 6 },
  server_tool_use: { web_search_requests: 7, web_fetch_requests: 8 },
};

describe('what an upstream says it has used', () => {
  it('is read member by member', () => {
    expect(read(WHOLE)).toEqual({
      meters: {
        input_tokens: 1,
        output_tokens: 2,
        cache_read_tokens: 3,
        cache_write_5m_tokens: 4,
        cache_write_1h_tokens: 5,
        thinking_tokens: 6,
        web_search_requests: 7,
        web_fetch_requests: 8,
      },
      model: null,
      terms: {},
      passes: [],
      unread: [],
    });
  });

  it('is newer where it is said again, and stays where it is not', () => {
    const newer = read(WHOLE, { output_tokens: 50, input_tokens: 0 });
    expect(newer.meters).toEqual({ ...read(WHOLE).meters, output_tokens: 50, input_tokens: 0 });
    expect(read(WHOLE, {}, null)).toEqual(read(WHOLE));
  });

  it.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, '7', true, {}])(
    'is no count when it is %j: what was said before stays, and the member is named',
    (broken) => {
      const report = {
        input_tokens: broken,
        cache_read_input_tokens: broken,
        cache_creation_input_tokens: broken,
        cache_creation: { ephemeral_5m_input_tokens: broken, ephemeral_1h_input_tokens: broken },
      };
      const usage = read(WHOLE, report);
      expect(usage.meters).toEqual(read(WHOLE).meters);
      expect(usage.unread).toEqual([
        'usage.input_tokens',
        'usage.cache_read_input_tokens',
        'usage.cache_creation.ephemeral_5m_input_tokens',
        'usage.cache_creation.ephemeral_1h_input_tokens',
        'usage.cache_creation_input_tokens',
      ]);
    },
  );

  it('divides what was written to the cache as far as that was reported', () => {
    const written = (...reports: unknown[]) => {
      const { cache_write_5m_tokens: short, cache_write_1h_tokens: long = 0 } = read(...reports).meters;
      return [short, long];
    };
    expect(written({ cache_creation_input_tokens: 40 })).toEqual([40, 0]);
    expect(written(WHOLE, { cache_creation_input_tokens: 9 })).toEqual([4, 5]);
    expect(written(WHOLE, { cache_creation_input_tokens: 3 })).toEqual([0, 5]);
    const less = { ...WHOLE, cache_creation_input_tokens: 20 };
    expect(written(less), 'what the split leaves open').toEqual([15, 5]);
  });

  it('keeps what changes the price', () => {
    expect(read({ ...WHOLE, speed: 'fast', service_tier: 'batch', inference_geo: 'us' }).terms).toEqual({
      speed: 'fast',
      service_tier: 'batch',
      inference_geo: 'us',
    });
    expect(read({ ...WHOLE, speed: null, inference_geo: '' }).terms).toEqual({});
    expect(read({ ...WHOLE, speed: 2 }).unread).toEqual(['usage.speed']);
  });
});

describe('a member of usage that nobody here knows', () => {
  it.each([
    [{ tool_minutes: 3 }, 'usage.tool_minutes'],
    [{ fallback_credit: { status: { type: 'redeemed' } } }, 'usage.fallback_credit'],
    [{ cache_creation: { ephemeral_24h_input_tokens: 5 } }, 'usage.cache_creation.ephemeral_24h_input_tokens'],
    [{ cache_creation: 'lots' }, 'usage.cache_creation'],
    [{ cache_creation: [5] }, 'usage.cache_creation'],
    [{ output_tokens_details: { thinking_tokens: 6, video_tokens: 5 } }, 'usage.output_tokens_details.video_tokens'],
    [{ output_tokens_details: { thinking_tokens: '6' } }, 'usage.output_tokens_details.thinking_tokens'],
    [{ output_tokens_details: 'x' }, 'usage.output_tokens_details'],
    [
      { iterations: [{ type: 'compaction', output_tokens_details: { video_tokens: 5 } }] },
      'usage.iterations[0].output_tokens_details.video_tokens',
    ],
    [{ server_tool_use: { 'Web Search': 1 } }, 'usage.server_tool_use.Web Search'],
    [{ server_tool_use: { web_search_requests: '1' } }, 'usage.server_tool_use.web_search_requests'],
    [{ server_tool_use: 4 }, 'usage.server_tool_use'],
    [{ iterations: 4 }, 'usage.iterations'],
    [{ iterations: [{ type: 'dreaming', input_tokens: 5 }] }, 'usage.iterations[0].type'],
    [{ iterations: [7] }, 'usage.iterations[0].type'],
    [{ iterations: [{ type: 'compaction', output_tokens: 1, images: 2 }] }, 'usage.iterations[0].images'],
    [{ iterations: [{ type: 'compaction', output_tokens: '1' }] }, 'usage.iterations[0].output_tokens'],
    [{ iterations: [{ type: 'compaction', cache_creation: 7 }] }, 'usage.iterations[0].cache_creation'],
    [{ iterations: [{ type: 'advisor_message', output_tokens: 1 }] }, 'usage.iterations[0].model'],
  ])('is named: %j', (more, path) => {
    expect(read({ ...WHOLE, ...more }).unread).toEqual([path]);
  });

  it('says nothing where a fallback credit was not applied', () => {
    const credit = { status: { type: 'not_applied', reason: 'expired' } };
    expect(read({ ...WHOLE, fallback_credit: credit }).unread).toEqual([]);
  });

  it('says nothing while it is empty', () => {
    const more = {
      tool_minutes: 0,
      fallback_credit: null,
      notes: { a: [0, null, ''] },
      cache_creation: null,
      output_tokens_details: { video_tokens: 0 },
    };
    expect(read({ ...WHOLE, ...more }).unread).toEqual([]);
  });

  it('of server tools is a meter, so that the price book can say that it has no price', () => {
    expect(read({ server_tool_use: { code_execution_requests: 2, constructor: 3 } }).meters).toEqual({
      code_execution_requests: 2,
      constructor: 3,
    });
  });

  it('cannot fill the memory', () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`${'m'.repeat(500)}${at}`, 1]));
    const { unread } = read(many);
    expect(unread.length).toBeLessThanOrEqual(20);
    expect(unread.every((path) => path.length <= 100)).toBe(true);
  });
});

describe('what is billed outside of the totals', () => {
  const step = (type: string, input: number, output: number, more: object = {}) => ({
    type,
    input_tokens: input,
    output_tokens: output,
    ...more,
  });

  it('is a compaction, of whatever size', () => {
    const iterations = [step('compaction', 900, 30, { cache_read_input_tokens: 50 }), step('message', 1, 2)];
    const usage = read({ ...WHOLE, iterations });
    expect(usage.passes).toEqual([
      {
        kind: 'compaction',
        model: null,
        meters: { input_tokens: 900, output_tokens: 30, cache_read_tokens: 50 },
      },
    ]);
    expect(allMeters(usage)).toMatchObject({ input_tokens: 901, output_tokens: 32, cache_read_tokens: 53 });
  });

  it('is an advisor, at its own model', () => {
    const iterations = [
      step('message', 1, 1, { model: 'claude-sonnet-5' }),
      step('advisor_message', 70, 8, { model: 'claude-opus-5-5' }),
    ];
    expect(read({ ...WHOLE, iterations }).passes).toEqual([
      { kind: 'advisor_message', model: 'claude-opus-5-5', meters: { input_tokens: 70, output_tokens: 8 } },
    ]);
  });

  it('is an attempt that declined after it had begun to write; the totals are those of the model that answered', () => {
    const usage = emptyUsage();
    readModel(usage, 'claude-fable-5');
    readUsage(usage, {
      ...WHOLE,
      iterations: [
        step('message', 11, 0, { model: 'claude-fable-5' }),
        step('fallback_message', 12, 4, { model: 'claude-opus-5' }),
        step('fallback_message', 1, 2, { model: 'claude-opus-4-8' }),
      ],
    });
    expect(usage.model).toBe('claude-opus-4-8');
    expect(usage.passes.map(({ model, meters }) => [model, meters['input_tokens']])).toEqual([['claude-opus-5', 12]]);
  });

  it('is reported anew with each event, never added', () => {
    const iterations = [step('compaction', 900, 30)];
    expect(read({ ...WHOLE, iterations }, { iterations }).passes).toHaveLength(1);
  });

  it('is not followed into a list without end', () => {
    const iterations = Array.from({ length: 1001 }, () => step('compaction', 1, 1));
    expect(read({ ...WHOLE, iterations }).unread).toEqual(['usage.iterations']);
  });
});

describe('the usage of a finished answer', () => {
  it.each([
    ['is missing', undefined, ['usage']],
    ['is empty', {}, ['usage']],
    ['is of the wrong type', 'seven', ['usage']],
    ['is a list', [], ['usage']],
    [
      'counts in other members',
      { prompt_tokens: 4, completion_tokens: 4 },
      ['usage.prompt_tokens', 'usage.completion_tokens', 'usage'],
    ],
    ['has no output', { input_tokens: 4 }, ['usage.output_tokens']],
    ['has no input', { output_tokens: 4 }, ['usage.input_tokens']],
    ['has input of the wrong type', { input_tokens: '4', output_tokens: 4 }, ['usage.input_tokens']],
  ])('that %s is named', (_, reported, unread) => {
    expect(finished(reported).unread).toEqual(unread);
  });

  it('may be 0, if that is what was reported', () => {
    expect(finished({ input_tokens: 0, output_tokens: 0 }).unread).toEqual([]);
    expect(finished(WHOLE).unread).toEqual([]);
  });
});

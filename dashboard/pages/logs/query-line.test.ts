import { expect, it } from 'vitest';
import { addTerm, keyNamesIn, readQueryLine, removeTerm, toTerm, withoutField } from './query-line.ts';

const names = { keyIds: (name: string) => (name === 'ci' ? ['k1', 'k2'] : []) };
const read = (line: string) => readQueryLine(line, names);

it('terms become the filter of the API: dollars are cents there, names of keys are ids', () => {
  expect(read('model:claude-sonnet-5 cost>0.1 tokens<=5000 key:ci trace:abc').filter).toEqual({
    ai_model: 'claude-sonnet-5',
    cost_min: 10,
    total_units_max: 5000,
    api_key_ids: 'k1,k2',
    trace_id: 'abc',
  });
});

it('two values of one list mean either, a class of statuses means each of it', () => {
  const { filter } = read('model:a model:b status:429 status:5xx');
  expect(filter.ai_model).toBe('a,b');
  expect(filter.status_code?.split(',')).toHaveLength(101);
  expect(filter.status_code).toMatch(/^429,500,.*,599$/);
});

it('what is no field is metadata, with quotes where a value has spaces; words alone are searched for', () => {
  expect(read('team:payments "no colon" city:"New York" timeout')).toEqual({
    terms: [
      { text: 'team:payments', problem: null },
      { text: '"no colon"', problem: null },
      { text: 'city:"New York"', problem: null },
      { text: 'timeout', problem: null },
    ],
    filter: { metadata: '{"team":"payments","city":"New York"}', search: 'no colon timeout' },
  });
});

it('a minus leaves values out, and says where it cannot', () => {
  const { terms, filter } = read('-model:a model:b -user:ci -team:x -cost>1');
  expect(filter).toEqual({ ai_model: '!a,b', users: '!ci,!k1,!k2' });
  expect(terms.map(({ problem }) => problem === null)).toEqual([true, true, true, false, false]);
});

it('the terms of one field can be taken out together', () => {
  expect(withoutField('model:a team:x -model:b', 'model')).toBe('team:x');
});

it('a term that cannot be asked says why, and the others hold', () => {
  const { terms, filter } = read('status:soon cost>much model:a');
  expect(terms.map(({ problem }) => problem === null)).toEqual([false, false, true]);
  expect(filter).toEqual({ ai_model: 'a' });
});

it('a field of the prototype is metadata like any other', () => {
  expect(read('constructor:x').filter).toEqual({ metadata: '{"constructor":"x"}' });
});

it('terms are added once and taken out by their text', () => {
  const line = addTerm('model:a', toTerm('city', 'New York'));
  expect(line).toBe('model:a city:"New York"');
  expect(addTerm(line, 'model:a')).toBe(line);
  expect(removeTerm(line, 'city:"New York"')).toBe('model:a');
});

it('names of keys are looked up wherever the line has them, each once', () => {
  expect(keyNamesIn('key:ci -key:"night build" user:ci model:a key>1 plain team:ci')).toEqual(['ci', 'night build']);
  expect(keyNamesIn('')).toEqual([]);
});

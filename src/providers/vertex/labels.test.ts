import { expect, it } from 'vitest';
import { scanDocument } from '../../wire/json/scan.ts';
import { labelEdits } from './labels.ts';

const edits = (body: object, labels?: Record<string, string>) =>
  labelEdits(scanDocument(Buffer.from(JSON.stringify(body))), labels);
const said = (labels: Record<string, string>): unknown => {
  const [edit] = edits({}, labels);
  return edit?.type === 'set' ? JSON.parse(edit.json) : null;
};

it('what Google would refuse in a label is written otherwise, cut, or left out', () => {
  const long = 'x'.repeat(100);
  expect(said({ pk_Team: 'Blue Team', 'pk_a.b': 'ann@acme.example', pk_long: long, pk_empty: ' ' })).toEqual({
    pk_team: 'blue_team',
    pk_a_b: 'ann_acme_example',
    pk_long: long.slice(0, 63),
  });
  expect(said({ _user: 'ann', '9': 'nine', pk_straße: 'ä' })).toEqual({ pk_stra_e: '_' });
});

it('two names that become one are one label, and no more go than Google takes', () => {
  expect(said({ pk_a: 'first', pk_A: 'second' })).toEqual({ pk_a: 'first' });
  const many = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`pk_${index}`, 'x']));
  expect(Object.keys(said(many) as object)).toHaveLength(64);
});

it('a body with labels of its own, or a request without any, is not changed', () => {
  expect(edits({ labels: { own: 'yes' } }, { pk_team: 'red' })).toEqual([]);
  expect([edits({}), edits({}, {}), edits({}, { pk_team: '' })]).toEqual([[], [], []]);
});

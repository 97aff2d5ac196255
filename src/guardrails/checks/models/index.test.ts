import { testCheck } from '../../check.suite.ts';
import { models } from './index.ts';

const [list, rules] = models;
if (list === undefined || rules === undefined) throw new Error('There are two.');
const request = { model: 'claude-opus-5-5', metadata: { team: 'core' } };

testCheck({
  check: list,
  wrong: [{}, { models: [] }],
  cases: [
    {
      name: 'a model of the list',
      parameters: { models: ['gpt-6', 'claude-opus-5-5'] },
      subject: { request },
      verdict: true,
    },
    { name: 'a star', parameters: { models: ['claude-*-5'] }, subject: { request }, verdict: true },
    { name: 'a star that does not fit', parameters: { models: ['claude-*-4'] }, subject: { request }, verdict: false },
    { name: 'turned round', parameters: { models: ['gpt-6'], not: true }, subject: { request }, verdict: true },
    {
      name: 'no model',
      parameters: { models: ['a'] },
      subject: { request: { model: null } },
      verdict: 'missing_model',
    },
  ],
});
const metadata = { team: { core: ['claude-*'], web: ['gpt-*'] } };
testCheck({
  check: rules,
  wrong: [{}, { rules: { models: [] } }],
  cases: [
    {
      name: 'a model of the metadata',
      parameters: { rules: { metadata, defaults: ['gpt-6'] } },
      subject: { request },
      verdict: true,
    },
    {
      name: 'a model of the defaults where no metadata fits',
      parameters: { rules: { metadata, defaults: ['gpt-6'] } },
      subject: { request: { model: 'gpt-6', metadata: { team: 'hr' } } },
      verdict: true,
    },
    {
      name: 'a model of neither',
      parameters: { rules: { metadata } },
      subject: { request: { ...request, model: 'gpt-6' } },
      verdict: false,
    },
    {
      name: 'no rule at all',
      parameters: { rules: { metadata } },
      subject: { request: { metadata: {} } },
      verdict: 'no_rule',
    },
  ],
});

/** The values of secret references over time: fetched, rotated, refused, out of reach, gone. */
import { beforeEach, expect, it } from 'vitest';
import { GatewayError } from '../../kernel/errors.ts';
import type { OrganisationId, WorkspaceId } from '../../kernel/ids.ts';
import type { Secret } from '../../kernel/secret-value.ts';
import type { RecordChange } from '../../storage/ports/records/configuration.ts';
import type { SecretReference } from '../../storage/ports/records/secret-references.ts';
import { openaiReference } from '../../storage/ports/records/secret-references.suite.ts';
import { createSecretValues, type SecretValues } from './values.ts';

const acme = 'acme' as OrganisationId;
const team = 'team' as WorkspaceId;
const MINUTE = 60_000;

const reference: SecretReference = {
  ...openaiReference,
  organisationId: acme,
  key: null,
  access: { everyWorkspace: true, workspaceIds: [] },
};
const integration = {
  id: 'int_1',
  organisationId: acme,
  workspaceId: null,
  secretMappings: [{ targetField: 'key', referenceId: 'sec_1', key: null, format: 'string' }],
} as const;

let now: number;
let row: SecretReference | null;
let answer: Secret | GatewayError;
let asked: number;
let recompiled: RecordChange[];
let values: SecretValues;

beforeEach(() => {
  now = 0;
  row = reference;
  answer = 'sk-first-value';
  asked = 0;
  recompiled = [];
  values = createSecretValues({
    clock: { now: () => now, elapsed: () => now },
    find: async (organisation, id) => (organisation === acme && id === 'sec_1' ? row : null),
    open: ({ manager, path }) => ({ manager, path, auth: {} }),
    async ask() {
      asked += 1;
      if (answer instanceof GatewayError) throw answer;
      return answer;
    },
    recompile: async (changes) => void recompiled.push(...changes),
    onFailure: () => undefined,
  });
});

const unreachable = () => new GatewayError('credentials_unreachable', 'No answer within 10 s.');
const refused = () => new GatewayError('credentials_rejected', 'It is gone.');

it('an integration waits for its secret and is compiled again once that is there', async () => {
  expect(values.use(integration)).toMatchObject({
    ok: false,
    problem: { reason: expect.stringContaining('not been fetched yet') as string, isTemporary: true },
  });
  await values.refresh();
  expect(recompiled).toEqual([{ noun: 'integration', id: 'int_1' }]);
  expect(values.use(integration)).toEqual({ ok: true, value: { key: 'sk-first-value' } });
});

it('a rotated value is in force within five minutes, and nothing is compiled where it is the same', async () => {
  values.use(integration);
  await values.refresh();
  recompiled.length = 0;
  answer = 'sk-second-value';
  now = 4 * MINUTE;
  await values.refresh();
  expect([asked, recompiled]).toEqual([1, []]);
  now = 5 * MINUTE;
  await values.refresh();
  expect(recompiled).toHaveLength(1);
  expect(values.use(integration)).toEqual({ ok: true, value: { key: 'sk-second-value' } });
  now = 10 * MINUTE;
  await values.refresh();
  expect([asked, recompiled.length]).toEqual([3, 1]);
});

it('a value that an AI service refuses is asked for again at once, but not without end', async () => {
  values.use(integration);
  await values.refresh();
  values.refused('Bearer sk-first-value');
  await values.refresh();
  expect(asked).toBe(1);
  now = 11_000;
  values.refused('Bearer sk-of-another');
  await values.refresh();
  expect(asked).toBe(1);
  values.refused('Bearer sk-first-value');
  await values.refresh();
  expect(asked).toBe(2);
});

it('a manager out of reach leaves the last value in force for an hour, and is told of meanwhile', async () => {
  values.use(integration);
  await values.refresh();
  answer = unreachable();
  now = 6 * MINUTE;
  await values.refresh();
  expect(values.failing()).toBe(1);
  expect(values.use(integration)).toMatchObject({ ok: true });
  now = 61 * MINUTE;
  await values.refresh();
  expect(values.use(integration)).toMatchObject({
    ok: false,
    problem: { reason: expect.stringContaining('No answer within') as string, isTemporary: true },
  });
  answer = 'sk-back-again';
  now = 62 * MINUTE;
  await values.refresh();
  expect([values.failing(), values.use(integration).ok]).toEqual([0, true]);
});

it('a secret that its manager no longer gives ends at once', async () => {
  values.use(integration);
  await values.refresh();
  answer = refused();
  now = 5 * MINUTE;
  await values.refresh();
  expect(values.use(integration)).toMatchObject({
    ok: false,
    problem: { reason: expect.stringContaining('It is gone') as string, isTemporary: false },
  });
  expect(recompiled).toHaveLength(2);
});

it('a reference that was changed is asked for again before its change is live', async () => {
  values.use(integration);
  await values.refresh();
  answer = { api_key: 'sk-of-another-path' };
  row = { ...reference, key: 'api_key' };
  expect(await values.changed([{ noun: 'secret_reference', id: 'sec_1' }])).toEqual([
    { noun: 'integration', id: 'int_1' },
  ]);
  expect(values.use(integration)).toEqual({ ok: true, value: { key: 'sk-of-another-path' } });
});

it('a reference that was deleted gives nothing any more', async () => {
  values.use(integration);
  await values.refresh();
  row = { ...reference, status: 'archived' };
  await values.changed([{ noun: 'secret_reference', id: 'sec_1' }]);
  expect(values.use(integration)).toMatchObject({ ok: false });
});

it('a reference that is for some workspaces gives nothing to others, nor to the organisation’s integrations', async () => {
  row = { ...reference, access: { everyWorkspace: false, workspaceIds: [team] } };
  values.use(integration);
  await values.refresh();
  expect(values.use(integration)).toMatchObject({
    ok: false,
    problem: { reason: expect.stringContaining('may not be used') as string },
  });
  expect(values.use({ ...integration, workspaceId: team })).toMatchObject({ ok: true });
  expect(values.use({ ...integration, workspaceId: 'other' as WorkspaceId })).toMatchObject({ ok: false });
});

it('another organisation cannot name it', async () => {
  const other = { ...integration, organisationId: 'rival' as OrganisationId };
  values.use(other);
  await values.refresh();
  expect(asked).toBe(0);
  expect(values.use(other)).toMatchObject({ ok: false });
});

it('what nobody uses any more is asked for no longer', async () => {
  values.use(integration);
  await values.refresh();
  values.use({ ...integration, secretMappings: [] });
  now = 20 * MINUTE;
  await values.refresh();
  expect(asked).toBe(1);
});

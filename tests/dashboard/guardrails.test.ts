/** Guardrails in the pages: a pack is taken, tried, run over logged requests, its hits reviewed, and switched to enforce. */
import { hash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectPresentable, openWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld({ sessions: 5 });
});
afterAll(() => world.close());

const saved = async (slug: string): Promise<{ actions: { mode?: string }; checks: object[] }> =>
  (await world.tollgate.admin('GET', `/v1/guardrails/${slug}`)).body as never;

/** Saved as a person would who wants to watch only. */
async function save(slug: string, checks: object[]): Promise<void> {
  await world.tollgate.admin('POST', '/v1/guardrails', { name: slug, slug, checks, actions: { mode: 'shadow' } });
}

const hit = (text: string, why: string | null) => ({
  id: text,
  hash: hash('sha256', text, 'hex'),
  check: 'default.regexReplace',
  kind: 'PATTERN',
  side: 'input',
  text,
  before: 'Write to ',
  after: ' before the release goes out on Friday.',
  count: 3,
  conversations: 2,
  log_ids: ['req_1'],
  likely_false: why !== null,
  why_likely_false: why,
});
const FOUND = {
  object: 'dry_run',
  requests: 1204,
  requests_with_hits: 17,
  checks_skipped: ['default.webhook'],
  is_complete: false,
  stopped_by: 'time',
  total: 2,
  likely_false: 1,
  hits: [hit('ada.keller@firma.ch', null), hit('user@firma.ch', 'It is an address that documents use.')],
};

const JUDGED = {
  verdict: false,
  transformed: false,
  transformed_texts: ['It is called Aurora.'],
  checks: [{ id: 'tollgate.modelJudge', verdict: false, data: { explanation: 'It names a project.' } }],
};

describe('guardrails', () => {
  it('a pack begins in shadow mode, and its texts are tried', async () => {
    const { page, errors, close } = await world.open('/guardrails');
    await page.getByText('No guardrails yet').waitFor();
    await expectPresentable(page, 'guardrails-empty');
    await page.getByRole('button', { name: 'Use it: GDPR: personal data' }).click();
    await page.getByText('shadow: only watches').waitFor();
    await expectPresentable(page, 'guardrail-checks');
    await page.getByRole('tab', { name: 'Test' }).click();
    await page
      .getByLabel('Text', { exact: true })
      .fill('Write to ada.keller@firma.ch about DE89 3704 0044 0532 0130 00.');
    await page.getByRole('button', { name: 'Try it' }).click();
    await page.getByText('{{EMAIL_ADDRESS_1}}').waitFor();
    await expectPresentable(page, 'guardrail-test');
    expect(errors).toEqual([]);
    await close();
  });

  it('a text is judged by a model, whose reason is shown, and the panel says where its cost is', async () => {
    const parameters = { model: '@vertex-prod/claude-haiku-4-5', policy: 'No names of projects.' };
    await save('pg-judged', [{ id: 'tollgate.modelJudge', parameters }]);
    const { page, errors, close } = await world.open('/guardrails/pg-judged');
    const asked: unknown[] = [];
    // No provider of this gateway has the model: what the panel sends and shows is tested, the model elsewhere.
    await page.route('**/invoke', (route) => {
      asked.push(route.request().postDataJSON());
      return route.fulfill({ json: JUDGED });
    });
    await page.getByRole('tab', { name: 'Test' }).click();
    await page.getByText('what it costs is in the log of the workspace').waitFor();
    await page.getByLabel('Text', { exact: true }).fill('It is called Aurora.');
    await page.getByRole('button', { name: 'Try it' }).click();
    await page.getByText('It names a project.').waitFor();
    await expectPresentable(page, 'guardrail-test-model');
    expect(asked).toMatchObject([{ texts: ['It is called Aurora.'], side: 'input' }]);
    expect(errors).toEqual([]);
    await close();
  });

  it('a dry run shows hits, and one that is marked as false is an exception', async () => {
    await save('pg-dry', [{ id: 'default.regexReplace', parameters: { rule: '[Tt]he [a-z]+' } }]);
    const { page, errors, close } = await world.open('/guardrails/pg-dry');
    // The past of this gateway has rows without bodies.
    await page.route('**/dry-run', (route) => route.fulfill({ json: FOUND }));
    await page.getByRole('tab', { name: 'Dry run' }).click();
    await page.getByRole('button', { name: 'Run over logged requests' }).click();
    await page
      .getByRole('button', { name: /^Mark as false/ })
      .first()
      .waitFor();
    await expectPresentable(page, 'guardrail-dry-run');
    await page
      .getByRole('button', { name: /^Mark as false/ })
      .first()
      .click();
    await expect
      .poll(async () => (await world.tollgate.admin('GET', '/v1/guardrails/pg-dry/exceptions')).body)
      .toMatchObject({ total: 1 });
    await page.getByRole('tab', { name: 'Exceptions' }).click();
    await page.getByRole('region', { name: 'Exceptions' }).waitFor();
    await expectPresentable(page, 'guardrail-exceptions');
    expect(errors).toEqual([]);
    await close();
  });

  it('is switched from shadow to enforce, as a new version', async () => {
    await save('pg-switch', [{ id: 'tollgate.secrets', parameters: { redact: true } }]);
    const { page, errors, close } = await world.open('/guardrails/pg-switch');
    await page.getByRole('combobox', { name: 'Mode' }).selectOption('enforce');
    await page.getByRole('button', { name: 'Save a new version' }).click();
    await page.getByText('enforced', { exact: true }).waitFor();
    expect((await saved('pg-switch')).actions.mode).toBe('enforce');
    expect(errors).toEqual([]);
    await close();
  });

  it('is made of a check that is picked, with a form as its schema has it', async () => {
    const { page, errors, close } = await world.open('/guardrails');
    await page.getByRole('button', { name: 'Create a guardrail' }).click();
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('No project names');
    await page.getByLabel('Find a check').fill('regex match');
    await expectPresentable(page, 'guardrail-picker');
    await page.getByRole('list', { name: 'Checks' }).getByRole('button').first().click();
    await page.getByRole('textbox', { name: 'rule' }).fill('(?i)aurora');
    await page.getByRole('checkbox', { name: 'Not', exact: true }).check();
    await page.getByRole('button', { name: 'Create the guardrail' }).click();
    await page.getByText('shadow: only watches').waitFor();
    const slug = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    expect((await saved(slug)).checks).toMatchObject([
      { id: 'default.regexMatch', parameters: { rule: '(?i)aurora', not: true } },
    ]);
    expect(errors).toEqual([]);
    await close();
  });

  it('are listed with what they do', async () => {
    await save('pg-listed', [{ id: 'tollgate.secrets', parameters: {} }]);
    const { page, close } = await world.open('/guardrails');
    await page.getByRole('region', { name: 'Guardrails' }).getByText('pg-listed').first().waitFor();
    await expectPresentable(page, 'guardrails-list');
    await close();
  });
});

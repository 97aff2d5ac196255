/** The gallery of models: found by any spelling, filtered, opened, copied. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectPresentable, openWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld({ sessions: 1 });
});
afterAll(() => world.close());

describe.each([
  { width: 1440, theme: 'light' },
  { width: 1440, theme: 'dark' },
  { width: 390, theme: 'light' },
  { width: 390, theme: 'dark' },
] as const)('the gallery at $width px, $theme', (look) => {
  it('shows every model, and of one its prices and calls, without errors', async () => {
    const { page, errors, close } = await world.open('/models/gallery', look);
    await page.getByRole('button', { name: /Claude Opus 4\.5/ }).waitFor();
    await expectPresentable(page, `gallery-${look.theme}-${look.width}`);
    await page.getByRole('button', { name: /claude-sonnet-4-20250514/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Claude Sonnet 4' });
    await dialog
      .getByText(/above 200,000 input tokens/)
      .first()
      .waitFor();
    await expectPresentable(page, `gallery-model-${look.theme}-${look.width}`);
    expect(errors).toEqual([]);
    await close();
  });
});

describe('a model', () => {
  it('is found by the spelling of another platform, and its calls name it and its provider', async () => {
    const { page, close } = await world.open('/models/gallery');
    await page.getByRole('searchbox', { name: 'Find a model' }).fill('anthropic.claude-haiku-4-5-20251001-v1:0');
    await page.getByText('1 model', { exact: true }).waitFor();
    await page.getByRole('button', { name: /Claude Haiku 4\.5/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('$1.25').waitFor();
    await dialog.getByText(/^Source: /).waitFor();
    const settings = await dialog.getByLabel('Claude Code settings', { exact: true }).textContent();
    expect(JSON.parse(settings ?? '')).toMatchObject({
      env: {
        ANTHROPIC_BASE_URL: world.tollgate.url,
        ANTHROPIC_CUSTOM_HEADERS: 'x-portkey-provider: @vertex-prod',
        ANTHROPIC_MODEL: 'claude-haiku-4-5-20251001',
      },
    });
    await dialog.getByRole('tab', { name: 'curl' }).click();
    await dialog.getByText('"model": "claude-haiku-4-5-20251001"').waitFor();
    await dialog.getByRole('button', { name: 'Copy curl settings' }).click();
    await dialog.getByRole('button', { name: 'Copied' }).waitFor();
    expect(new URL(page.url()).searchParams.get('model')).toBe('vertex-ai/claude-haiku-4-5-20251001');
    await close();
  });

  it('of a service that is not connected is found where every service is looked in', async () => {
    const { page, close } = await world.open('/models/gallery?q=dall-e-3');
    await page.getByText('No model is like this').waitFor();
    await page.getByRole('button', { name: 'Look in every service' }).click();
    await page
      .getByRole('button', { name: /dall-e-3.*OpenAI/ })
      .first()
      .click();
    await page
      .getByRole('dialog')
      .getByText(/\/v1\/images\/generations/)
      .waitFor();
    await page.getByRole('dialog').getByText('hd 1024x1024').waitFor();
    await page.keyboard.press('Escape');
    await page.getByLabel('What it makes').selectOption('embeddings');
    await page.getByText('No model is like this').waitFor();
    await page.getByRole('button', { name: 'Clear the filter' }).click();
    await page.getByRole('button', { name: /Claude Opus 4\.5/ }).waitFor();
    expect(await page.getByRole('searchbox').inputValue()).toBe('');
    await page.getByLabel('Provider', { exact: true }).selectOption('@vertex-prod');
    await expect.poll(() => new URL(page.url()).searchParams.get('from')).toBe('@vertex-prod');
    await close();
  });
});

describe('a price of the integration’s own', () => {
  it('is the one that its model shows, and a refused model says so', async () => {
    const pricing = { pay_as_you_go: { request_token: { price: 0.07 }, response_token: { price: 0.08 } } };
    const { page, close } = await world.open('/models/gallery');
    await world.tollgate.admin('PUT', '/v1/integrations/vertex-prod/models', {
      models: [
        { slug: 'claude-opus-4-1', enabled: true, pricing_config: pricing },
        { slug: 'claude-opus-4', enabled: false },
      ],
    });
    await page.goto('/models/gallery?q=claude-opus-4-1&model=vertex-ai%2Fclaude-opus-4-1-20250805');
    await page.getByRole('dialog').getByText('$700.00').waitFor();
    await page.goto('/models/gallery?q=claude-opus-4&from=@vertex-prod');
    await page.getByText('may not be called').waitFor();
    await close();
  });
});

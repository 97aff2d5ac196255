/** Whose addresses may sign in by a directory: domains that their organisation has proven, by a TXT record. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWorld, type World } from '../control.suite.ts';
import type { ControlContext } from '../context.ts';
import { isAllowed, normalEmail } from './domains.ts';
import { updateIdentitySettings, verifyDomain } from './update.ts';

let world: World;
/** What the name server answers. */
let texts: Map<string, string[]>;

beforeEach(async () => {
  world = await openWorld();
  texts = new Map();
});
afterEach(() => world.records.close());

function as(name: string): ControlContext {
  const principal = world.actors[name];
  if (principal === undefined) throw new Error(`nobody is called ${name}`);
  return { ...world.context(principal), resolveTxt: async (asked) => texts.get(asked) ?? [] };
}

const DOMAIN = 'acme.example';
const save = (who: string, ...domains: string[]) =>
  updateIdentitySettings(as(who), { domains: domains.map((domain) => ({ domain })) });
const verify = (who: string) => verifyDomain(as(who), { domain: DOMAIN });

async function isVerified(who: string): Promise<boolean> {
  const { domains } = await updateIdentitySettings(as(who), {});
  return domains.some(({ domain, verified_at: at }) => domain === DOMAIN && at !== null);
}

describe('a domain', () => {
  it('counts once its TXT record is there, and not before', async () => {
    const { domains } = await save('owner', DOMAIN);
    const [{ record_name: name, record_text: value } = { record_name: '', record_text: '' }] = domains;
    expect(name).toBe(`_tollgate.${DOMAIN}`);
    await expect(verify('owner')).rejects.toThrow('no TXT record');
    texts.set(name, ['v=spf1 -all', `${value}x`]);
    await expect(verify('owner')).rejects.toThrow('no TXT record');
    expect(await isVerified('owner')).toBe(false);
    texts.set(name, ['v=spf1 -all', value]);
    await verify('owner');
    expect(await isVerified('owner')).toBe(true);
    const [changed] = (await world.audits()).filter(({ action }) => action === 'identity_settings.update').slice(-1);
    expect(JSON.stringify(changed?.after)).toContain(DOMAIN);
  });

  it('that was taken out and put in again is proven anew: somebody else may own it by now', async () => {
    const [first] = (await save('owner', DOMAIN)).domains;
    texts.set(first?.record_name ?? '', [first?.record_text ?? '']);
    await verify('owner');
    await save('owner', DOMAIN, 'other.example');
    expect(await isVerified('owner')).toBe(true);
    await save('owner', 'other.example');
    await save('owner', DOMAIN);
    expect(await isVerified('owner')).toBe(false);
    await expect(verify('owner')).rejects.toThrow('no TXT record');
  });

  it('of one organisation is not proven by the record of another', async () => {
    const [ours] = (await save('owner', DOMAIN)).domains;
    await save('rivalOwner', DOMAIN);
    texts.set(ours?.record_name ?? '', [ours?.record_text ?? '']);
    await expect(verify('rivalOwner')).rejects.toThrow('no TXT record');
    await verify('owner');
    expect(await isVerified('rivalOwner')).toBe(false);
  });

  it('that the operator vouches for is the operator’s own organisation’s, and no tenant’s', async () => {
    await updateIdentitySettings(as('owner'), { domains: [{ domain: 'example.com' }] });
    const { domains } = await updateIdentitySettings(as('rivalOwner'), { domains: [{ domain: 'example.com' }] });
    expect(domains[0]?.verified_at).toBeNull();
  });

  it('is verified by nobody who may not administer', async () => {
    await save('owner', DOMAIN);
    await expect(verify('member')).rejects.toMatchObject({ status: 403 });
  });
});

describe('an address', () => {
  const domain = { domain: DOMAIN, allowsSubdomains: false, token: 't', verifiedAt: 1 };

  it.each([
    ['dora@acme.example', true],
    ['dora@sub.acme.example', false],
    ['dora@notacme.example', false],
    ['dora@acme.example.evil.com', false],
    ['dora@evil.com@acme.example', true],
  ])('%s of a domain without its subdomains: %s', (email, isIn) => {
    expect(isAllowed(email, [domain])).toBe(isIn);
  });

  it('of a subdomain is allowed where that is said, and one that only ends alike is not', () => {
    const wide = [{ ...domain, allowsSubdomains: true }];
    expect(isAllowed('dora@a.b.acme.example', wide)).toBe(true);
    expect(isAllowed('dora@notacme.example', wide)).toBe(false);
    expect(isAllowed('dora@a.acme.example', [{ ...domain, allowsSubdomains: true, verifiedAt: null }])).toBe(false);
  });

  it.each(['\u212Aim@acme.example', 'dora@acm\u0435.example', 'dora@acme.example\u200b', 'no address', ' @ ', ''])(
    'with letters that look like others, or without a domain, is none: %s',
    (text) => expect(normalEmail(text)).toBeNull(),
  );

  it('is stored in lower case', () => {
    expect(normalEmail(' Dora@ACME.example ')).toBe('dora@acme.example');
  });
});

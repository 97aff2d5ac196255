import { expect, it } from 'vitest';
import { createUrlCheck } from './check-url.ts';
import { createUrlGuard } from './url-guard.ts';

const check = createUrlCheck(createUrlGuard(['trusted.corp']));

it('a private address is refused with the one variable that can allow it', () => {
  expect(check('http://10.1.2.3/v1')).toMatch(/10\.1\.2\.3 is not a public address .*TRUSTED_CUSTOM_HOSTS/);
  expect(check('https://models.corp/v1')).toMatch(/TRUSTED_CUSTOM_HOSTS/);
});

it('an address that no exception could allow is refused without that advice', () => {
  expect(check('ftp://models.example')).toBe('ftp: is not http or https');
  expect(check('models.example')).toBe('it is not a URL');
});

it('an address that may be called is not remarked on', () => {
  expect(check('https://trusted.corp/v1')).toBeNull();
  expect(check('https://api.anthropic.com')).toBeNull();
});

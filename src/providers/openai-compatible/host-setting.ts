/** A host in a provider's settings. */
import { SettingsError } from '../provider.ts';

/** Origin and path, without what the request appends; null = none is given. Throws SettingsError. */
export function hostIn(value: unknown, field = 'custom_host'): string | null {
  if (value === undefined || value === null || value === '') return null;
  const url = typeof value === 'string' ? URL.parse(value) : null;
  const isPlain = url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
  if (!isPlain || url.search !== '' || url.hash !== '') {
    throw new SettingsError(field, `${field} must be http(s)://host[:port][/path], without credentials or a query.`);
  }
  return url.href.replace(/(\/chat\/completions)?\/*$/, '');
}

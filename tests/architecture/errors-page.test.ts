/** docs/reference/errors.md says of every error what the program does. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

import { ERRORS } from '../../src/kernel/errors.ts';
import { REPOSITORY } from './planted.ts';

const ROW = /^\| `(?<code>\w+)` \| (?<status>\d+) \| (?<fault>\w+) \| (?<retry>yes|no|status) \| \S.* \| \S.* \|$/gm;

const RETRY: Readonly<Record<string, boolean | null>> = { yes: true, no: false, status: null };

it('every error code has its row on the page, with its status, fault and retry, and no row is left over', () => {
  const page = readFileSync(`${REPOSITORY}/docs/reference/errors.md`, 'utf8');
  const told = [...page.matchAll(ROW)].map(({ groups }) => [
    groups?.['code'],
    { status: Number(groups?.['status']), fault: groups?.['fault'], retryable: RETRY[groups?.['retry'] ?? ''] },
  ]);
  expect(Object.fromEntries(told)).toEqual(ERRORS);
});

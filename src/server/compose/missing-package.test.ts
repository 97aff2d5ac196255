import { expect, it } from 'vitest';
import { missingPackage } from './missing-package.ts';

const failure = (code: string): Error => Object.assign(new Error('Cannot find it'), { code });

it.each(['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND', 'ERR_DLOPEN_FAILED'])(
  'an engine whose package is missing (%s) is told by the name of the package, and what to run',
  (code) => {
    expect(missingPackage('@duckdb/node-api', failure(code))?.message).toMatch(/"@duckdb\/node-api" .*npm install/);
  },
);

it('an engine that fails for another reason speaks for itself', () => {
  expect(missingPackage('ioredis', failure('ECONNREFUSED'))).toBeNull();
  expect(missingPackage('ioredis', new Error('no code'))).toBeNull();
});

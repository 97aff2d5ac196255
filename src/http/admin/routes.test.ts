import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LIBRARY_PATHS } from './library-paths.data.ts';
import { ROUTES } from './routes.ts';

const folder = new URL('./', import.meta.url);
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.includes('.gen.'))
  .map((name) => ({ noun: name.slice(0, -3), source: readFileSync(new URL(name, folder), 'utf8') }))
  .filter(({ source }) => /^export const \w+_ROUTES: readonly Route\[\]/m.test(source));

/** Folders of src/control/ whose verbs the file serves; schemas, in capitals, may be another noun's. */
const nounsOf = (source: string): string[] => {
  const imports = [...source.matchAll(/^import \{([^}]*)\} from '\.\.\/\.\.\/control\/([\w-]+)\//gm)];
  const verbs = imports.filter(([, names = '']) => names.split(',').some((name) => /^[a-z]/.test(name.trim())));
  return [...new Set(verbs.map(([, , noun = '']) => noun))];
};

describe('the routes', () => {
  it.each(files.map(({ noun }) => noun))('of %s are those of one noun, in the file of its name', (noun) => {
    expect(nounsOf(files.find((file) => file.noun === noun)?.source ?? '')).toEqual([noun]);
  });

  it('of every noun are found', () => {
    expect(files.length).toBeGreaterThan(20);
  });

  it('have no further path of a library that leads nowhere, or that is another’s own', () => {
    const served = ROUTES.filter(({ method }) => method === 'GET').map(({ path }) => path);
    expect(served).toEqual(expect.arrayContaining(Object.keys(LIBRARY_PATHS)));
    expect(Object.values(LIBRARY_PATHS).filter((path) => served.includes(path))).toEqual([]);
  });

  it('never take a literal path for a parameter of another route', () => {
    const shadowed = ROUTES.flatMap((route, index) => {
      const pattern = new RegExp(`^${route.path.replaceAll(/\{\w+\}/g, '[^/{}]+')}$`);
      const later = ROUTES.slice(index + 1);
      return later.filter(({ method, path }) => method === route.method && path !== route.path && pattern.test(path));
    });
    expect(shadowed.map(({ path }) => path)).toEqual([]);
  });
});

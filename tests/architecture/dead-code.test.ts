/** Knip finds what nothing uses, and what is used without being asked for. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import { announced, found, plantedTree, REPOSITORY } from './planted.ts';
import { runTool } from './run-tool.ts';

/** Each issue names its file and has one list per kind, most of them empty. */
const Report = z.object({
  issues: z.array(z.object({ file: z.string() }).catchall(z.array(z.unknown()))),
});

describe('planted dead code', () => {
  const tree = plantedTree('dead');
  const args = ['--no-progress', '--config', `${REPOSITORY}/knip.json`, '--reporter', 'json'];
  const { issues } = Report.parse(JSON.parse(runTool('knip', args, { cwd: tree }).stdout));

  it('each yields exactly the kind it announces', () => {
    const violations = issues.flatMap(({ file, ...kinds }) =>
      Object.entries(kinds).flatMap(([kind, list]) => (list.length === 0 ? [] : [{ path: file, rule: kind }])),
    );
    expect(found(violations)).toEqual([...announced(tree), 'package.json: dependencies'].toSorted());
  });
});

/** The linter bites, its type-aware rules included. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import { announced, found, plantedTree } from './planted.ts';
import { runTool } from './run-tool.ts';

const Report = z.object({
  diagnostics: z.array(z.object({ code: z.string().optional(), filename: z.string() })),
});

/** `typescript(no-floating-promises)` → `typescript/no-floating-promises`; a stale waiver has no code. */
function ruleOf(code: string | undefined): string {
  return code === undefined ? 'unused-waiver' : code.replace('(', '/').replace(')', '');
}

describe('planted lint offences', () => {
  const tree = plantedTree('lint');
  const { diagnostics } = Report.parse(
    JSON.parse(runTool('oxlint', ['--config', 'oxlint.json', '--format', 'json', '.'], { cwd: tree }).stdout),
  );

  it('each yields exactly the rule it announces', () => {
    const violations = diagnostics.map(({ code, filename }) => ({ path: filename, rule: ruleOf(code) }));
    expect(found(violations)).toEqual(announced(tree));
  });
});

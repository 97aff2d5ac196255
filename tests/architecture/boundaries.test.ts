/** The arrows between the rooms hold, and the guard that says so really looks and really bites. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import { announced, found, plantedTree, REPOSITORY } from './planted.ts';
import { runTool } from './run-tool.ts';

/** Far below the true number, far above what a guard that looks at nothing reports. */
const MODULES_AT_LEAST = 120;
const DASHBOARD_MODULES_AT_LEAST = 25;

const Cruise = z.object({
  modules: z.array(z.object({ source: z.string(), followable: z.boolean().optional() })),
  summary: z.object({
    violations: z.array(z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) })),
    ruleSetUsed: z.object({ forbidden: z.array(z.object({ name: z.string() })) }),
  }),
});

function cruise(cwd: string): z.infer<typeof Cruise> {
  const config = `${REPOSITORY}/.dependency-cruiser.cjs`;
  const run = runTool('depcruise', ['--config', config, '--output-type', 'json', 'src', 'dashboard'], { cwd });
  return Cruise.parse(JSON.parse(run.stdout));
}

describe('what may touch what', () => {
  const house = cruise(REPOSITORY);

  it('no arrow points the wrong way in src and dashboard', () => {
    const arrows = house.summary.violations.map(({ from, to, rule }) => `${rule.name}: ${from} → ${to}`);
    expect(arrows).toEqual([]);
  });

  it('a guard that looked at nothing does not pass for a clean house', () => {
    const own = house.modules.filter(({ source }) => source.startsWith('src/'));
    expect(own.length).toBeGreaterThan(MODULES_AT_LEAST);
    const pages = house.modules.filter(({ source }) => source.startsWith('dashboard/'));
    expect(pages.length).toBeGreaterThan(DASHBOARD_MODULES_AT_LEAST);
  });

  it('a pipeline that composes no stage would leave the stage rule without a subject', () => {
    const stages = JSON.stringify(house.summary.ruleSetUsed);
    expect(stages).not.toContain('no-pipeline-yet');
    expect(stages).not.toContain('no-stages-yet');
  });
});

describe('planted wrong imports', () => {
  const tree = plantedTree('rooms');
  const planted = cruise(tree);
  const violations = planted.summary.violations.map(({ from, rule }) => ({ path: from, rule: rule.name }));

  it('each yields exactly the rule it announces', () => {
    expect(found(violations)).toEqual(announced(tree));
  });

  it('every rule has a violation that proves it', () => {
    const rules = planted.summary.ruleSetUsed.forbidden.map(({ name }) => name);
    expect([...new Set(violations.map(({ rule }) => rule))].toSorted()).toEqual(rules.toSorted());
  });
});

/** The frame of every Claude Code test: each version, a new world and a new developer for each case. */
import { afterEach, beforeEach, describe } from 'vitest';
import type { JsonRecord } from '../../testkit/json-shape.ts';
import { gatewaySettings, newDeveloper, runClaudeCode } from './claude-code.ts';
import type { Developer, Run } from './claude-code.ts';
import { CLAUDE_CODE_VERSIONS, installClaudeCode } from './install-claude-code.ts';
import { ifReachable } from './install-package.ts';
import { openWorld } from './world.ts';
import type { World } from './world.ts';

/** What a test case works with. Only valid while a case runs, `version` apart. */
export interface Desk {
  version: string;
  world(): World;
  /** The project folder of the developer who works now. */
  folder(): string;
  /** A prompt with the settings of the documentation; `env` changes them, an empty value takes one away. */
  work(env?: Record<string, string>, prompt?: string): Promise<Run>;
  /** A prompt with quite other settings. */
  run(settings: JsonRecord, prompt?: string): Promise<Run>;
}

/** Registers the cases once for each version that could be installed, and as skipped for the others. */
export async function describeClaudeCode(title: string, cases: (desk: Desk) => void): Promise<void> {
  for (const version of CLAUDE_CODE_VERSIONS) {
    const program = await ifReachable(installClaudeCode(version));
    describe.skipIf(program === undefined)(`Claude Code ${version} ${title}`, () => {
      cases(openDesk(version, program ?? ''));
    });
  }
}

function openDesk(version: string, program: string): Desk {
  let world: World | undefined;
  let developer: Developer | undefined;
  beforeEach(async () => {
    world = await openWorld();
  });
  afterEach(async () => {
    await developer?.leave();
    await world?.close();
  });
  const current = (): World => {
    if (world === undefined) throw new Error('There is no world outside a test case.');
    return world;
  };
  const run = async (settings: JsonRecord, prompt = 'Please work.'): Promise<Run> => {
    developer = await newDeveloper(settings);
    return runClaudeCode({ program, developer, prompt });
  };
  return {
    version,
    world: current,
    folder: () => developer?.project ?? '',
    work: (env = {}, prompt = 'Please work.') => run(gatewaySettings(current(), env), prompt),
    run,
  };
}

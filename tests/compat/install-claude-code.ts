/** Brings the real Claude Code, one of the versions that the compat tests are written for. */
import { join } from 'node:path';
import { isRecord } from '../../testkit/json-shape.ts';
import { installPackage } from './install-package.ts';

/** A recent one, which mends many refusals by itself, and an older one, which mends nearly none. */
export const CLAUDE_CODE_VERSIONS = ['2.1.330', '2.1.197'] as const;

/** The newest on 30 November 2026, for what it must be tried with. */
export const NEWEST_CLAUDE_CODE = '2.1.332';

/**
 * The path of the program. The package of the platform is taken, since the main package only unpacks it by an install
 * script.
 */
export async function installClaudeCode(version: string): Promise<string> {
  const name = `@anthropic-ai/claude-code-${process.platform}-${process.arch}${isMusl() ? '-musl' : ''}`;
  const folder = await installPackage(name, version, 'claude-code');
  return join(folder, 'node_modules', name, process.platform === 'win32' ? 'claude.exe' : 'claude');
}

function isMusl(): boolean {
  if (process.platform !== 'linux') return false;
  const report: unknown = process.report.getReport();
  const header = isRecord(report) ? report['header'] : undefined;
  return isRecord(header) && header['glibcVersionRuntime'] === undefined;
}

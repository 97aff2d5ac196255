/** The routes of what Claude Code gets. */
import { getClaudeCodeSettings, listClaudeCodeGroups } from '../../control/claude-code/get.ts';
import * as claudeCode from '../../control/claude-code/schemas.ts';
import { updateClaudeCodeSettings } from '../../control/claude-code/update.ts';
import { get, put } from './route.ts';
import type { Route } from './route.ts';

const PATH = '/admin/claude-code/settings';

export const CLAUDE_CODE_ROUTES: readonly Route[] = [
  get(PATH, getClaudeCodeSettings, [claudeCode.GetClaudeCodeSettings, claudeCode.ClaudeCodeSettingsView]),
  get('/admin/claude-code/groups', listClaudeCodeGroups, [
    claudeCode.ListClaudeCodeGroups,
    claudeCode.ClaudeCodeGroupList,
  ]),
  put(PATH, updateClaudeCodeSettings, [claudeCode.UpdateClaudeCodeSettings, claudeCode.ClaudeCodeSettingsView]),
];

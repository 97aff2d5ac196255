/** `tollgate.agentRules`: which tool calls of an answer may reach the agent that would carry them out, and what is masked in them. */
import { z } from 'zod';
import type { Slices } from '../../../kernel/slices.ts';
import { defineCheck, type Check, type Finding, type Scanner, type ToolCall } from '../../check.ts';
import { commandsOfInput } from './commands-of-input.ts';
import { hostsInUrls, hostsOfCommands } from './hosts.ts';
import { membersOf } from './members-of-input.ts';
import { linearPattern, type LinearPattern } from '../../linear-pattern.ts';
import { withoutGaps } from '../../placeholders.ts';

/** Rules that many want, by name. Each is looked for in the texts of a tool's input. */
const PRESETS: Readonly<Record<string, readonly string[]>> = {
  recursive_delete: [
    String.raw`\brm\s+(?:-[a-zA-Z-]+\s+)*-[a-zA-Z]*(?:r[a-zA-Z]*f|f[a-zA-Z]*r|R)[a-zA-Z]*\b`,
    String.raw`\brm\s+(?:\S+\s+)*--recursive\b`,
    String.raw`\bfind\s.*\s-delete\b`,
    String.raw`(?i)\bRemove-Item\b.*-Recurse`,
    String.raw`\bmkfs(?:\.\w+)?\s|\bdd\s+.*\bof=/dev/`,
    String.raw`\bshutil\.rmtree\(`,
  ],
  force_push: [
    String.raw`\bgit\s+(?:\S+\s+)*push\s+(?:.*\s)?(?:--force(?:-with-lease)?|-f)\b`,
    String.raw`\bgit\s+push\s+\S+\s+\+\S+`,
  ],
  history_rewrite: [String.raw`\bgit\s+(?:filter-branch|filter-repo)\b`, String.raw`\bgit\s+reset\s+--hard\b`],
  production_context: [
    String.raw`(?i)\bkubectl\b.*(?:--context|--cluster|-n|--namespace)[= ]\S*prod`,
    String.raw`(?i)\bkubectl\s+config\s+use-context\s+\S*prod`,
    String.raw`(?i)\bhelm\b.*--kube-context[= ]\S*prod`,
    String.raw`(?i)\b(?:terraform|tofu)\s+(?:apply|destroy)\b.*prod`,
    String.raw`(?i)\b(?:aws|gcloud)\b.*(?:--profile|--project)[= ]\S*prod`,
  ],
  pipe_to_shell: [String.raw`\b(?:curl|wget)\b[^|;]*\|\s*(?:sudo\s+)?(?:ba|z|da)?sh\b`],
  destructive_sql: [
    String.raw`(?i)\bdrop\s+(?:table|database|schema)\b`,
    String.raw`(?i)\btruncate\s+table\b`,
    String.raw`(?i)\bdelete\s+from\s+\w+\s*(?:;|$)`,
  ],
  secrets_files: [
    String.raw`(?:^|[\s/'"=])(?:\.env(?:\.\w+)?|id_rsa|id_ed25519|\.netrc|\.pgpass|\.aws/credentials|\.kube/config)(?:$|[\s'";|])`,
  ],
};

const Rule = z
  .strictObject({
    name: z.string().optional(),
    tools: z.array(z.string().min(1)).optional().meta({ description: 'Names of tools; absent = any.' }),
    pattern: z
      .string()
      .min(1)
      .optional()
      .meta({ description: 'A pattern of RE2 in the texts of the input; absent = any input.' }),
    action: z.enum(['deny', 'allow', 'mask']).default('deny').meta({
      description:
        'The first rule to deny or to allow that fits decides. Every rule to mask replaces what its pattern finds, and decides nothing.',
    }),
    replacement: z
      .string()
      .max(200)
      .optional()
      .meta({ description: 'What stands there in its place; absent = [masked].' }),
  })
  .refine(({ action, pattern }) => action !== 'mask' || pattern !== undefined, {
    message: 'a rule to mask takes a pattern',
    path: ['pattern'],
  })
  .refine(({ action, replacement }) => action === 'mask' || replacement === undefined, {
    message: 'only a rule to mask replaces anything',
    path: ['replacement'],
  });

interface Compiled {
  name: string;
  tools: ReadonlySet<string> | null;
  patterns: readonly LinearPattern[];
  action: 'deny' | 'allow' | 'mask';
  replacement: string;
}

const compiled = ({ name, tools, pattern, action, replacement = '[masked]' }: z.output<typeof Rule>): Compiled => ({
  name: name ?? pattern ?? 'rule',
  tools: tools === undefined ? null : new Set(tools),
  patterns: pattern === undefined ? [] : [linearPattern(pattern)],
  action,
  replacement,
});

const compiledPreset = (name: string): Compiled => ({
  name,
  tools: null,
  patterns: (PRESETS[name] ?? []).map((pattern) => linearPattern(pattern)),
  action: 'deny',
  replacement: '',
});

export const agentRules: Check = defineCheck({
  id: 'tollgate.agentRules',
  name: 'Agent rules',
  summary: 'Passes when no tool call of the answer is one that the rules deny.',
  sides: ['output'],
  parameters: z.strictObject({
    rules: z.array(Rule).max(100).default([]),
    presets: z.array(z.enum(Object.keys(PRESETS) as [string, ...string[]])).default(['recursive_delete', 'force_push']),
    allowed_hosts: z
      .array(z.string().min(1))
      .optional()
      .meta({ description: 'Hosts that URLs and commands of a tool call may name, with their subdomains.' }),
    project_root: z
      .string()
      .startsWith('/')
      .optional()
      .meta({ description: 'Absolute paths of a tool call must lie inside.' }),
  }),
  open({ rules, presets, allowed_hosts: hosts, project_root: root }) {
    const own = rules.map(compiled);
    const decisive = [...own.filter(({ action }) => action !== 'mask'), ...presets.map(compiledPreset)];
    const masking = own.filter(({ action }) => action === 'mask');
    return {
      kind: 'judge',
      inStreams: 'window',
      ...(masking.length > 0 && { masks: (tool: string) => maskingScan(masking, tool) }),
      *judge({ toolCalls }) {
        const denied: { tool: string; rule: string }[] = [];
        for (const call of toolCalls) {
          const rule = (yield* whyDenied(call, decisive)) ?? (yield* unknownHost(call, hosts)) ?? outsideOf(call, root);
          if (rule !== null) denied.push({ tool: call.name.slice(0, 100), rule });
        }
        const explanation =
          denied.length === 0
            ? `${toolCalls.length} tool calls, none of them denied.`
            : denied.map(({ tool, rule }) => `${tool}: ${rule}`).join(', ');
        return { verdict: denied.length === 0, data: { explanation, denied } };
      },
    };
  },
});

const isFor = ({ tools }: Compiled, tool: string): boolean => tools === null || tools.has(tool);

function maskingScan(rules: readonly Compiled[], tool: string): Scanner['scan'] | null {
  const meant = rules.filter((rule) => isFor(rule, tool));
  if (meant.length === 0) return null;
  return (text) =>
    withoutGaps<Finding>(
      meant.flatMap(({ name, patterns, replacement }) =>
        patterns.flatMap((pattern) => pattern.places(text).map((place) => ({ ...place, kind: name, replacement }))),
      ),
      (one, start) => ({ ...one, start }),
    );
}

/** UTF-16 units: from here on each rule is a slice of its own. */
const LARGE = 32 * 1024;

function* whyDenied(call: ToolCall, rules: readonly Compiled[]): Slices<string | null> {
  const texts = textsIn(call.input);
  for (const { name, patterns, action } of rules.filter((rule) => isFor(rule, call.name))) {
    const isFound = texts.some((text) => patterns.some((pattern) => pattern.matches(text)));
    if (isFound || patterns.length === 0) return action === 'allow' ? null : name;
    if (call.input.length > LARGE) yield;
  }
  return null;
}

/** Every text of the input, as the tool will have it. */
function textsIn(input: string): string[] {
  const texts = (membersOf(input) ?? []).map(({ value }) => value).filter((value) => typeof value === 'string');
  return texts.length === 0 ? [input] : texts;
}

function* unknownHost({ input }: ToolCall, hosts: readonly string[] | undefined): Slices<string | null> {
  if (hosts === undefined) return null;
  const known = hosts.map((host) => host.toLowerCase());
  const isKnown = (name: string): boolean => known.some((one) => name === one || name.endsWith(`.${one}`));
  const named = [...textsIn(input).flatMap(hostsInUrls), ...(yield* hostsOfCommands(commandsOfInput(input)))];
  const unknown = named.find((name) => !isKnown(name));
  return unknown === undefined ? null : `unknown host ${unknown}`;
}

const PATHS = new Set(['path', 'file_path', 'notebook_path', 'cwd', 'directory']);

/** Paths that tools take as a member of their own: no rule can know what a command does with a path. */
function outsideOf({ input }: ToolCall, root: string | undefined): string | null {
  if (root === undefined) return null;
  const inside = root.replace(/\/+$/, '');
  return pathsIn(input).some((path) => isOutside(path, inside)) ? 'path outside of the project' : null;
}

function isOutside(path: string, root: string): boolean {
  if (path.split(/[/\\]/).includes('..')) return true;
  const isRelative = !/^(?:[/\\~]|[A-Za-z]:)/.test(path);
  return !isRelative && path !== root && !path.startsWith(`${root}/`);
}

/** As the tool will read them. An input that is no JSON has no members. */
const pathsIn = (input: string): string[] =>
  (membersOf(input) ?? [])
    .filter(({ name }) => PATHS.has(name))
    .map(({ value }) => value)
    .filter((value) => typeof value === 'string');

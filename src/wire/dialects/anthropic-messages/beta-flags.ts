/** The anthropic-beta flags of a request: read from wherever the client put them, and negotiated with a platform. */

import { CORE_BETAS } from '../../../clients/claude-code.ts';
import { UNNAMED_FLAG, type BetaRule, type UnknownBetas } from '../../model-facts.ts';

/**
 * The flags in the order of first mention. `headers` are the values of every `anthropic-beta` header; `member` is the
 * body member `anthropic_beta`, which some clients send as an array, a list or a list of lists in text. Blanks are
 * skipped, and so is anything that could not stand in a header.
 */
export function parseBetaFlags(headers: readonly string[], member?: unknown): string[] {
  const flags = new Set<string>();
  for (const value of [...headers, ...stringsIn(member)]) {
    for (const part of listIn(value)) {
      const flag = part.trim();
      if (/^[\w.:-]{1,128}$/.test(flag)) flags.add(flag);
    }
  }
  return [...flags];
}

function stringsIn(member: unknown): string[] {
  if (typeof member === 'string') return [member];
  return Array.isArray(member) ? member.filter((item) => typeof item === 'string') : [];
}

/** A header value may be a comma list or, from clients that serialise an array, JSON. */
function listIn(value: string): string[] {
  if (!value.trim().startsWith('[')) return value.split(',');
  try {
    return stringsIn(JSON.parse(value)).flatMap((item) => item.split(','));
  } catch {
    return value.split(/[[\]",]/);
  }
}

export interface BetaNegotiation {
  /** Names as the client wrote them. */
  flags: readonly string[];
  ruleFor(flag: string): BetaRule;
  /** What to do with unknown flags; null = the platform's default. */
  unknown: UnknownBetas | null;
  /** What this upstream refused a short while ago: flags (or UNNAMED_FLAG) and body members. */
  refused: { betas: ReadonlySet<string>; fields: ReadonlySet<string> };
}

export interface NegotiatedBetas {
  /** In the client's order, under the platform's names, without duplicates. */
  send: string[];
  /** In the client's names. */
  dropped: string[];
  renamed: { from: string; to: string }[];
  /** Members that must leave the body with the dropped flags, refused ones included. */
  droppedMembers: string[];
}

/**
 * Which flags go upstream, and which body members must leave because their flag does. A member stays as long as any
 * flag that goes upstream governs it too; a flag whose members are all refused goes with them.
 */
export function negotiateBetas({ flags, ruleFor, unknown, refused }: BetaNegotiation): NegotiatedBetas {
  const send = new Set<string>();
  const kept = new Set<string>();
  const orphaned = new Set<string>(refused.fields);
  const dropped: string[] = [];
  const renamed: NegotiatedBetas['renamed'] = [];
  for (const flag of flags) {
    const rule = ruleFor(flag);
    const name = nameToSend(flag, rule, unknown);
    const isHollow = rule.governs.length > 0 && rule.governs.every((member) => covers(refused.fields, member));
    if (name === null || isHollow || refusesFlag(refused.betas, flag) || refusesFlag(refused.betas, name)) {
      dropped.push(flag);
      for (const member of rule.governs) orphaned.add(member);
      continue;
    }
    send.add(name);
    for (const member of rule.governs) kept.add(member);
    if (rule.action !== 'rename') continue;
    renamed.push({ from: flag, to: name });
    for (const member of rule.loses) orphaned.add(member);
  }
  const droppedMembers = [...orphaned].filter((member) => refused.fields.has(member) || !kept.has(member));
  return { send: [...send], dropped, renamed, droppedMembers };
}

function nameToSend(flag: string, rule: BetaRule, unknown: UnknownBetas | null): string | null {
  switch (rule.action) {
    case 'forward':
      return flag;
    case 'drop':
      return null;
    case 'rename':
      return rule.to;
    case 'unknown':
      return (unknown ?? rule.byDefault) === 'forward' ? flag : null;
  }
}

function refusesFlag(refused: ReadonlySet<string>, flag: string): boolean {
  // What its client cannot do without is kept when an upstream refuses a flag that it does not name.
  return refused.has(flag) || (refused.has(UNNAMED_FLAG) && !CORE_BETAS.has(flag));
}

/** Is the member, or what it stands in, among the refused ones? */
function covers(refused: ReadonlySet<string>, member: string): boolean {
  for (let path = member; path !== ''; path = path.slice(0, Math.max(path.lastIndexOf('.'), 0))) {
    if (refused.has(path)) return true;
  }
  return false;
}

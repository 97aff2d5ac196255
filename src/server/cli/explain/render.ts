/** Renders an explanation as an indented tree: `>` marks the targets that would be used. */
import { isRecord } from '../json-shape.ts';

/** Lines for the terminal, from the answer of `POST /v1/configs/explain`. */
export function renderExplanation(node: unknown, depth = 0): string[] {
  if (!isRecord(node)) return [];
  const indent = '  '.repeat(depth);
  const { path, kind, why, circuit, share, target, problem, targets } = node;
  const marks = [
    typeof share === 'number' ? `${Math.round(share * 100)} %` : '',
    circuit === 'closed' ? '' : `circuit ${String(circuit)}`,
  ].filter((mark) => mark !== '');
  const lines = [
    `${indent}${node['taken'] === true ? '>' : '-'} ${String(path)}  ${describe(kind, target)}  (${[String(why), ...marks].join(', ')})`,
  ];
  if (typeof problem === 'string') lines.push(`${indent}    cannot be asked: ${problem}`);
  if (isRecord(target)) {
    if (isRecord(target['params'])) lines.push(`${indent}    params   ${JSON.stringify(target['params'])}`);
    if (target['retry'] !== null) lines.push(`${indent}    retry    ${JSON.stringify(target['retry'])}`);
    if (target['cache'] !== null) lines.push(`${indent}    cache    ${JSON.stringify(target['cache'])}`);
  }
  const below: unknown[] = Array.isArray(targets) ? targets : [];
  return [...lines, ...below.flatMap((child) => renderExplanation(child, depth + 1))];
}

function describe(kind: unknown, target: unknown): string {
  if (!isRecord(target)) return String(kind);
  return `${String(target['provider'])}/${String(target['model'])}`;
}

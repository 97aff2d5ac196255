/**
 * Rules of the house that no linter has: each is a function of one file's syntax tree. A line may be excused by
 * `// house-allow <rule>: <reason>` on the line before it.
 */
import ts from 'typescript';

export interface SourceFile {
  /** Relative to the repository, with `/`. */
  path: string;
  text: string;
}

export interface Finding {
  rule: string;
  path: string;
  /** 1-based. */
  line: number;
}

/** True when this node breaks the rule. */
type NodeRule = (node: ts.Node) => boolean;

const SHAPELESS = /(^|[/.])(utils?|helpers?|common|types|misc|base|managers?|services?|handlers?)(\/|\.[a-z.]*$)/;
const WAIVER = /\/[/*]\s*(?:oxlint|eslint)-disable(?!.* -- \S)|house-allow(?! [a-z-]+: \S)/;

const ROOMS_EXEMPT: Record<string, RegExp> = {
  'no-environment': /^src\/server\/config\//,
  'no-exit': /^src\/server\/cli\/main\.ts$/,
  'no-provider-literal': /^src\/(providers|catalog)\//,
  'no-dialect-literal': /^src\/(wire\/(dialects|chat)|providers|catalog|gateway\/endpoints)\//,
};

/** Ids and folder names. */
export interface Names {
  providers: ReadonlySet<string>;
  dialects: ReadonlySet<string>;
}

/** Findings in production code; tests and suites are not handed in. */
export function inspect(file: SourceFile, names: Names): Finding[] {
  const tree = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true);
  const nodeRules: Record<string, NodeRule> = {
    'no-environment': readsEnvironment,
    'no-exit': (node) => isMemberOfProcess(node, 'exit'),
    'no-sleep': sleeps,
    'no-provider-literal': (node) => isNamedLiteral(node, names.providers),
    'no-dialect-literal': (node) => isNamedLiteral(node, names.dialects),
  };
  const lines = file.text.split('\n');
  const findings: Finding[] = [];
  const report = (rule: string, line: number): void => {
    if (ROOMS_EXEMPT[rule]?.test(file.path)) return;
    if (!lines[line - 2]?.includes(`house-allow ${rule}: `)) findings.push({ rule, path: file.path, line });
  };
  const visit = (node: ts.Node): void => {
    for (const [rule, breaks] of Object.entries(nodeRules)) {
      if (breaks(node)) report(rule, tree.getLineAndCharacterOfPosition(node.getStart()).line + 1);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  if (SHAPELESS.test(file.path)) report('no-shapeless-name', 1);
  if (!/^(#!.*\n)?\/[/*]/.test(file.text)) report('no-opening-sentence', 1);
  lines.forEach((line, index) => {
    if (WAIVER.test(line)) report('waiver-needs-reason', index + 1);
  });
  return findings;
}

/** `process.env`, `process['env']`, `const { env } = process`, `import { env } from 'node:process'`. */
function readsEnvironment(node: ts.Node): boolean {
  if (isMemberOfProcess(node, 'env')) return true;
  if (ts.isVariableDeclaration(node)) {
    return ts.isObjectBindingPattern(node.name) && node.initializer?.getText() === 'process';
  }
  return importsFrom(node, /^(node:)?process$/);
}

function isMemberOfProcess(node: ts.Node, member: string): boolean {
  if (!ts.isPropertyAccessExpression(node) && !ts.isElementAccessExpression(node)) return false;
  const [owner, name] = [node.expression, ts.isPropertyAccessExpression(node) ? node.name : node.argumentExpression];
  return (
    owner.getText() === 'process' && (ts.isIdentifier(name) || ts.isStringLiteralLike(name)) && name.text === member
  );
}

function importsFrom(node: ts.Node, modules: RegExp): boolean {
  return (
    ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier) && modules.test(node.moduleSpecifier.text)
  );
}

/** A promise that does nothing but wait for a timer. One that reports something (`resolve('late')`) bounds other work. */
function sleeps(node: ts.Node): boolean {
  if (importsFrom(node, /^(node:)?timers\/promises$/)) return true;
  if (!ts.isNewExpression(node) || node.expression.getText() !== 'Promise') return false;
  const executor = node.arguments?.[0];
  if (executor === undefined || !ts.isArrowFunction(executor)) return false;
  const resolve = executor.parameters[0]?.name.getText();
  const timer = new RegExp(`^(void )?setTimeout\\((\\(\\) => )?${resolve}(,|\\(\\))`);
  return timer.test(onlyStatementOf(executor.body)?.getText() ?? '');
}

function onlyStatementOf(body: ts.ConciseBody): ts.Node | undefined {
  if (!ts.isBlock(body)) return body;
  return body.statements.length === 1 ? body.statements[0] : undefined;
}

function isNamedLiteral(node: ts.Node, names: ReadonlySet<string>): boolean {
  return ts.isStringLiteralLike(node) && names.has(node.text);
}

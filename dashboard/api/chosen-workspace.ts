/**
 * The workspace that the pages are about: `workspace` in the URL, by slug or id. It is read when the document is loaded, and
 * another one loads the document anew, so that nothing of one workspace is ever shown as another's.
 */
const NAME = 'workspace';

/** The router writes a text that looks like JSON in quotes. */
function read(search: string): string | null {
  const text = new URLSearchParams(search).get(NAME)?.replace(/^"(.*)"$/, '$1') ?? '';
  return text === '' ? null : text;
}

/** null = every workspace, or for a member the first. */
export const CHOSEN_WORKSPACE: string | null = read(window.location.search);

/** Has the URL another one by now, after a link or a step back? */
export const isOtherWorkspace = (): boolean => read(window.location.search) !== CHOSEN_WORKSPACE;

let seesEvery = false;

/** Whoever is pinned to one workspace gets that one, whatever the URL says. */
export function setSeesEveryWorkspace(does: boolean): void {
  seesEvery = does;
}

/** The input of an operation that takes a workspace: with the chosen one, where it names none itself. */
export function inWorkspace<Input extends object>(input: Input): Input {
  if (!seesEvery || CHOSEN_WORKSPACE === null) return input;
  const { workspace_id: named }: { workspace_id?: string | null } = input;
  return { ...input, workspace_id: named ?? CHOSEN_WORKSPACE };
}

/** What is entered under one workspace is of no use under another: pages of one thing are left for their list. */
const ONE_THING = /^(\/(?:configs|guardrails|logs|sessions|traces|models\/integrations))\/.+$/;

/** Where the list of a thing stands that has none under its own path. */
const LISTS: Readonly<Record<string, string>> = { '/models/integrations': '/models', '/traces': '/logs' };

/** The address of the same page for another workspace; null = for all of them. */
function addressFor(workspace: string | null): string {
  const { pathname, search } = window.location;
  const wanted = new URLSearchParams(search);
  for (const name of [NAME, 'open']) wanted.delete(name);
  if (workspace !== null) wanted.set(NAME, workspace);
  const list = ONE_THING.exec(pathname)?.[1];
  const path = LISTS[list ?? ''] ?? list ?? pathname;
  const text = wanted.toString();
  return text === '' ? path : `${path}?${text}`;
}

export function openWorkspace(workspace: string | null): void {
  window.location.assign(addressFor(workspace));
}

/** What a browser calls itself, in few words. */

/** Browsers put the names of their forebears first and their own last. */
export function browserName(agent: string): string {
  const browser = /(Firefox|Edg|OPR|Chrome|Safari)\/[\d.]+/.exec(agent)?.[0]?.replace('Edg/', 'Edge/') ?? agent;
  const system = /(Windows|Mac OS X|Android|iPhone|Linux)/.exec(agent)?.[0];
  return system === undefined ? browser : `${browser.split('.', 1)[0] ?? browser} on ${system}`;
}

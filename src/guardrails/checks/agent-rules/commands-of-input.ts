/** What of a tool's input is run by a shell: the other texts may be files, patterns or prose. */
import { membersOf } from './members-of-input.ts';

const COMMANDS = new Set(['command', 'commands', 'cmd', 'script']);

/** Scripts, and commands whose words are listed. An input that is no JSON is a script as a whole. */
export function commandsOfInput(input: string): (string | string[])[] {
  const members = membersOf(input);
  if (members === null) return [input];
  const [whole] = members;
  if (typeof whole?.value === 'string') return [whole.value];
  return members.filter(({ name }) => COMMANDS.has(name)).flatMap(({ name, value }) => commandsIn(value, name));
}

function commandsIn(value: unknown, name: string): (string | string[])[] {
  if (typeof value === 'string') return [value];
  if (!Array.isArray(value)) return [];
  const texts = value.filter((one) => typeof one === 'string');
  const areWords = name !== 'commands' && !/\s/.test(texts[0] ?? '');
  return areWords ? [texts] : texts;
}

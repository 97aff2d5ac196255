/** What of a tool's input is run by a shell: the other texts may be files, patterns or prose. */

const COMMANDS = new Set(['command', 'commands', 'cmd', 'script']);

/** Scripts, and commands whose words are listed. An input that is no JSON is a script as a whole. */
export function commandsOfInput(input: string): (string | string[])[] {
  const commands: (string | string[])[] = [];
  try {
    const whole: unknown = JSON.parse(input, (name, value: unknown) => {
      if (COMMANDS.has(name)) for (const command of commandsIn(value, name)) commands.push(command);
      return value;
    });
    return typeof whole === 'string' ? [whole] : commands;
  } catch {
    return [input];
  }
}

function commandsIn(value: unknown, name: string): (string | string[])[] {
  if (typeof value === 'string') return [value];
  if (!Array.isArray(value)) return [];
  const texts = value.filter((one) => typeof one === 'string');
  const areWords = name !== 'commands' && !/\s/.test(texts[0] ?? '');
  return areWords ? [texts] : texts;
}

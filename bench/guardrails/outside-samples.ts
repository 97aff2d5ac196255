/** The second labelled set, from its lines. */
import type { Chance } from './random.ts';
import { NEGATIVE_LINES } from './outside-negatives.data.ts';
import { PII_LINES, SECRET_LINES } from './outside-positives.data.ts';
import { valueOf } from './outside-makers.ts';
import type { Sample } from './secret-samples.ts';

/** Of each line. */
const VALUES = 2;

export const outsideSecrets = (chance: Chance): Sample[] => samplesOf(SECRET_LINES, chance);
export const outsidePii = (chance: Chance): Sample[] => samplesOf(PII_LINES, chance);
export const outsideNegatives = (chance: Chance): Sample[] => samplesOf(NEGATIVE_LINES, chance);

function samplesOf(lines: readonly string[], chance: Chance): Sample[] {
  return lines.flatMap((line) => Array.from({ length: VALUES }, () => sampleOf(line, chance)));
}

function sampleOf(line: string, chance: Chance): Sample {
  const filled = line.replaceAll(/\{([a-zA-Z][\w ]*)\}/g, (whole, name: string) => valueOf(name, chance) ?? whole);
  const wanted: Sample['wanted'] = [];
  const text = filled.replaceAll(/\[\[(\w+)\|(.*?)\]\]/g, (_, kind: string, value: string) => {
    wanted.push({ kind, value });
    return value;
  });
  return { text, wanted, family: 'outside' };
}
